//! What the page can reach: its own commands, no secret, nothing from outside.
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
use serde_json::{Value, json};
use std::time::Duration;
use steps::{add, secrets, server};

/// P1 and P2: after every button was pressed, no token is in the page, or in its storage.
#[tokio::test(flavor = "multi_thread")]
async fn p1_p2_the_page_never_gets_a_token() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    window.click("refresh-now").await;
    window.wait_until("a refresh", async || server.handle().counts().refreshes == 1).await;
    window.click("copy-access").await;
    window.wait_for("copied").await;
    window.click("copy-refresh").await;
    window.click("confirm").await;
    window
        .wait_until("the refresh token is copied", async || {
            desk.clipboard().is_some_and(|text| server.handle().accepts(&text, Kind::Refresh))
        })
        .await;
    for item in ["copy-authorization-header", "copy-curl", "copy-env-line"] {
        window.click("copy-menu").await;
        window.click(item).await;
        window.wait_for("copied").await;
    }

    // The person typed the password into the page; the tokens never pass through it.
    let tokens: Vec<String> =
        secrets(&server).into_iter().filter(|secret| secret != steps::PASSWORD).collect();
    let page = window
        .execute(
            "return document.documentElement.outerHTML + JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})",
            &[],
        )
        .await;
    let page = page.as_str().unwrap();
    assert!(page.contains("123456"), "the positive control is in the page");
    assert_eq!(tokens.iter().find(|token| page.contains(token.as_str())), None);
    assert_eq!(window.execute("return localStorage.length + sessionStorage.length", &[]).await, json!(0));

    window.close().await;
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

/// P3: what is not listed cannot be called.
#[tokio::test(flavor = "multi_thread")]
async fn p3_only_the_listed_commands_can_be_called() {
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    let call = async |command: &str, arguments: Value| {
        let script = "const [command, args] = arguments; \
                      return window.__TAURI_INTERNALS__.invoke(command, args).then(v => 'yes ' + JSON.stringify(v), e => 'no ' + (e.message ?? e))";
        window.execute(script, &[json!(command), arguments]).await.as_str().unwrap().to_owned()
    };
    assert!(call("snapshot", json!({})).await.starts_with("yes "), "the positive control");
    for (command, arguments) in [
        ("plugin:store|load", json!({"path": "preferences.json"})),
        ("plugin:store|get_store", json!({"path": "preferences.json"})),
        ("plugin:window|close", json!({"label": "main"})),
        ("plugin:window|set_title", json!({"label": "main", "value": "x"})),
        ("plugin:webview|create_webview_window", json!({"options": {"label": "other", "url": "index.html"}})),
        ("plugin:event|emit", json!({"event": "account", "payload": {}})),
        ("plugin:app|version", json!({})),
        ("plugin:path|resolve_directory", json!({"directory": 1})),
        ("plugin:resources|close", json!({"rid": 1})),
        ("plugin:image|from_path", json!({"path": "/etc/hostname"})),
        ("plugin:menu|new", json!({})),
        ("plugin:tray|new", json!({})),
        ("token", json!({})),
        ("read_secret", json!({})),
    ] {
        let said = call(command, arguments).await;
        assert!(said.starts_with("no "), "{command}: {said}");
    }
    // A stranger's id gets an error, not a panic.
    let said =
        call("copy", json!({"id": "00000000-0000-4000-8000-000000000000", "what": "access-token"})).await;
    assert!(said.contains("no such account"), "{said}");
    for odd in [json!({}), json!({"id": "../../x", "what": "access-token"}), json!({"id": 7, "what": []})] {
        assert!(call("copy", odd).await.starts_with("no "));
    }
    window.close().await;
}

/// P4: no script but our own runs, nothing is fetched from anywhere, and the prototype is frozen.
#[tokio::test(flavor = "multi_thread")]
async fn p4_foreign_scripts_and_requests_are_blocked() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    window.wait_for("submit-login").await;
    let script = r#"
        const [url, done] = arguments;
        window.ran = [];
        window.violations = [];
        document.addEventListener('securitypolicyviolation', event => window.violations.push(event.effectiveDirective));
        const inline = document.createElement('script');
        inline.textContent = 'window.ran.push("inline")';
        document.head.append(inline);
        const div = document.createElement('div');
        div.innerHTML = '<img src="nope:" onerror="window.ran.push(\'onerror\')">';
        document.body.append(div);
        const foreign = document.createElement('script');
        foreign.src = url + '/health';
        document.head.append(foreign);
        const frame = document.createElement('iframe');
        frame.src = url;
        document.body.append(frame);
        const image = new Image();
        image.src = url + '/image.png';
        fetch(url + '/health').then(() => window.ran.push('fetch'), () => {});
        try { new WebSocket(url.replace('http', 'ws')).onopen = () => window.ran.push('socket') } catch {}
        try { Object.prototype.polluted = 1 } catch {}
        if ({}.polluted) window.ran.push('prototype');
        return 0"#;
    window.execute(script, &[json!(server.base_url())]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(window.execute("return window.ran", &[]).await, json!([]));
    let violations = window.execute("return window.violations", &[]).await;
    assert!(violations.as_array().unwrap().len() >= 5, "{violations}");
    assert_eq!(server.handle().counts().connections, 0, "nothing reached the server");
    // A link or a script cannot take the window elsewhere.
    window.execute("location.href = arguments[0]; return 0", &[json!(server.base_url())]).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    window.wait_for("submit-login").await;
    assert_eq!(server.handle().counts().connections, 0);
    window.close().await;
}
