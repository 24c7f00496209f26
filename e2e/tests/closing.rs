//! Closing the window where there is no tray: it means quitting, which is asked about once, and never keeps anybody.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::{Button, Desk, Signal, Window};
use serde_json::{Value, json};
use std::time::Duration;
use steps::desktop::{holds, pages, prefer, start, wait};
use steps::fob::add;
use steps::server;

/// Clicks what ends the page, without waiting for an answer that cannot come.
async fn click_last(window: &Window<'_>, id: &str) {
    window.wait_for(id).await;
    let script = "setTimeout(() => document.querySelector(`[data-testid=${arguments[0]}]`).click(), 50)";
    window.execute(script, &[json!(id)]).await;
}

async fn wait_ended(window: &Window<'_>) {
    window.wait_until("it ends", async || !window.is_running()).await;
}

fn kept(desk: &Desk) -> Value {
    let text = std::fs::read_to_string(desk.data().join("preferences.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["preferences"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_until_it_is_answered_and_then_known() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;

    for _ in 0..3 {
        desk.press_button(&window.on_screen().unwrap(), Button::Close);
        window.click("keep-open").await;
        window.wait_gone("keep-open").await;
    }
    window.wait_for_state("Acme", "fresh").await;

    desk.press_button(&window.on_screen().unwrap(), Button::Close);
    click_last(&window, "quit").await;
    wait_ended(&window).await;
    assert_eq!(kept(&desk)["quit_known"], true);
    drop(window);

    let mut app = start(&desk, &[]);
    desk.press_button(&app.titled("Acme · Fobwatch"), Button::Close);
    assert_eq!(app.ended(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_not_lost_unasked() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    prefer(&desk, json!({ "quit_known": true }));
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    window.click("add-account").await;
    window.type_into("field-name", "Half an account").await;

    let said = "return document.querySelector('[role=dialog]')?.textContent ?? ''";
    let asked = async || {
        window.wait_for("keep-open").await;
        window.execute(said, &[]).await.as_str().unwrap().to_owned()
    };
    desk.press_button(&window.on_screen().unwrap(), Button::Close);
    let text = asked().await;
    assert!(text.contains("Quit Fobwatch?") && text.contains("What you typed into the form"), "{text}");
    window.click("keep-open").await;
    window.wait_gone("keep-open").await;
    assert_eq!(window.value("field-name").await, "Half an account");

    // Another account is not opened over it unasked.
    window.account_row("Acme").await.click().await.unwrap();
    window.wait_for("cancel").await;
    steps::page::says(&window, "Leave without saving?").await;
    window.press(steps::page::ESCAPE).await;
    assert_eq!(window.value("field-name").await, "Half an account");

    // Nor does the tray quit over it; and where it goes on in a tray, the page ends all the same.
    let host = desk.start_tray_host();
    host.item().click(&["Quit"]);
    let text = asked().await;
    assert!(text.contains("Quit Fobwatch?") && text.contains("What you typed into the form"), "{text}");
    window.click("keep-open").await;
    window.wait_gone("keep-open").await;
    let tray =
        "window.__TAURI_INTERNALS__.invoke('snapshot').then(({ desktop }) => arguments[0](desktop.tray))";
    window
        .wait_until("the tray is known", async || {
            window.client.execute_async(tray, Vec::new()).await.is_ok_and(|known| known == true)
        })
        .await;
    desk.press_button(&window.on_screen().unwrap(), Button::Close);
    let text = asked().await;
    assert!(text.contains("Close the window?") && text.contains("What you typed into the form"), "{text}");
    click_last(&window, "close-window").await;
    window.wait_until("the window is gone", async || window.on_screen().is_none()).await;
    assert!(window.is_running());
}

#[test]
fn a_page_that_hangs_keeps_nobody() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let mut app = start(&desk, &[]);
    let window = app.titled("Acme · Fobwatch");
    let page = pages(&desk).remove(0);
    page.signal(Signal::STOP);
    desk.press_button(&window, Button::Close);
    holds(Duration::from_secs(2), "the page is asked first", || app.runs());
    desk.press_button(&window, Button::Close);
    assert_eq!(app.ended(), Some(0));
    page.signal(Signal::KILL);
    wait("nothing is left", || pages(&desk).is_empty());
}
