//! What people look after in the window besides tokens: notes and tags, the secrets that are remembered, ends of their own,
//! and accounts that are removed and had back.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use chrono::{Days, Local};
use fobwatch_e2e::sandbox::{Kind, User};
use fobwatch_e2e::{Desk, Window};
use serde_json::json;
use std::time::Duration;
use steps::desktop::{pasted, prefer};
use steps::fob::fob;
use steps::page::{ENTER, choose, page, says, settle, texts};
use steps::{PASSWORD, add, fill, secrets, server};

/// A little longer than an account can be had back.
const GRACE: Duration = Duration::from_secs(16);

async fn remove(window: &Window<'_>) {
    window.click("account-menu").await;
    window.click("remove-account").await;
    window.click("confirm").await;
    window.wait_for("removed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_and_tags_are_kept_found_and_sealed() {
    let server = server(900);
    server.handle().put_user(User::new("second", PASSWORD, 77));
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    window.click("add-account").await;
    fill(&window, "Borealis", &server.base_url(), "second", PASSWORD).await;
    window.click("submit-login").await;
    window.wait_for_state("Borealis", "fresh").await;
    window.open_account("Acme").await;
    window.wait_until("Acme is shown", async || window.text("client-id").await == "123456").await;

    window.click("remarks-edit").await;
    let written = "NOTE-CANARY-7431 <b>bold</b>\n<img src=x onerror=document.title=1>";
    window.type_into("field-notes", &written.replace('\n', ENTER)).await;
    window.type_into("field-tags", "billing,two words,").await;
    window.type_into("field-tags", "TAG-CANARY-88").await;
    window.click("remarks-save").await;
    window.wait_for("notes").await;
    let notes = window.text("notes").await;
    assert_eq!(notes, written);
    let inside = "return document.querySelector('[data-testid=notes]').children.length";
    assert_eq!(window.execute(inside, &[]).await, 0, "the notes are text and nothing else");
    assert_eq!(texts(&window, "tag").await, ["billing", "two words", "TAG-CANARY-88"]);
    window.close().await;

    assert_eq!(desk.search_files(&["NOTE-CANARY-7431", "TAG-CANARY-88", "two words"]), []);
    let window = desk.open(&[]).await;
    window.open_account("Acme").await;
    window.wait_for("notes").await;
    assert_eq!(window.text("notes").await, notes);

    // A word of the notes, a tag, and a tag that is clicked each leave one account of two.
    for query in ["canary-7431", "tag:billing", "tag:\"two words\""] {
        window.type_into("search", query).await;
        window.wait_until(query, async || window.count("account-row").await == 1).await;
        assert!(window.row_state("Acme").await.is_some(), "{query}");
    }
    window.type_into("search", "tag:elsewhere").await;
    window.wait_until("nobody has it", async || window.count("account-row").await == 0).await;
    window.click("clear-search").await;
    window.wait_until("both are back", async || window.count("account-row").await == 2).await;
    window.click("tag").await;
    window.wait_until("one is left", async || window.count("account-row").await == 1).await;
    assert_eq!(window.value("search").await, "tag:billing");

    // What is too much is said beside its field, and nothing is lost.
    window.click("remarks-edit").await;
    let long = "return (t => { t.value = 'x'.repeat(10001); t.dispatchEvent(new Event('input', { bubbles: true })) })\
                (document.querySelector('[data-testid=field-notes]'))";
    window.execute(long, &[]).await;
    window.click("remarks-save").await;
    says(&window, "10000").await;
    let invalid = window.attribute("field-notes", "aria-invalid").await;
    assert_eq!(invalid.as_deref(), Some("true"));
    window.click("remarks-cancel").await;
    window.click("confirm").await;
    window.wait_for("notes").await;
    assert_eq!(window.text("notes").await, notes);
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_replaced_only_by_one_that_works() {
    let server = server(900);
    let desk = Desk::start();
    prefer(&desk, json!({ "clipboard_seconds": 6, "language": "en" }));
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    fill(&window, "Acme", &server.base_url(), "demo", PASSWORD).await;
    if !window.testid("remember").await.is_selected().await.unwrap() {
        window.click("remember").await;
    }
    window.click("submit-login").await;
    window.wait_for_state("Acme", "fresh").await;
    window.wait_for("secret").await;
    assert!(window.text("secret").await.contains("entered today"), "{}", window.text("secret").await);

    let remembered = async || {
        window.click("copy-secret").await;
        assert_eq!(pasted(&desk).filter(|text| text.starts_with("watch")), None, "it is asked first");
        window.click("confirm").await;
        window.wait_until("it is copied", async || pasted(&desk).is_some()).await;
        let copied = pasted(&desk).unwrap();
        window.wait_for("copied").await;
        assert!(!page(&window).await.contains(&copied), "the page does not show it");
        window.wait_gone("copied").await;
        assert_eq!(pasted(&desk), None, "it leaves by itself");
        copied
    };
    assert_eq!(remembered().await, PASSWORD);

    server.handle().set_password("demo", "rotated-at-noon");
    window.click("replace-secret").await;
    window.type_into("replace-field-password", "not-the-new-one").await;
    window.click("submit-replace").await;
    window
        .wait_until("the refusal is beside the field", async || {
            window.attribute("replace-field-password", "aria-invalid").await.as_deref() == Some("true")
        })
        .await;
    says(&window, "username or password is wrong").await;
    window.click("cancel").await;
    window.wait_gone("submit-replace").await;
    window.wait_for_state("Acme", "fresh").await;
    assert_eq!(remembered().await, PASSWORD, "the old one stays");

    let logins = server.handle().counts().logins;
    window.click("replace-secret").await;
    window.type_into("replace-field-password", "rotated-at-noon").await;
    window.click("submit-replace").await;
    window.wait_gone("submit-replace").await;
    window.wait_for_state("Acme", "fresh").await;
    assert_eq!(server.handle().counts().logins, logins + 1);
    assert_eq!(remembered().await, "rotated-at-noon");
    window.close().await;

    let mut needles = secrets(&server);
    needles.extend(["rotated-at-noon".to_owned(), "not-the-new-one".to_owned()]);
    assert_eq!(desk.search_files(&needles), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_without_an_end_gets_one() {
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    choose(&window, "field-profile", "API key and secret").await;
    window.wait_for("field-api-secret").await;
    window.type_into("field-name", "Keys").await;
    window.type_into("field-base-url", "https://api.example.com").await;
    window.type_into("field-api-key", "KEY-CANARY-1").await;
    window.type_into("field-api-secret", "SECRET-CANARY-2").await;
    window.click("submit-login").await;
    window.wait_for_state("Keys", "static").await;
    assert_eq!(window.count("secret").await, 2);

    window.click("remarks-edit").await;
    window.type_into("field-ends-on", "2026-02-30").await;
    window.click("remarks-save").await;
    says(&window, "There is no such day.").await;
    let end = Local::now().date_naive().checked_add_days(Days::new(12)).unwrap();
    window.type_into("field-ends-on", &end.to_string()).await;
    choose(&window, "field-remind-days", "14 days before").await;
    window.click("remarks-save").await;
    window.wait_gone("remarks-save").await;
    says(&window, "days left").await;
    says(&window, "reminder 14 days before").await;
    let row = window.account_row("Keys").await.text().await.unwrap();
    assert!(row.contains("12d"), "{row}");
    window.close().await;

    let window = desk.open(&[]).await;
    window.open_account("Keys").await;
    says(&window, "reminder 14 days before").await;
    window.close().await;
    assert_eq!(desk.search_files(&["KEY-CANARY-1", "SECRET-CANARY-2"]), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_account_can_be_had_back_for_ten_seconds() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    let refresh = server.handle().latest("demo", Kind::Refresh).unwrap();
    let end = window.attribute("access-remaining", "data-expires-at").await;

    remove(&window).await;
    window.wait_until("it is out of sight", async || window.count("account-row").await == 0).await;
    window.click("undo-remove").await;
    window.wait_for_state("Acme", "fresh").await;
    window.wait_gone("removed").await;
    window.open_account("Acme").await;
    assert_eq!(window.attribute("access-remaining", "data-expires-at").await, end);
    // Also after the time in which it would have been removed.
    tokio::time::sleep(Duration::from_secs(11)).await;
    window.wait_for_state("Acme", "fresh").await;
    window.click("copy-access").await;
    window.wait_until("its token is good", async || pasted(&desk).is_some()).await;
    assert!(server.handle().accepts(&pasted(&desk).unwrap(), Kind::Access));
    let counts = server.handle().counts();
    assert_eq!((counts.logins, counts.refreshes), (1, 0), "nothing was lost");
    assert!(server.handle().accepts(&refresh.token, Kind::Refresh));

    // Nobody has it back: it is gone with its rows.
    remove(&window).await;
    window.wait_up_to(GRACE, "it is gone", async || !fob(&desk, &["list"], "").text().contains("Acme")).await;
    window.wait_gone("removed").await;
    let activity = "return window.__TAURI_INTERNALS__.invoke('activity', \
                    { query: { account: null, kinds: [], text: '', before: null } }).then((rows) => rows.length)";
    assert_eq!(window.execute(activity, &[]).await, 0);

    // Who quits within the time has said so too.
    add(&window, "Brief", &server.base_url()).await;
    remove(&window).await;
    assert!(fob(&desk, &["list"], "").text().contains("Brief"), "not yet");
    window.close().await;
    assert!(!fob(&desk, &["list"], "").text().contains("Brief"));
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    settle().await;
    assert_eq!(window.count("account-row").await, 0);
    window.close().await;
}
