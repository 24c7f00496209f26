//! More than one account at a time, and more than anybody reads through.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Fault, Kind, Route, Sandbox, User};
use fobwatch_e2e::{Desk, Window};
use steps::desktop::prefer;
use steps::fob::fob;
use steps::page::{DOWN, END, ENTER, ESCAPE, HOME, UP, page, waits_at};
use steps::{PASSWORD, server};

const MANY: usize = 300;

/// Adds an account of a user of its own, as somebody does it with `fob`.
fn add(desk: &Desk, server: &Sandbox, name: &str, number: u64, more: &[&str]) {
    let username = format!("user-{number}");
    server.handle().put_user(User::new(&username, PASSWORD, 1000 + number));
    let (base_url, input) = (server.base_url(), format!("username={username}"));
    let args = ["add", name, "--base-url", &base_url, "--set", &input];
    let ended = fob(desk, &[&args, more].concat(), &format!("{PASSWORD}\n"));
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
}

/// The account whose row has the focus.
async fn focused(window: &Window<'_>) -> String {
    let name = window.execute("return document.activeElement.dataset.account ?? ''", &[]).await;
    name.as_str().unwrap().to_owned()
}

/// The account that is open.
async fn opened(window: &Window<'_>) -> String {
    let name = "return document.querySelector('[data-testid=account-name]')?.textContent ?? ''";
    window.execute(name, &[]).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_of_four_are_refreshed_and_logged_out_together() {
    let (server, desk) = (server(900), Desk::start());
    for (number, name) in ["Acme", "Borealis", "Cinnabar", "Dovetail"].iter().enumerate() {
        add(&desk, &server, name, number as u64, &["--secret", "password"]);
    }
    let window = desk.open(&[]).await;
    window.wait_for_state("Dovetail", "fresh").await;

    // With keys: down the list, and x for three of the rows.
    window.testid("search").await.click().await.unwrap();
    for _ in 0..3 {
        window.press(&format!("{DOWN}x")).await;
    }
    window.wait_for("select-bar").await;
    assert!(window.text("select-bar").await.contains("3 selected"));

    let before = server.handle().counts().refreshes;
    window.click("refresh-selected").await;
    window.wait_for("outcome").await;
    assert!(window.text("outcome").await.contains("Refreshed 3 accounts"));
    assert_eq!(server.handle().counts().refreshes, before + 3);

    // One of the three fails: the line says so, and the other two are done.
    server.handle().fault(Route::Refresh, Fault::status(500));
    window.click("refresh-selected").await;
    window
        .wait_until("what failed is said", async || {
            window.text("outcome").await.contains("Refreshed 2 of 3 accounts")
        })
        .await;
    // It is tried again by itself soon.
    assert!([5, 6].contains(&(server.handle().counts().refreshes - before)));
    window.click("dismiss").await;
    window.wait_gone("outcome").await;

    window.click("log-out-selected").await;
    window.wait_for("forget-here").await;
    let asked = page(&window).await;
    assert!(asked.contains("Log out of 3 accounts"), "{asked}");
    window.click("forget-here").await;
    for name in ["Acme", "Borealis", "Cinnabar"] {
        window.wait_for_state(name, "signed-out").await;
    }
    window.wait_for("outcome").await;
    assert!(window.text("outcome").await.contains("Logged out of 3 accounts"));
    assert_eq!(window.row_state("Dovetail").await.as_deref(), Some("fresh"));
    window.wait_gone("select-bar").await;
    assert_eq!(server.handle().counts().logouts, 0, "only here");
    assert_eq!(server.handle().counts().reuses, 0);
    let kept = server.handle().latest("user-0", Kind::Refresh).unwrap();
    assert!(server.handle().accepts(&kept.token, Kind::Refresh), "the session at the server stays");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_accounts_stay_quick() {
    let (server, desk) = (server(900), Desk::start());
    for number in 0..MANY {
        let name = format!("Account {number:03}");
        let environment = ["production", "staging", "uat"][number % 3];
        add(&desk, &server, &name, number as u64, &["--no-login", "--env", environment]);
    }
    prefer(&desk, serde_json::json!({ "language": "en" }));
    let window = desk.open(&[]).await;
    window.account_row("Account 000").await;
    let drawn = async || {
        let rows = window.count("account-row").await;
        assert!((1..100).contains(&rows), "{rows} rows are drawn");
    };
    drawn().await;

    // `/` leads to the search, the arrow into the list, End to its end and Home back.
    window.press("/").await;
    waits_at(&window, "search").await;
    window.press(DOWN).await;
    window.wait_until("the first row", async || focused(&window).await == "Account 000").await;
    window.press(END).await;
    window.wait_until("the last row", async || focused(&window).await == "Account 299").await;
    let seen = "const r = document.activeElement.getBoundingClientRect(); \
                const b = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); \
                return document.activeElement.contains(b)";
    window.wait_until("it is in sight", async || window.execute(seen, &[]).await == true).await;
    drawn().await;
    window.press(UP).await;
    window.wait_until("the one before", async || focused(&window).await == "Account 296").await;
    window.press(ENTER).await;
    window.wait_until("it is opened", async || opened(&window).await == "Account 296").await;
    window.account_row("Account 296").await.click().await.unwrap();
    window.press(HOME).await;
    window.wait_until("the first row again", async || focused(&window).await == "Account 000").await;

    // A keystroke in the search, from the key to the frame after the one in which its result was drawn.
    let typed = "const done = arguments[arguments.length - 1]; const s = document.querySelector('#search'); \
                 s.focus(); const begun = performance.now(); s.value += arguments[0]; \
                 s.dispatchEvent(new Event('input', { bubbles: true })); \
                 requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)))";
    for key in ["2", "7", "1"] {
        let took = window.client.execute_async(typed, vec![key.into()]).await.unwrap().as_f64().unwrap();
        println!("{key:?} in the search of {MANY} accounts is painted after {took:.0} ms");
    }
    window.wait_until("one is found", async || window.count("account-row").await == 1).await;
    window.press(ENTER).await;
    window.wait_until("it is opened", async || opened(&window).await == "Account 271").await;
    window.press("/").await;
    window.press(ESCAPE).await;
    window.wait_until("all are back", async || window.count("account-row").await > 1).await;
    assert_eq!(window.value("search").await, "");
    drawn().await;
    window.close().await;
}
