//! The window on Wayland: a copied token is where other programs look for it, says what it is, and goes away.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::Desk;
use fobwatch_e2e::sandbox::Kind;
use steps::{add, secrets, server};

const HINT: &str = "x-kde-passwordManagerHint";

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_copied_and_leaves_by_itself() {
    let server = server(900);
    let desk = Desk::builder().wayland().start();
    std::fs::create_dir_all(desk.data()).unwrap();
    std::fs::write(
        desk.data().join("preferences.json"),
        r#"{"preferences":{"theme":"system","clipboard_seconds":8}}"#,
    )
    .unwrap();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    let copied = || desk.clipboard().filter(|text| !text.is_empty());

    window.click("copy-access").await;
    window.wait_for("copied").await;
    assert!(server.handle().accepts(&copied().unwrap(), Kind::Access));
    assert!(desk.clipboard_targets().iter().any(|kind| kind == HINT), "{:?}", desk.clipboard_targets());
    assert_eq!(desk.clipboard_as(HINT).as_deref(), Some("secret"));
    assert_eq!(desk.primary(), None);
    window.wait_gone("copied").await;
    assert_eq!(copied(), None, "it leaves when its time is over");

    window.click("copy-access").await;
    window.wait_for("copied").await;
    desk.set_clipboard("my own note");
    window.wait_gone("copied").await;
    assert_eq!(copied().as_deref(), Some("my own note"), "a later copy of somebody's own stays");

    window.click("copy-access").await;
    window.wait_for("copied").await;
    assert!(server.handle().accepts(&copied().unwrap(), Kind::Access));
    window.close().await;
    assert_eq!(copied(), None, "it leaves with the window");
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_on_wayland_and_nowhere_else() {
    let desk = Desk::builder().wayland().start();
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    let shown = window.on_screen().unwrap();
    assert!(shown.shown && desk.focused().as_ref() == Some(&shown), "{:?}", desk.windows());
    let environment = std::fs::read_to_string(format!("/proc/{}/environ", window.app_pid())).unwrap();
    assert!(environment.contains("WAYLAND_DISPLAY=") && !environment.contains("\0DISPLAY="));
    window.close().await;
}
