//! The window and many scripts at one account.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::Kind;
use fobwatch_e2e::{Desk, built};
use std::process::Stdio;
use std::time::Duration;
use steps::{add, server};

const SCRIPTS: usize = 20;

/// What the command line adds, the window shows within a second or so, and the other way round; and while the window
/// keeps the sessions fresh, nobody else does.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_and_the_command_line_see_each_others_accounts() {
    let server = server(900);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    add(&window, "Acme", &server.base_url()).await;
    let listed = steps::fob::fob(&desk, &["list"], "").text();
    assert!(listed.contains("Acme"), "{listed}");
    steps::fob::add(&desk, "Other", &server.base_url(), &[]);
    let begun = std::time::Instant::now();
    window.wait_for_state("Other", "fresh").await;
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let status = steps::fob::fob(&desk, &["vault", "status", "--json"], "").text();
    assert!(status.contains("\"kept\": true"), "{status}");
    let removed = steps::fob::fob(&desk, &["remove", "Other", "--yes"], "");
    assert!(removed.status.success(), "{}", removed.stderr);
    window.wait_until("it is gone here too", async || window.row_state("Other").await.is_none()).await;
    window.close().await;
}

/// P7: twenty scripts ask at the moment when the window refreshes too. The server sees one refresh, and everybody has
/// its token.
#[tokio::test(flavor = "multi_thread")]
async fn p7_twenty_scripts_and_the_window_refresh_once() {
    let server = server(12);
    let desk = Desk::start();
    let window = desk.open(&[]).await;
    // From before the login on: however slowly the window is drawn, its refresh is not due yet after that.
    let begun = std::time::Instant::now();
    add(&window, "Acme", &server.base_url()).await;
    let end = window.attribute("access-remaining", "data-expires-at").await.unwrap();

    // The window's own refresh is due between 2.4 and 2 seconds before the end, which comes up to a second early. A slow
    // server makes sure that they meet, and the next token lasts for the whole test.
    tokio::time::sleep(Duration::from_millis(8_000).saturating_sub(begun.elapsed())).await;
    assert_eq!(server.handle().counts().refreshes, 0);
    server.handle().change(|config| {
        config.latency = Duration::from_secs(3);
        config.access = Duration::from_secs(900);
    });
    let scripts: Vec<_> = (0..SCRIPTS)
        .map(|_| {
            let mut command = desk.command(built("fob"));
            command
                .args(["token", "Acme", "--min-ttl", "20s"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let mut tokens = Vec::new();
    for script in scripts {
        let output = script.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        tokens.push(String::from_utf8(output.stdout).unwrap());
    }
    tokens.dedup();
    assert_eq!(tokens.len(), 1, "everybody has the same token");
    assert!(server.handle().accepts(tokens[0].trim(), Kind::Access));
    window
        .wait_until("the window has it too", async || {
            window.attribute("access-remaining", "data-expires-at").await.is_some_and(|now| now != end)
        })
        .await;
    window.wait_for_state("Acme", "fresh").await;
    assert_eq!(server.handle().counts().refreshes, 1);
    assert_eq!(server.handle().counts().reuses, 0);
    window.close().await;
}
