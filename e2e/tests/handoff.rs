//! From the window to other tools: what is copied for them, and a file that is kept fresh.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Kind, Sandbox};
use fobwatch_e2e::{Desk, Signal, Window};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use steps::desktop::{pasted, wait};
use steps::fob::add;
use steps::page::says;
use steps::server;

const THEIRS: &str = "DB_URL=postgres://localhost\n";

/// The token in a `.env` file, where there is one that the server takes.
fn good(file: &Path, server: &Sandbox) -> Option<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let token = text.lines().find_map(|line| line.strip_prefix("ACCESS_TOKEN="))?.to_owned();
    server.handle().accepts(&token, Kind::Access).then_some(token)
}

async fn copy_for(window: &Window<'_>, tool: &str) {
    window.click("copy-menu").await;
    window.click("copy-for").await;
    window.click(&format!("copy-for-{tool}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_gets_what_it_reads_from_the_clipboard() {
    let server = server(900);
    let desk = Desk::start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    copy_for(&window, "postman").await;
    window.wait_for("copied").await;
    assert!(window.text("copied").await.contains("Copied for Postman"));
    let environment: Value = serde_json::from_str(&pasted(&desk).unwrap()).unwrap();
    let values = environment["values"].as_array().unwrap();
    let token = values.iter().find(|value| value["key"] == "accessToken").unwrap();
    assert!(server.handle().accepts(token["value"].as_str().unwrap(), Kind::Access));
    assert_eq!(desk.clipboard_as("x-kde-passwordManagerHint").as_deref(), Some("secret"));

    // A collection holds no token: it stays, and nothing has to be cleared.
    copy_for(&window, "postman-collection").await;
    wait("the collection is there", || pasted(&desk).is_some_and(|text| text.contains("collection.json")));
    assert!(!pasted(&desk).unwrap().contains(token["value"].as_str().unwrap()));
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_fresh_and_empty_without_fobwatch() {
    let server = server(900);
    let desk = Desk::start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let file = desk.path().join("project.env");
    std::fs::write(&file, format!("ACCESS_TOKEN=mine\n{THEIRS}")).unwrap();
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;

    // What sets a variable of ours itself is refused, and nothing is written.
    window.click("copy-menu").await;
    window.click("keep-file").await;
    window.type_into("field-file", file.to_str().unwrap()).await;
    window.click("submit-keep-file").await;
    says(&window, "Line 1 of").await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("ACCESS_TOKEN=mine\n{THEIRS}"));
    std::fs::write(&file, THEIRS).unwrap();
    window.click("submit-keep-file").await;
    window.wait_for("kept-file").await;
    let first = good(&file, &server).expect("the token at once");

    window.click("refresh-now").await;
    wait("the next token", || good(&file, &server).is_some_and(|token| token != first));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with(THEIRS));

    // The page knows where the file is and nothing of what is in it.
    let page: String =
        serde_json::from_value(window.execute("return document.body.innerHTML", &[]).await).unwrap();
    assert!(page.contains("project.env") && !page.contains(&good(&file, &server).unwrap()));

    assert!(window.signal(Signal::TERM, Duration::from_secs(20)));
    drop(window);
    assert_eq!(good(&file, &server), None);
    assert!(std::fs::read_to_string(&file).unwrap().contains("ACCESS_TOKEN=\n"));

    // The next one goes on with it, until somebody says no.
    let window = desk.open(&[]).await;
    window.wait_for("kept-file").await;
    wait("the token again", || good(&file, &server).is_some());
    window.click("stop-file").await;
    window.wait_gone("kept-file").await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), THEIRS);
    window.close().await;
}
