//! Every view, in both themes and sizes: nothing that a screen reader would stumble over, nothing cut off. The pictures are
//! kept in `target/e2e/look`, to be looked at.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::Desk;
use fobwatch_e2e::sandbox::User;
use steps::look::look;
use steps::{add, fill, server};

async fn every_view(theme: &str) {
    let server = server(900);
    let desk = Desk::start();
    std::fs::create_dir_all(desk.data()).unwrap();
    std::fs::write(
        desk.data().join("preferences.json"),
        format!(r#"{{"preferences":{{"theme":"{theme}","clipboard_seconds":45}}}}"#),
    )
    .unwrap();
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    look(&window, theme, "first-run").await;
    fill(&window, "Acme", &server.base_url(), "demo", "wrong").await;
    window.click("submit-login").await;
    window
        .wait_until("an error", async || {
            window.execute("return document.body.innerText", &[]).await.as_str().unwrap().contains("is wrong")
        })
        .await;
    look(&window, theme, "first-run-refused").await;
    add(&window, "Acme UAT", &server.base_url()).await;
    window.click("copy-access").await;
    window.wait_for("copied").await;
    look(&window, theme, "account").await;
    window.click("log-out").await;
    window.wait_for("forget-here").await;
    look(&window, theme, "log-out").await;
    window.click("cancel").await;
    window.click("account-menu").await;
    window.click("edit-account").await;
    window.wait_for("field-name").await;
    look(&window, theme, "edit").await;
    window.click("cancel").await;

    // A long name, one from right to left, and production.
    for (index, (name, environment)) in [
        ("A name that is so long that it cannot possibly fit in the rail", "production"),
        ("חשבון בדיקה", "uat"),
        ("<b>bold</b>", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let username = format!("user{index}");
        server.handle().put_user(User::new(&username, "pw", 1000 + index as u64));
        window.click("add-account").await;
        fill(&window, name, &server.base_url(), &username, "pw").await;
        if !environment.is_empty() {
            window.type_into("field-environment", environment).await;
        }
        window.click("submit-login").await;
        window.wait_for_state(name, "fresh").await;
    }
    look(&window, theme, "several").await;
    window.open_account("A name that is so long that it cannot possibly fit in the rail").await;
    window.wait_until("the long one is shown", async || window.text("client-id").await == "1000").await;
    look(&window, theme, "production").await;

    server.halt();
    window.click("refresh-now").await;
    window.wait_for("banner").await;
    look(&window, theme, "retrying").await;
    window.click("open-preferences").await;
    window.wait_for("close").await;
    look(&window, theme, "preferences").await;
    window.click("close").await;

    for (width, height) in [(720, 480), (480, 640)] {
        window.resize(width, height).await;
        look(&window, theme, &format!("{width}x{height}")).await;
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_is_accessible_in_light() {
    every_view("light").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_view_is_accessible_in_dark() {
    every_view("dark").await;
}
