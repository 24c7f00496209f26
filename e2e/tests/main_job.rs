//! The main job in the real window: from the first start to a fresh token on the clipboard, and out again.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::Desk;
use fobwatch_e2e::sandbox::{Kind, User};
use std::time::Duration;
use steps::{add, secrets, server};

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_start_to_a_fresh_token_and_out_again() {
    let server = server(12);
    let desk = Desk::start();
    let window = desk.open(&[]).await;

    // The first start shows the form; a login shows who it is and how long it lasts.
    add(&window, "Acme", &server.base_url()).await;
    let name = "return document.querySelector('[data-testid=account-name]')?.textContent ?? ''";
    window.wait_until("its name is shown", async || window.execute(name, &[]).await == "Acme").await;
    assert_eq!(window.text("client-id").await, "123456");
    window
        .wait_until("its user is shown", async || window.text("account-username").await.contains("demo"))
        .await;
    let left = window.text("access-remaining").await;
    assert!(left.starts_with("0:"), "{left}");
    assert!(window.text("refresh-remaining").await.starts_with("6d 23h"));
    window.wait_until("the countdown moves", async || window.text("access-remaining").await != left).await;

    // The clipboard holds exactly the token.
    window.click("copy-access").await;
    window.wait_for("copied").await;
    let first = desk.clipboard().unwrap();
    assert!(server.handle().accepts(&first, Kind::Access));
    assert!(desk.clipboard_targets().iter().any(|target| target == "x-kde-passwordManagerHint"));

    // Nobody touches it, and a new token comes before the old one ends. (The copy itself may have brought one.)
    let end = window.attribute("access-remaining", "data-expires-at").await.unwrap();
    window
        .wait_up_to(Duration::from_secs(20), "the window shows a new end", async || {
            window.attribute("access-remaining", "data-expires-at").await.is_some_and(|now| now != end)
        })
        .await;
    window.wait_for_state("Acme", "fresh").await;
    window.click("copy-access").await;
    window
        .wait_until("another token is on the clipboard", async || {
            desk.clipboard().is_some_and(|text| text != first)
        })
        .await;
    assert!(server.handle().accepts(&desk.clipboard().unwrap(), Kind::Access));

    // The refresh token asks first.
    window.click("copy-refresh").await;
    window.click("confirm").await;
    window
        .wait_until("the refresh token is on the clipboard", async || {
            desk.clipboard().is_some_and(|text| server.handle().accepts(&text, Kind::Refresh))
        })
        .await;

    // Closed and opened again: still logged in, no password asked.
    window.close().await;
    assert_eq!(
        desk.clipboard().filter(|text| !text.is_empty()),
        None,
        "nothing of ours is left on the clipboard"
    );
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    assert_eq!(window.text("client-id").await, "123456");
    assert_eq!(server.handle().counts().logins, 1);

    // Out again: here and at the server.
    let last = server.handle().latest("demo", Kind::Refresh).unwrap();
    window.click("log-out").await;
    window.click("log-out-everywhere").await;
    window.click("confirm").await;
    window.wait_for_state("Acme", "signed-out").await;
    assert_eq!(server.handle().counts().logouts, 1);
    assert!(!server.handle().accepts(&last.token, Kind::Refresh));
    assert_eq!(window.count("copy-access").await, 0);
    window.close().await;

    // The vault agrees, and no secret is anywhere in the user's files.
    assert_eq!(server.handle().counts().reuses, 0);
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_side_by_side_are_edited_and_removed() {
    let server = server(900);
    server.handle().put_user(User::new("second", "other-password", 77));
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "First", &server.base_url()).await;
    window.click("add-account").await;
    steps::fill(&window, "Second", &server.base_url(), "second", "other-password").await;
    window.click("submit-login").await;
    window.wait_for_state("Second", "fresh").await;
    window.wait_until("the second account is shown", async || window.text("client-id").await == "77").await;

    window.open_account("First").await;
    window
        .wait_until("the first account is shown", async || window.text("client-id").await == "123456")
        .await;
    window.click("account-menu").await;
    window.click("edit-account").await;
    window.type_into("field-name", "Renamed").await;
    window.type_into("field-environment", "production").await;
    window.click("submit-login").await;
    window.wait_for_state("Renamed", "fresh").await;
    assert_eq!(server.handle().counts().logins, 2, "a new name needs no login");

    window.click("account-menu").await;
    window.click("remove-account").await;
    window.click("confirm").await;
    window.wait_until("one account is left", async || window.count("account-row").await == 1).await;
    window.wait_for_state("Second", "fresh").await;
    window.close().await;
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

/// P15, in part: a copied token leaves the clipboard by itself, and somebody's own copy stays.
#[tokio::test(flavor = "multi_thread")]
async fn p15_a_copied_token_leaves_by_itself_unless_it_was_replaced() {
    let server = server(900);
    let desk = Desk::start();
    std::fs::create_dir_all(desk.data()).unwrap();
    std::fs::write(
        desk.data().join("preferences.json"),
        r#"{"preferences":{"theme":"system","clipboard_seconds":8}}"#,
    )
    .unwrap();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;

    window.click("copy-access").await;
    window.wait_for("copied").await;
    assert!(desk.clipboard().is_some());
    assert_eq!(desk.primary(), None);
    window.wait_gone("copied").await;
    assert_eq!(desk.clipboard().filter(|text| !text.is_empty()), None);

    window.click("copy-access").await;
    window.wait_for("copied").await;
    desk.set_clipboard("my own note");
    window.wait_gone("copied").await;
    assert_eq!(desk.clipboard().as_deref(), Some("my own note"));

    window.click("copy-access").await;
    window.wait_for("copied").await;
    window.click("clear-now").await;
    window.wait_gone("copied").await;
    assert_eq!(desk.clipboard().filter(|text| !text.is_empty()), None);
    window.close().await;
}
