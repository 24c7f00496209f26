//! Notifications: one when somebody is needed, none else, and gone when that is over.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Sandbox, User};
use fobwatch_e2e::{Button, Closed, Desk, Notification, Notifications, TrayHost};
use serde_json::json;
use std::time::Duration;
use steps::desktop::{holds, prefer, start, tray_entry, tray_says, wait};
use steps::fob::{add, fob};
use steps::{secrets, server};

/// Longer than the look that is taken once a minute.
const A_MINUTE: Duration = Duration::from_secs(65);

/// An account whose session has been taken away at the server, and a refresh that has found out.
#[track_caller]
fn revoke(server: &Sandbox, host: &TrayHost) {
    server.handle().revoke(123_456);
    host.item().click(&[&tray_entry(host, "Acme"), "Refresh now"]);
    tray_says(host, "1 account needs you: Acme");
}

/// The only notification that there was.
#[track_caller]
fn only(daemon: &Notifications) -> Notification {
    wait("a notification is shown", || !daemon.shown().is_empty());
    let mut shown = daemon.shown();
    assert_eq!(shown.len(), 1, "{shown:?}");
    shown.remove(0)
}

/// It holds nothing that only the server and the vault may know.
#[track_caller]
fn tells_no_secret(notification: &Notification, server: &Sandbox) {
    let said = format!("{notification:?}");
    let mut words = secrets(server);
    words.extend(["127.0.0.1", "401", "403", "evoked", "demo", "123456", "eyJ"].map(str::to_owned));
    for word in words {
        assert!(!said.contains(&word), "`{word}` is in {said}");
    }
}

#[test]
fn it_leads_to_the_account_and_goes_when_that_is_over() {
    let server = server(900);
    server.handle().put_user(User::new("second", "other-password", 77));
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let args = ["add", "Zeta", "--base-url", &server.base_url(), "--set", "username=second"];
    let added = fob(&desk, &[&args[..], &["--secret", "password"]].concat(), "other-password\n");
    assert_eq!(added.status.code(), Some(0), "{}", added.stderr);
    let host = desk.start_tray_host();
    let daemon = desk.start_notifications();
    let app = start(&desk, &["--background"]);
    tray_says(&host, "2 accounts, all fresh");
    holds(Duration::from_secs(2), "what is fresh is not told", || daemon.shown().is_empty());

    revoke(&server, &host);
    let told = only(&daemon);
    assert_eq!(told.summary, "Acme needs you to log in");
    assert!(told.actions.contains(&("take".to_owned(), "Log in".to_owned())), "{told:?}");
    tells_no_secret(&told, &server);

    // The window is at another account, and comes to this one.
    host.item().click(&[&tray_entry(&host, "Zeta"), "Open"]);
    app.titled("Zeta · Fobwatch");
    daemon.invoke(told.id, "take");
    app.titled("Acme · Fobwatch");

    // It is over, and comes again; this time the window is closed.
    assert_eq!(
        fob(&desk, &["login", "Acme", "--secret", "password"], "watch-the-time\n").status.code(),
        Some(0)
    );
    tray_says(&host, "2 accounts, all fresh");
    desk.press_button(&app.opened(), Button::Close);
    app.closed();
    revoke(&server, &host);
    wait("it is told again", || daemon.shown().len() == 2);
    let again = daemon.shown().remove(1);
    desk.press_button(&app.titled("Acme · Fobwatch"), Button::Close);
    app.closed();
    daemon.invoke(again.id, "default");
    app.titled("Acme · Fobwatch");

    assert_eq!(
        fob(&desk, &["login", "Acme", "--secret", "password"], "watch-the-time\n").status.code(),
        Some(0)
    );
    tray_says(&host, "2 accounts, all fresh");
    revoke(&server, &host);
    wait("it is told once more", || daemon.shown().len() == 3);
    assert_eq!(
        fob(&desk, &["login", "Acme", "--secret", "password"], "watch-the-time\n").status.code(),
        Some(0)
    );
    let id = daemon.shown()[2].id;
    wait("a login takes it back", || daemon.closed().contains(&(id, Closed::TakenBack)));
    assert!(daemon.open().is_empty());
}

#[test]
fn it_is_told_once_however_often_it_is_seen() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let host = desk.start_tray_host();
    let daemon = desk.start_notifications();
    let app = start(&desk, &[]);
    app.titled("Acme · Fobwatch");
    tray_says(&host, "1 account, fresh");
    revoke(&server, &host);
    let told = only(&daemon);
    assert_eq!(fob(&desk, &["refresh", "Acme"], "").status.code(), Some(3));
    holds(A_MINUTE, "it is told once", || daemon.shown() == [told.clone()]);
}

#[test]
fn nobody_is_told_who_does_not_want_to() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    prefer(&desk, json!({ "notifications": false }));
    let host = desk.start_tray_host();
    let daemon = desk.start_notifications();
    let _app = start(&desk, &["--background"]);
    tray_says(&host, "1 account, fresh");
    revoke(&server, &host);
    holds(Duration::from_secs(3), "nothing is told", || daemon.shown().is_empty());
}

#[test]
fn a_locked_keyring_is_told_and_taken_back() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    desk.lock_keyring();
    let daemon = desk.start_notifications();
    let host = desk.start_tray_host();
    let _app = start(&desk, &["--background"]);
    let told = only(&daemon);
    assert_eq!(told.summary, "The keyring is locked");
    assert!(told.actions.contains(&("take".to_owned(), "Unlock".to_owned())), "{told:?}");
    tells_no_secret(&told, &server);
    desk.unlock_keyring();
    tray_says(&host, "1 account, fresh");
    wait("it is taken back", || daemon.closed() == [(told.id, Closed::TakenBack)]);
}
