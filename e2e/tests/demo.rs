//! The demo without a display: the main job done by itself, with pictures and a summary in `FOBWATCH_DEMO_OUT`.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Config, Kind, Sandbox};
use fobwatch_e2e::{Desk, Window, out};
use std::path::PathBuf;
use std::time::{Duration, Instant};

struct Story {
    folder: PathBuf,
    started: Instant,
    lines: Vec<String>,
}

impl Story {
    async fn tell(&mut self, window: &Window<'_>, name: &str, text: &str) {
        let file = format!("{:02}-{name}.png", self.lines.len() + 1);
        window.screenshot(self.folder.join(&file)).await;
        let seconds = self.started.elapsed().as_secs_f32();
        self.lines.push(format!("{}. {text} ({seconds:.1} s) — [{file}]({file})", self.lines.len() + 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_does_the_main_job_by_itself() {
    let folder = std::env::var_os("FOBWATCH_DEMO_OUT").map_or_else(|| out().join("demo"), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    let server =
        Sandbox::start_blocking(Config { access: Duration::from_secs(20), ..Config::default() }).unwrap();
    let desk = Desk::start();
    let url = server.base_url();
    let window = desk.open(&["--demo", &url]).await;
    let mut story = Story { folder, started: Instant::now(), lines: Vec::new() };

    // The form is filled in already: one click.
    window.wait_until("the form is filled in", async || window.value("field-base-url").await == url).await;
    story.tell(&window, "first-run", "The first start: the form is filled in for the sandbox").await;
    window.click("submit-login").await;
    window.wait_for_state("Sandbox", "fresh").await;
    story.tell(&window, "logged-in", "Logged in: client_id and both countdowns").await;
    window.click("copy-access").await;
    window.wait_for("copied").await;
    let token = desk.clipboard().unwrap();
    assert!(server.handle().accepts(&token, Kind::Access));
    story
        .tell(
            &window,
            "copied",
            "Copied: the clipboard, read from outside, holds a token that the server accepts",
        )
        .await;
    window
        .wait_up_to(Duration::from_secs(25), "a background refresh", async || {
            server.handle().counts().refreshes > 0
        })
        .await;
    window.wait_for_state("Sandbox", "fresh").await;
    story.tell(&window, "refreshed", "Left alone: a new access token came before the old one ended").await;
    window.click("log-out").await;
    window.wait_for("forget-here").await;
    story.tell(&window, "log-out", "Log out: here, or everywhere").await;
    window.click("log-out-everywhere").await;
    window.click("confirm").await;
    window.wait_for_state("Sandbox", "signed-out").await;
    assert!(!server.handle().accepts(&token, Kind::Access));
    story
        .tell(
            &window,
            "logged-out",
            "Logged out: gone from the vault, and the server accepts none of its tokens",
        )
        .await;
    window.close().await;
    assert_eq!(desk.search_files(&steps::secrets(&server)), [], "no secret is in any file");
    let items = desk
        .run("/usr/bin/secret-tool", &["search", "--all", "service", "fobwatch"], b"", Duration::from_secs(5))
        .unwrap();
    assert!(!items.text().contains("fobwatch"), "the demo leaves nothing in the keyring: {}", items.text());

    let counts = server.handle().counts();
    let summary = format!(
        "# Fobwatch, the main job\n\n{}\n\nThe sandbox saw {} login, {} refreshes, {} log-out and {} reuses of a spent \
         refresh token. No token or password was found in any file of the session.\n",
        story.lines.join("\n"),
        counts.logins,
        counts.refreshes,
        counts.logouts,
        counts.reuses
    );
    std::fs::write(story.folder.join("summary.md"), summary).unwrap();
}
