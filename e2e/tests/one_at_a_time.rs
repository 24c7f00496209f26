//! One Fobwatch for each vault, started by hand or with the session, and its window where it was left.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::{Button, Desk, Geometry, Signal, TopWindow};
use serde_json::Value;
use std::fs;
use std::time::Duration;
use steps::desktop::{Started, holds, start, start_at, tray_says, wait};
use steps::fob::add;
use steps::server;

/// Starts it a second time, which ends by itself in peace.
#[track_caller]
fn start_again(desk: &Desk, args: &[&str]) {
    assert_eq!(start(desk, args).ended(), Some(0));
}

#[track_caller]
fn has_focus(desk: &Desk, app: &Started<'_>) {
    wait("its window has the focus", || desk.focused().is_some_and(|window| window.pid == app.pid()));
}

#[test]
fn a_second_start_shows_the_first_one() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let host = desk.start_tray_host();
    let mut app = start(&desk, &[]);
    let window = app.titled("Acme · Fobwatch");
    host.item();

    // Another one, of another vault, is in front.
    let mut other = start_at(&desk, &desk.path().join("elsewhere"), &[]);
    let in_front = other.opened();
    desk.activate(&in_front);
    start_again(&desk, &[]);
    has_focus(&desk, &app);

    desk.press_button(&window, Button::Minimise);
    wait("it is put away", || desk.is_minimised(&window));
    start_again(&desk, &[]);
    has_focus(&desk, &app);
    assert!(!desk.is_minimised(&window));

    desk.press_button(&window, Button::Close);
    app.closed();
    start_again(&desk, &[]);
    app.titled("Acme · Fobwatch");
    has_focus(&desk, &app);
    assert!(app.runs() && other.runs(), "two vaults have a program each");
}

#[test]
fn in_the_background_there_is_no_window_until_somebody_wants_one() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let host = desk.start_tray_host();
    let app = start(&desk, &["--background"]);
    tray_says(&host, "1 account, fresh");
    holds(Duration::from_secs(2), "there is no window", || app.window().is_none());
    start_again(&desk, &[]);
    app.titled("Acme · Fobwatch");
    has_focus(&desk, &app);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_starts_with_the_session_where_somebody_wants_that() {
    let server = server(900);
    let desk = Desk::start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let window = desk.open(&[]).await;
    let entry = desk.home().join(".config/autostart/fobwatch.desktop");
    assert!(!entry.exists());
    window.click("open-preferences").await;
    window.click("preference-autostart").await;
    window.wait_until("there is an entry", async || entry.exists()).await;
    let text = fs::read_to_string(&entry).unwrap();
    let command = text.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap();
    let program = fobwatch_e2e::app().canonicalize().unwrap();
    assert_eq!(command, format!("\"{}\" --background", program.display()));
    window.click("preference-autostart").await;
    window.wait_until("there is no entry", async || !entry.exists()).await;
    window.close().await;
}

/// Ends it as a logout does, and starts it anew.
#[track_caller]
fn restarted<'desk>(desk: &'desk Desk, mut app: Started<'desk>) -> (Started<'desk>, TopWindow) {
    app.signal(Signal::TERM);
    assert_eq!(app.ended(), Some(0));
    let app = start(desk, &[]);
    let window = app.opened();
    (app, window)
}

#[test]
fn the_window_comes_back_where_it_was_and_always_on_a_screen() {
    let desk = Desk::builder().window_manager().start();
    let app = start(&desk, &[]);
    let window = app.opened();
    let place = Geometry { x: 120, y: 90, width: 720, height: 500 };
    desk.place_window(&window, place);
    wait("it is moved", || desk.geometry(&window) == Some(place));
    // It hears of that a little later.
    std::thread::sleep(Duration::from_millis(500));

    let (mut app, window) = restarted(&desk, app);
    let now = || desk.geometry(&window).unwrap();
    wait("it has the size that it had", || (now().width, now().height) == (place.width, place.height));
    // The frame may be counted or not, but it does not wander about.
    wait("it is where it was", || (now().x - place.x).abs() < 40 && (now().y - place.y).abs() < 40);

    app.signal(Signal::TERM);
    assert_eq!(app.ended(), Some(0));
    let file = desk.data().join("window.json");
    for (x, y) in [(5000, 3000), (-3000, 100), (1270, 100), (100, 795), (100, -900)] {
        let mut kept: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        kept["main"]["x"] = x.into();
        kept["main"]["y"] = y.into();
        fs::write(&file, kept.to_string()).unwrap();
        let mut app = start(&desk, &[]);
        let window = app.opened();
        wait(&format!("it comes back from {x},{y}"), || {
            let at = desk.geometry(&window).unwrap();
            (-100..=1200).contains(&at.x) && (0..=700).contains(&at.y)
        });
        app.signal(Signal::TERM);
        assert_eq!(app.ended(), Some(0));
    }
}
