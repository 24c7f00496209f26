//! P15: nothing of ours stays on the clipboard when somebody leaves the screen or Fobwatch, and what others copied does.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Kind, Sandbox};
use fobwatch_e2e::{Desk, LockBy, TrayHost};
use serde_json::json;
use std::time::Duration;
use steps::desktop::{Started, holds, pasted, prefer, start, tray_entry, tray_says, wait};
use steps::fob::add;
use steps::server;

const WAYS: [LockBy; 4] = [LockBy::ScreenSaver, LockBy::Gnome, LockBy::Login, LockBy::LoginHint];

/// Somebody with an account, for whom only the lock and the end take a token away.
fn desk(server: &Sandbox) -> Desk {
    let desk = Desk::builder().window_manager().screen_lock().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    prefer(&desk, json!({ "clipboard_seconds": 0 }));
    desk
}

fn started(desk: &Desk) -> (TrayHost, Started<'_>) {
    let host = desk.start_tray_host();
    let app = start(desk, &["--background"]);
    tray_says(&host, "1 account, fresh");
    (host, app)
}

#[track_caller]
fn copy(desk: &Desk, host: &TrayHost, server: &Sandbox) {
    host.item().click(&[&tray_entry(host, "Acme"), "Copy token"]);
    wait("a token is on the clipboard", || {
        pasted(desk).is_some_and(|text| server.handle().accepts(&text, Kind::Access))
    });
}

#[test]
fn p15_each_lock_of_the_screen_empties_the_clipboard() {
    let server = server(900);
    let desk = desk(&server);
    let (host, _app) = started(&desk);
    for by in WAYS {
        copy(&desk, &host, &server);
        desk.lock_screen(by);
        wait(&format!("the clipboard is empty after {by:?}"), || pasted(&desk).is_none());
        desk.unlock_screen(by);
    }
    copy(&desk, &host, &server);
    desk.sleep();
    wait("the clipboard is empty while the computer sleeps", || pasted(&desk).is_none());
    desk.wake();
    copy(&desk, &host, &server);
    holds(Duration::from_secs(2), "waking takes nothing away", || pasted(&desk).is_some());
}

#[test]
fn p15_what_others_copied_stays() {
    let server = server(900);
    let desk = desk(&server);
    let (host, mut app) = started(&desk);
    for by in WAYS {
        copy(&desk, &host, &server);
        desk.set_clipboard("my own note");
        desk.lock_screen(by);
        holds(Duration::from_secs(1), "somebody's own copy stays", || {
            desk.clipboard().as_deref() == Some("my own note")
        });
        desk.unlock_screen(by);
    }
    host.item().click(&["Quit"]);
    assert_eq!(app.ended(), Some(0));
    assert_eq!(desk.clipboard().as_deref(), Some("my own note"));
}

#[test]
fn p15_quitting_from_the_tray_empties_the_clipboard() {
    let server = server(900);
    let desk = desk(&server);
    let (host, mut app) = started(&desk);
    copy(&desk, &host, &server);
    host.item().click(&["Quit"]);
    assert_eq!(app.ended(), Some(0));
    assert_eq!(pasted(&desk), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_toast_promises_what_holds() {
    let server = server(900);
    for (watched, promise) in
        [(true, "Also cleared on screen lock and quit."), (false, "Also cleared on quit.")]
    {
        let builder = Desk::builder();
        let desk = if watched { builder.screen_lock().start() } else { builder.start() };
        add(&desk, "Acme", &server.base_url(), &[]);
        let window = desk.open(&[]).await;
        window.wait_for_state("Acme", "fresh").await;
        window.click("copy-access").await;
        window.wait_for("copied").await;
        let said = window.text("copied-held").await;
        assert!(said.contains(promise), "{watched}: {said}");
        window.close().await;
    }
}
