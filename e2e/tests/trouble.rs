//! When something goes wrong, the window says what, and what to do next; nothing is lost and nothing hangs.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Fault, Route};
use fobwatch_e2e::{Desk, KEYRING_PASSWORD};
use steps::{PASSWORD, add, fill, server};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_fails_stays_as_it_was_typed() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    let page =
        async || window.execute("return document.body.innerText", &[]).await.as_str().unwrap().to_owned();

    // Nothing typed at all.
    window.click("submit-login").await;
    window
        .wait_until("the missing address is told", async || page().await.contains("base URL is missing"))
        .await;

    fill(&window, "Acme", &server.base_url(), "demo", "wrong").await;
    window.click("submit-login").await;
    window
        .wait_until("the refusal is told", async || page().await.contains("username or password is wrong"))
        .await;
    assert!(page().await.contains("Invalid credentials"), "the server's own words are quoted");
    assert_eq!(window.value("field-base-url").await, server.base_url());
    assert_eq!(window.value("field-username").await, "demo");

    let page_of_a_proxy = "<html><title>Sign in to the proxy</title></html>";
    for (fault, words) in [
        (Fault::too_many("30"), "fewer attempts"),
        (
            Fault::answer(400, &[], r#"{"message":"Username and password are required"}"#),
            "Username and password are required",
        ),
        (Fault::status(500), "a fault of its own"),
        (Fault::answer(200, &[("content-type", "text/html")], page_of_a_proxy), "web page came back"),
        (Fault::wrong_shape(), "no usable access token"),
        (Fault::closed(), "broke before the answer"),
        (Fault::redirect(302, "https://elsewhere.example/"), "https://elsewhere.example"),
    ] {
        server.handle().fault(Route::Login, fault);
        window.click("submit-login").await;
        window.wait_until(&format!("“{words}” is told"), async || page().await.contains(words)).await;
        assert_eq!(window.count("account-row").await, 0);
    }

    server.halt();
    window.click("submit-login").await;
    window.wait_until("no server is told", async || page().await.contains("Nothing answers")).await;
    window.type_into("field-base-url", "http://api.example.com").await;
    window.click("submit-login").await;
    window.wait_until("plain http is refused", async || page().await.contains("unprotected")).await;
    window.type_into("field-base-url", &format!("https://127.0.0.1:{}", server.port())).await;
    server.resume().unwrap();
    window.click("submit-login").await;
    window.wait_until("a TLS error is told", async || page().await.contains("not safe")).await;

    // After all that, it simply works.
    window.type_into("field-base-url", &server.base_url()).await;
    window.type_into("field-password", PASSWORD).await;
    window.click("submit-login").await;
    window.wait_for_state("Acme", "fresh").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_in_trouble_shows_why_and_one_way_out() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;

    server.halt();
    window.click("refresh-now").await;
    window.wait_for_state("Acme", "retrying").await;
    window
        .wait_until("the cause is told", async || window.text("banner").await.contains("Nothing answers"))
        .await;
    server.resume().unwrap();
    window.wait_for_state("Acme", "fresh").await;

    server.handle().revoke(123_456);
    // The form's check mark is on at first, so the remembered password logs in again by itself.
    window.click("refresh-now").await;
    window.wait_until("a second login", async || server.handle().counts().logins == 2).await;
    window.wait_for_state("Acme", "fresh").await;

    server.handle().set_password("demo", "new-password");
    server.handle().revoke(123_456);
    window.click("refresh-now").await;
    window.wait_for_state("Acme", "needs-login").await;
    assert!(window.text("banner").await.contains("username or password is wrong"));
    window.type_into("field-password", "new-password").await;
    window.click("submit-login").await;
    window.wait_for_state("Acme", "fresh").await;

    // With no server, a log-out still ends it here, and says what could not be done.
    server.halt();
    window.click("log-out").await;
    window.click("log-out-everywhere").await;
    window.click("confirm").await;
    window.wait_for_state("Acme", "signed-out").await;
    let page = window.execute("return document.body.innerText", &[]).await;
    assert!(page.as_str().unwrap().contains("Nothing answers"), "{page}");
    window.close().await;
}

/// P6: with no keyring nothing is stored anywhere else, and everything works as soon as there is one.
#[tokio::test(flavor = "multi_thread")]
async fn p6_a_missing_keyring_is_told_and_found_later() {
    let server = server(900);
    let desk = Desk::builder().without_keyring().start();
    let window = desk.open(&[]).await;
    window.wait_for("vault-retry").await;
    let page = window.execute("return document.body.innerText", &[]).await;
    assert!(page.as_str().unwrap().contains("no keyring"), "{page}");
    assert!(!desk.data().join("vault.db").exists(), "no vault without a key");
    desk.start_keyring();
    window.click("vault-retry").await;
    add(&window, "Acme", &server.base_url()).await;
    window.close().await;
}

/// P6: a locked keyring never blocks, and once it is unlocked everything goes on by itself.
#[tokio::test(flavor = "multi_thread")]
async fn p6_a_locked_keyring_is_told_and_waited_for() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    window.close().await;

    desk.lock_keyring();
    let window = desk.open(&[]).await;
    window.wait_for("vault-retry").await;
    let page = window.execute("return document.body.innerText", &[]).await;
    assert!(page.as_str().unwrap().contains("locked"), "{page}");
    desk.unlock_keyring();
    window.wait_for_state("Acme", "fresh").await;
    window.close().await;
}

/// P6: the button asks the system to unlock the keyring; turned down, it says so and can be pressed again.
#[tokio::test(flavor = "multi_thread")]
async fn p6_the_keyring_is_unlocked_from_the_window() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    window.close().await;

    desk.lock_keyring();
    let window = desk.open(&[]).await;
    window.click("vault-retry").await;
    tokio::task::block_in_place(|| desk.dismiss_prompt());
    window.wait_for("vault-retry").await;
    assert_eq!(desk.keyring_is_locked(), Some(true));
    window.click("vault-retry").await;
    assert!(tokio::task::block_in_place(|| desk.answer_prompt(KEYRING_PASSWORD)));
    window.wait_for_state("Acme", "fresh").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_without_a_bus_says_so_and_quits_cleanly() {
    let desk = Desk::builder().without_bus().start();
    let window = desk.open(&[]).await;
    window.wait_for("vault-retry").await;
    window.close().await;
}
