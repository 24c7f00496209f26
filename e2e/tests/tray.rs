//! The tray: what it says, what it copies, and that Fobwatch goes on there when its window is closed.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Kind, User};
use fobwatch_e2e::{Button, Desk, TrayHost};
use std::time::Duration;
use steps::desktop::{pages, pasted, start, tray_entry, tray_says, wait, wait_up_to};
use steps::fob::{add, fob};
use steps::{secrets, server};

/// The tray says this of all accounts, in its title and its tooltip.
#[track_caller]
fn says(host: &TrayHost, sentence: &str) {
    tray_says(host, sentence);
    assert_eq!(host.item().tooltip, ("Fobwatch".to_owned(), sentence.to_owned()));
}

#[test]
fn it_says_how_everything_stands_and_copies_and_refreshes() {
    let server = server(900);
    server.handle().put_user(User::new("second", "other-password", 77));
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let host = desk.start_tray_host();
    let _app = start(&desk, &["--background"]);

    says(&host, "1 account, fresh");
    assert_eq!(host.item().status, "Active");
    // What other tools take is a menu of its own, and shown further down here.
    let menu = host.item().menu().to_string();
    let lines: String = menu.split_inclusive('\n').filter(|line| !line.starts_with("    ")).collect();
    assert_eq!(
        lines,
        "Acme · 14 min\n  Copy token\n  Copy header\n  Copy for\n  Refresh now\n  Open\n---\nOpen Fobwatch\nQuit\n"
    );

    host.item().click(&[&tray_entry(&host, "Acme"), "Copy token"]);
    wait("a token is on the clipboard", || pasted(&desk).is_some());
    assert!(server.handle().accepts(&pasted(&desk).unwrap(), Kind::Access));
    assert_eq!(desk.clipboard_as("x-kde-passwordManagerHint").as_deref(), Some("secret"));
    host.item().click(&[&tray_entry(&host, "Acme"), "Copy header"]);
    let bearer = || pasted(&desk)?.strip_prefix("Authorization: Bearer ").map(str::to_owned);
    wait("the header is on the clipboard", || bearer().is_some());
    assert!(server.handle().accepts(&bearer().unwrap(), Kind::Access));
    assert_eq!(desk.primary(), None);
    host.item().click(&[&tray_entry(&host, "Acme"), "Copy for", "Insomnia"]);
    let environment = || serde_json::from_str::<serde_json::Value>(&pasted(&desk)?).ok();
    wait("the environment is on the clipboard", || environment().is_some());
    let data = &environment().unwrap()["environments"]["subEnvironments"][0]["data"];
    assert!(server.handle().accepts(data["accessToken"].as_str().unwrap(), Kind::Access));

    let before = server.handle().counts().refreshes;
    host.item().click(&[&tray_entry(&host, "Acme"), "Refresh now"]);
    wait("it is refreshed", || server.handle().counts().refreshes > before);
    says(&host, "1 account, fresh");
    let counts = server.handle().counts();
    assert_eq!((counts.refreshes, counts.reuses), (before + 1, 0));
}

#[test]
fn whoever_needs_somebody_comes_first() {
    let server = server(900);
    server.handle().put_user(User::new("second", "other-password", 77));
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let args = ["add", "Beta", "--base-url", &server.base_url(), "--set", "username=second"];
    let added = fob(&desk, &[&args[..], &["--secret", "password"]].concat(), "other-password\n");
    assert_eq!(added.status.code(), Some(0), "{}", added.stderr);
    let host = desk.start_tray_host();
    let app = start(&desk, &["--background"]);
    says(&host, "2 accounts, all fresh");
    assert!(tray_entry(&host, "Beta") > tray_entry(&host, "Acme"));

    server.handle().revoke(77);
    host.item().click(&[&tray_entry(&host, "Beta"), "Refresh now"]);
    says(&host, "1 account needs you: Beta");
    let item = host.item();
    assert_eq!((&*item.status, &*item.icon_name), ("NeedsAttention", ""));
    let menu = item.menu();
    assert_eq!(menu.children[0].label, "Beta · needs login");
    assert!(menu.children[1].label.starts_with("Acme · "), "{menu}");
    // What was asked for did not work, so the window says why.
    app.titled("Beta · Fobwatch");
}

