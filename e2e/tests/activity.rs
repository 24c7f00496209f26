//! What happened, and the report for whoever helps: it tells how things stand and nothing about anybody.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::User;
use fobwatch_e2e::{Desk, Needles, Window};
use serde_json::Value;
use steps::desktop::{pasted, prefer};
use steps::page::{choose, says, texts};
use steps::{PASSWORD, add, fill, secrets, server};

/// The kinds of the rows that are shown, from the top.
async fn kinds(window: &Window<'_>) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('[data-testid=activity-row]')].map((r) => r.dataset.kind)";
    strings(&window.execute(script, &[]).await)
}

/// The accounts of the rows that are shown, from the top.
async fn accounts(window: &Window<'_>) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('[data-testid=activity-row]')].map((r) => r.dataset.account)";
    strings(&window.execute(script, &[]).await)
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_activity_of_two_accounts_is_listed_and_filtered() {
    let server = server(900);
    server.handle().put_user(User::new("second", PASSWORD, 77));
    let desk = Desk::builder().env("TZ", "Asia/Tokyo").start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    window.click("refresh-now").await;
    window.wait_until("it was refreshed", async || server.handle().counts().refreshes == 1).await;
    window.wait_for_state("Acme", "fresh").await;
    window.click("add-account").await;
    fill(&window, "Borealis", &server.base_url(), "second", PASSWORD).await;
    window.click("submit-login").await;
    window.wait_for_state("Borealis", "fresh").await;
    window.wait_until("Borealis is shown", async || window.text("client-id").await == "77").await;
    window.click("copy-access").await;
    window.wait_for("copied").await;

    window.click("open-activity").await;
    window.wait_for("activity-row").await;
    let newest = ["copied", "logged-in", "refreshed", "logged-in"];
    window.wait_until("newest first", async || kinds(&window).await == newest).await;
    assert_eq!(accounts(&window).await, ["Borealis", "Borealis", "Acme", "Acme"]);
    let row = &texts(&window, "activity-row").await[0];
    let utc = "const at = new Date(document.querySelector('[data-testid=activity-row] time').dateTime); \
               const two = (n) => String(n).padStart(2, '0'); \
               return [`${two(at.getHours())}:${two(at.getMinutes())}`, `${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`]";
    for time in strings(&window.execute(utc, &[]).await) {
        assert!(row.contains(&time), "{time} is not in {row:?}");
    }
    assert_eq!(window.execute("return new Date().getTimezoneOffset()", &[]).await, -540);

    // What happens meanwhile comes on top by itself.
    window.press("r").await;
    choose(&window, "activity-account", "Acme").await;
    window.wait_until("those of Acme", async || kinds(&window).await == ["refreshed", "logged-in"]).await;
    window.click("activity-filter-logged-in").await;
    window.wait_until("one kind", async || kinds(&window).await == ["logged-in"]).await;
    choose(&window, "activity-account", "All accounts").await;
    window.wait_until("one kind of all", async || accounts(&window).await == ["Borealis", "Acme"]).await;
    window.click("activity-filter-copied").await;
    window
        .wait_until("two kinds", async || kinds(&window).await == ["copied", "logged-in", "logged-in"])
        .await;
    window.type_into("activity-text", "borea").await;
    window.wait_until("by name", async || accounts(&window).await == ["Borealis", "Borealis"]).await;
    window.type_into("activity-text", "nothing like it").await;
    says(&window, "Nothing matches these filters").await;
    window.click("activity-clear").await;
    window.wait_until("all are back", async || kinds(&window).await == newest).await;
    window.click("close-activity").await;
    window.wait_for("copy-access").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_support_report_says_nothing_about_anybody() {
    let server = server(900);
    server.handle().put_user(User::new("USER-CANARY-51", "PASSWORD-CANARY-52", 6_543_210));
    let desk = Desk::start();
    prefer(&desk, serde_json::json!({ "language": "en" }));
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    fill(&window, "NAME-CANARY-53", &server.base_url(), "USER-CANARY-51", "PASSWORD-CANARY-52").await;
    window.type_into("field-environment", "ENV-CANARY-56").await;
    window.click("submit-login").await;
    window.wait_for_state("NAME-CANARY-53", "fresh").await;
    window.click("remarks-edit").await;
    window.type_into("field-notes", "NOTE-CANARY-54").await;
    window.type_into("field-tags", "TAG-CANARY-55").await;
    window.click("remarks-save").await;
    window.wait_for("notes").await;
    window.click("copy-access").await;
    window.wait_for("copied").await;

    window.click("open-preferences").await;
    window.click("section-about").await;
    window.click("open-support-report").await;
    window.wait_for("support-report-text").await;
    let read = window.text("support-report-text").await;
    window.click("copy-report").await;
    let is_there = async || pasted(&desk).is_some_and(|text| text.starts_with("Fobwatch "));
    window.wait_until("the report is on the clipboard", is_there).await;
    let copied = pasted(&desk).unwrap();

    let mut words = secrets(&server);
    words.extend((51..=56).map(|number| format!("CANARY-{number}")));
    words.extend([format!("127.0.0.1:{}", server.port()), "127.0.0.1".to_owned(), "6543210".to_owned()]);
    let needles = Needles::new(&words);
    for report in [&read, &copied] {
        let found = needles.find(report.as_bytes());
        assert!(found.is_empty(), "{found:?} of {} words in\n{report}", words.len());
        assert!(!report.contains("eyJ"), "{report}");
        for told in [
            concat!("Fobwatch ", env!("CARGO_PKG_VERSION")),
            "webview: ",
            "Doctor:",
            "ok  ",
            "Accounts: 1",
            "b2b-jwt",
        ] {
            assert!(report.contains(told), "{told} is missing in\n{report}");
        }
    }
    window.close().await;
}
