//! The lock of the window: with a passphrase, after a while, with the screen. Locked, it knows nothing and hands nothing out.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::{Desk, LockBy, Window};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;
use steps::fob::fob;
use steps::{add, secrets, server};

const PASSPHRASE: &str = "correct horse battery";

/// Makes a vault with a passphrase. The window is told of no file: a person types it.
fn with_passphrase(desk: &Desk) {
    let file = desk.path().join("passphrase");
    std::fs::write(&file, PASSPHRASE).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let mut command = desk.command(fobwatch_e2e::built("fob"));
    command.env("FOBWATCH_PASSPHRASE_FILE", &file).args(["vault", "init", "--key-source", "passphrase"]);
    assert!(command.status().unwrap().success());
    std::fs::remove_file(&file).unwrap();
}

fn prefer(desk: &Desk, preferences: Value) {
    std::fs::create_dir_all(desk.data()).unwrap();
    let file = json!({ "preferences": preferences });
    std::fs::write(desk.data().join("preferences.json"), file.to_string()).unwrap();
}

async fn unlock(window: &Window<'_>, passphrase: &str) {
    window.type_into("unlock-passphrase", passphrase).await;
    window.click("unlock").await;
}

/// What a command answers when the page calls it by itself.
async fn call(window: &Window<'_>, command: &str, arguments: Value) -> String {
    let script = "const [command, args] = arguments; \
                  return window.__TAURI_INTERNALS__.invoke(command, args).then(v => 'yes ' + JSON.stringify(v), e => 'no ' + e.code)";
    window.execute(script, &[json!(command), arguments]).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_window_knows_nothing_and_the_keeper_goes_on() {
    let server = server(12);
    let desk = Desk::builder().without_keyring().start();
    with_passphrase(&desk);
    let window = desk.open(&[]).await;

    // A wrong passphrase opens nothing, and stays nowhere.
    unlock(&window, "wrong").await;
    window.wait_for("unlock-error").await;
    assert_eq!(window.value("unlock-passphrase").await, "");
    unlock(&window, PASSPHRASE).await;
    window.wait_for("submit-login").await;
    add(&window, "Acme", &server.base_url()).await;
    let id =
        window.execute("return document.querySelector('[data-testid=account-row]').dataset.id", &[]).await;
    window.click("copy-access").await;
    window.wait_for("copied").await;
    assert!(desk.clipboard().is_some());

    assert_eq!(call(&window, "lock_now", json!({})).await, "yes null");
    window.wait_for("unlock-passphrase").await;
    let page = window.execute("return document.documentElement.outerHTML", &[]).await;
    for known in ["Acme", "123456", "demo", "127.0.0.1", "eyJ"] {
        assert!(!page.as_str().unwrap().contains(known), "{known} is still in the page");
    }

    // Nothing is handed out, whatever the page asks for.
    for (command, arguments) in [
        ("copy", json!({ "id": id, "what": "access-token" })),
        ("copy", json!({ "id": id, "what": "client-id" })),
        ("refresh_now", json!({ "id": id })),
        ("timeline", json!({ "id": id })),
        ("activity", json!({ "query": {} })),
        ("support_report", json!({})),
        ("remove_account", json!({ "id": id })),
        ("log_out", json!({ "id": id, "everywhere": false })),
        ("set_preferences", json!({ "preferences": { "lock_minutes": 0 } })),
        ("set_settings", json!({ "settings": { "lead_seconds": 60 } })),
        ("profile_text", json!({ "id": "b2b-jwt" })),
    ] {
        assert_eq!(call(&window, command, arguments).await, "no locked", "{command}");
    }
    let snapshot = call(&window, "snapshot", json!({})).await;
    assert!(snapshot.contains(r#""accounts":[]"#) && !snapshot.contains("Acme"), "{snapshot}");
    window
        .wait_until("the clipboard is empty", async || desk.clipboard().is_none_or(|text| text.is_empty()))
        .await;

    // Meanwhile the token is kept fresh.
    let before = server.handle().counts().refreshes;
    window
        .wait_up_to(Duration::from_secs(20), "refreshes go on", async || {
            server.handle().counts().refreshes > before
        })
        .await;
    assert_eq!(window.count("account-row").await, 0);

    unlock(&window, "wrong").await;
    window.wait_for("unlock-error").await;
    unlock(&window, PASSPHRASE).await;
    window.wait_for_state("Acme", "fresh").await;
    assert_eq!(server.handle().counts().logins, 1);
    window.close().await;
    let mut canaries = secrets(&server);
    canaries.push(PASSPHRASE.to_owned());
    assert_eq!(desk.search_files(&canaries), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_locks_with_the_screen() {
    let server = server(900);
    let desk = Desk::builder().without_keyring().screen_lock().start();
    with_passphrase(&desk);
    prefer(&desk, json!({ "lock_with_screen": true, "clipboard_seconds": 0 }));
    let window = desk.open(&[]).await;
    unlock(&window, PASSPHRASE).await;
    window.wait_for("submit-login").await;
    add(&window, "Acme", &server.base_url()).await;
    window.click("copy-access").await;
    window.wait_for("copied").await;
    for by in [LockBy::ScreenSaver, LockBy::Login] {
        desk.lock_screen(by);
        window.wait_for("unlock-passphrase").await;
        window
            .wait_until("the clipboard is empty", async || {
                desk.clipboard().is_none_or(|text| text.is_empty())
            })
            .await;
        desk.unlock_screen(by);
        unlock(&window, PASSPHRASE).await;
        window.wait_for_state("Acme", "fresh").await;
    }
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_locks_when_nobody_has_had_a_hand_on_it() {
    let server = server(900);
    let desk = Desk::builder().without_keyring().start();
    with_passphrase(&desk);
    prefer(&desk, json!({ "lock_minutes": 1 }));
    let window = desk.open(&[]).await;
    unlock(&window, PASSPHRASE).await;
    window.wait_for("submit-login").await;
    add(&window, "Acme", &server.base_url()).await;
    window
        .wait_up_to(Duration::from_secs(80), "it locks by itself", async || {
            window.count("unlock-passphrase").await == 1
        })
        .await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_without_a_passphrase_cannot_be_locked() {
    let server = server(900);
    let desk = Desk::start();
    prefer(&desk, json!({ "lock_with_screen": true, "lock_minutes": 1 }));
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    assert_eq!(call(&window, "lock_now", json!({})).await, "no invalid_input");
    window.wait_for_state("Acme", "fresh").await;
    window.close().await;
    assert_eq!(fob(&desk, &["token", "Acme"], "").status.code(), Some(0));
}
