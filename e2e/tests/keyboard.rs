//! The whole job without a mouse: add, copy, refresh, log out; and every control reached by Tab has a name and a sign
//! of where one is.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::Kind;
use fobwatch_e2e::{Desk, Window};
use std::collections::BTreeSet;
use steps::desktop::pasted;
use steps::page::{CONTROL, ENTER, ESCAPE, NOTHING, TAB, at, waits_at};
use steps::{PASSWORD, secrets, server};

/// More stops than any view has.
const STOPS: usize = 80;

/// Tab, until it is there.
async fn tab_to(window: &Window<'_>, id: &str) {
    let mut passed = vec![];
    for _ in 0..STOPS {
        if at(window).await == id {
            return;
        }
        window.press(TAB).await;
        passed.push(at(window).await);
    }
    panic!("Tab does not lead to {id}, only to {passed:?}");
}

/// Goes through a view with Tab, and says what was passed. All of it has a name, and a ring.
async fn round(window: &Window<'_>) -> BTreeSet<String> {
    let script = "const e = document.activeElement; if (e === document.body) return ['', '', true]; \
        const label = (id) => document.getElementById(id)?.textContent ?? ''; \
        const name = e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') ?? '').split(' ').map(label).join('') \
            || [...(e.labels ?? [])].map((l) => l.textContent).join('') || e.textContent.trim(); \
        const around = [e, e.parentElement, e.parentElement?.parentElement].filter(Boolean); \
        const ring = around.some((p) => { const s = getComputedStyle(p); \
            return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' }); \
        return [e.dataset.testid ?? e.tagName.toLowerCase(), name, ring]";
    let mut passed = BTreeSet::new();
    for _ in 0..STOPS {
        window.press(TAB).await;
        let stop = window.execute(script, &[]).await;
        let id = stop[0].as_str().unwrap().to_owned();
        assert!(id.is_empty() || stop[1] != "", "{id} has no name");
        assert_eq!(stop[2], true, "nothing shows that {id} has the focus");
        passed.insert(id);
    }
    passed
}

/// What can be pressed or filled in and is in sight.
async fn controls(window: &Window<'_>) -> BTreeSet<String> {
    let script = "return [...document.querySelectorAll('[data-testid]')].filter((e) => \
        e.matches('button, input, select, textarea, a[href], summary') && !e.disabled && e.checkVisibility() && \
        e.tabIndex >= 0 && !e.closest('[inert]')).map((e) => e.dataset.testid)";
    let found = window.execute(script, &[]).await;
    found.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn add_copy_refresh_and_log_out_without_a_mouse() {
    let (server, desk) = (server(900), Desk::start());
    let window = desk.open(&[]).await;

    // Add: the first field has the focus, Tab leads through the others, Enter sends.
    waits_at(&window, "field-base-url").await;
    window.press(&server.base_url()).await;
    for (field, text) in [("field-username", "demo"), ("field-password", PASSWORD)] {
        tab_to(&window, field).await;
        window.press(text).await;
    }
    tab_to(&window, "field-name").await;
    window.press("Acme").await;
    window.press(ENTER).await;
    window.wait_for_state("Acme", "fresh").await;

    // Copy, by the letter and by the palette.
    window.press("c").await;
    window
        .wait_until("the token is on the clipboard", async || {
            pasted(&desk).is_some_and(|text| server.handle().accepts(&text, Kind::Access))
        })
        .await;
    window.press(&format!("{CONTROL}k{NOTHING}")).await;
    waits_at(&window, "palette-input").await;
    window.press("header").await;
    window.press(ENTER).await;
    window
        .wait_until("the header is on the clipboard", async || {
            pasted(&desk)
                .and_then(|text| text.strip_prefix("Authorization: Bearer ").map(str::to_owned))
                .is_some_and(|token| server.handle().accepts(&token, Kind::Access))
        })
        .await;
    window.wait_gone("palette-input").await;

    // Refresh, by the letter.
    let before = server.handle().counts().refreshes;
    window.press("r").await;
    window.wait_until("it is refreshed", async || server.handle().counts().refreshes == before + 1).await;
    window.wait_for_state("Acme", "fresh").await;

    // Log out: Tab to the button, the safe answer has the focus, Escape leaves everything as it is.
    tab_to(&window, "log-out").await;
    window.press(ENTER).await;
    window.wait_for("forget-here").await;
    window.press(ESCAPE).await;
    window.wait_gone("forget-here").await;
    waits_at(&window, "log-out").await;
    assert_eq!(window.row_state("Acme").await.as_deref(), Some("fresh"));
    window.press(ENTER).await;
    window.wait_for("forget-here").await;
    tab_to(&window, "forget-here").await;
    window.press(ENTER).await;
    window.wait_for_state("Acme", "signed-out").await;

    // And in again: the form is there, and the password with it.
    tab_to(&window, "field-password").await;
    window.press(PASSWORD).await;
    window.press(ENTER).await;
    window.wait_for_state("Acme", "fresh").await;
    assert_eq!(server.handle().counts().reuses, 0);
    window.close().await;
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn tab_reaches_everything_and_all_has_a_name() {
    let (server, desk) = (server(900), Desk::start());
    let window = desk.open(&[]).await;
    waits_at(&window, "field-base-url").await;
    let missed = |passed: &BTreeSet<String>, there: BTreeSet<String>| -> Vec<String> {
        there.difference(passed).cloned().collect()
    };
    let none: Vec<String> = vec![];
    let passed = round(&window).await;
    assert_eq!(missed(&passed, controls(&window).await), none, "the form");

    steps::add(&window, "Acme", &server.base_url()).await;
    let passed = round(&window).await;
    assert_eq!(missed(&passed, controls(&window).await), none, "an account");

    window.press("a").await;
    window.wait_for("activity").await;
    let passed = round(&window).await;
    assert_eq!(missed(&passed, controls(&window).await), none, "the activity");
    window.close().await;
}