#[test]
fn closing_the_window_ends_its_page_and_nothing_else() {
    let server = server(12);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let host = desk.start_tray_host();
    let mut app = start(&desk, &[]);
    app.titled("Acme · Fobwatch");
    says(&host, "1 account, fresh");
    assert_eq!(pages(&desk).len(), 1);
    let token = server.handle().latest("demo", Kind::Access).unwrap().token;

    desk.press_button(&app.opened(), Button::Close);
    app.closed();
    wait("its page has ended", || pages(&desk).is_empty());
    assert!(app.runs());

    // The keeper goes on.
    let refreshes = server.handle().counts().refreshes;
    wait_up_to(Duration::from_secs(30), "the token of before has ended", || {
        !server.handle().accepts(&token, Kind::Access)
    });
    wait("the next one has come by itself", || server.handle().counts().refreshes > refreshes);
    says(&host, "1 account, fresh");
    host.item().click(&[&tray_entry(&host, "Acme"), "Copy token"]);
    wait("a token is on the clipboard", || pasted(&desk).is_some());
    assert!(server.handle().accepts(&pasted(&desk).unwrap(), Kind::Access));

    host.item().click(&["Open Fobwatch"]);
    app.titled("Acme · Fobwatch");
    assert_eq!(pages(&desk).len(), 1);

    host.item().click(&["Quit"]);
    assert_eq!(app.ended(), Some(0));
    assert_eq!(pasted(&desk), None, "nothing of ours is left on the clipboard");
    assert!(!desk.data().join("page").exists(), "nothing of the page is kept");
    wait("the item is gone", || host.items().is_empty());
    assert_eq!(server.handle().counts().reuses, 0);
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_window_begins_where_the_last_one_was() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    for name in ["Acme", "Beta", "Beta two"] {
        add(&desk, name, &server.base_url(), &[]);
    }
    let host = desk.start_tray_host();
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    window.type_into("search", "beta").await;
    window.open_account("Beta two").await;
    // The toolkit keeps windows of its own, which nobody sees.
    let shown = || desk.windows().into_iter().find(|window| window.shown);
    let title = || shown().map(|window| window.title).unwrap_or_default();
    window.wait_until("it is selected", async || title() == "Beta two · Fobwatch").await;
    // The page tells where it is once it rests.
    tokio::time::sleep(Duration::from_secs(1)).await;
    desk.press_button(&shown().unwrap(), Button::Close);
    window.wait_until("the window is gone", async || shown().is_none()).await;

    host.item().click(&["Open Fobwatch"]);
    window.wait_until("the next one shows it", async || title() == "Beta two · Fobwatch").await;
    assert_eq!(searched(&desk), "beta");

    desk.press_button(&shown().unwrap(), Button::Close);
    window.wait_until("the window is gone", async || shown().is_none()).await;
    host.item().click(&[&tray_entry(&host, "Acme"), "Open"]);
    window.wait_until("the next one shows the other", async || title() == "Acme · Fobwatch").await;
    assert_eq!(searched(&desk), "", "a search would hide it");
}

/// What the field for the search holds: the window has no driver any more, so it is copied as a person would.
fn searched(desk: &Desk) -> String {
    let nothing = "nothing was copied";
    desk.set_clipboard(nothing);
    desk.xdotool(&["key", "slash"]);
    std::thread::sleep(Duration::from_millis(300));
    // A field without a text copies nothing, so it gets a letter more.
    desk.xdotool(&["key", "End", "x", "ctrl+a", "ctrl+c"]);
    wait("the search is copied", || pasted(desk).is_some_and(|text| text != nothing));
    desk.xdotool(&["key", "End", "BackSpace"]);
    let text = pasted(desk).unwrap();
    text.strip_suffix('x').expect("the letter is at the end").to_owned()
}

#[test]
fn a_tray_that_goes_and_comes_back_shows_it_again() {
    let server = server(900);
    let desk = Desk::builder().window_manager().start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let host = desk.start_tray_host();
    let mut app = start(&desk, &["--background"]);
    says(&host, "1 account, fresh");
    drop(host);
    let host = desk.start_tray_host();
    says(&host, "1 account, fresh");
    host.item().click(&["Open Fobwatch"]);
    app.titled("Acme · Fobwatch");
    host.item().click(&["Quit"]);
    assert_eq!(app.ended(), Some(0));
}
