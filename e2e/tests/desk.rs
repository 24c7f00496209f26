//! The harness itself: what a desk promises, seen with the system's own programs.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use fobwatch_e2e::{
    Desk, Form, KEYRING_PASSWORD, Needles, Process, Signal, positive_control, search_memory,
    search_process_words,
};

const SHORT: Duration = Duration::from_secs(5);

fn store(desk: &Desk, secret: &str) -> bool {
    let args = ["store", "--label", "a test", "kind", "test"];
    desk.run("/usr/bin/secret-tool", &args, secret.as_bytes(), SHORT)
        .is_some_and(|ended| ended.status.success())
}

fn lookup(desk: &Desk) -> Option<String> {
    let ended = desk.run("/usr/bin/secret-tool", &["lookup", "kind", "test"], b"", SHORT)?;
    ended.status.success().then(|| ended.text())
}

#[test]
fn two_desks_share_nothing_and_leave_nothing() {
    let (one, two) = (Desk::start(), Desk::start());
    assert_ne!(one.display(), two.display());
    assert!(store(&one, "kept-by-one"));
    assert_eq!(lookup(&one).as_deref(), Some("kept-by-one"));
    assert_eq!(lookup(&two), None);
    one.set_clipboard("copied on one");
    assert_eq!((one.clipboard().as_deref(), two.clipboard()), (Some("copied on one"), None));
    for desk in [one, two] {
        let folder = desk.path().to_path_buf();
        let pids: Vec<u32> = desk.processes().iter().map(|process| process.pid).collect();
        assert!(pids.len() >= 2, "bus and keyring run: {pids:?}");
        let began = Instant::now();
        drop(desk);
        assert!(began.elapsed() < Duration::from_secs(4));
        assert!(!folder.exists());
        assert_eq!(pids.into_iter().filter_map(Process::of).collect::<Vec<_>>(), []);
    }
}

#[test]
fn nothing_of_the_developers_session_is_on_the_desk() {
    let desk = Desk::builder().without_bus().env("FOBWATCH_TEST", "1").start();
    let ended = desk.run("/usr/bin/env", &[], b"", SHORT).unwrap();
    let here = desk.path().display().to_string();
    for line in ended.text().lines() {
        let (name, value) = line.split_once('=').unwrap();
        let is_a_word = ["DISPLAY", "GDK_BACKEND", "GSETTINGS_BACKEND", "LANG", "NO_AT_BRIDGE", "PATH"]
            .contains(&name)
            || ["RUST_BACKTRACE", "XDG_SESSION_TYPE", "FOBWATCH_TEST", "PWD"].contains(&name);
        assert!(is_a_word || value.contains(&here), "{line}");
    }
    for name in ["home", "run", "tmp"] {
        let mode = fs::metadata(desk.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{name}");
    }
    assert!(!desk.data().exists(), "the application makes its data folder");
}

#[test]
fn the_keyring_locks_unlocks_stops_and_comes_back() {
    let desk = Desk::start();
    assert_eq!(desk.keyring_is_locked(), Some(false));
    assert!(store(&desk, "a-kept-secret"));
    let pid = desk.keyring_pid();
    desk.lock_keyring();
    assert_eq!(desk.keyring_is_locked(), Some(true));
    desk.unlock_keyring();
    assert_eq!((desk.keyring_is_locked(), desk.keyring_pid()), (Some(false), pid));
    assert_eq!(lookup(&desk).as_deref(), Some("a-kept-secret"));
    desk.stop_keyring();
    assert_eq!((desk.keyring_is_locked(), desk.keyring_pid()), (None, None));
    assert_eq!(lookup(&desk), None);
    desk.start_keyring();
    assert_eq!(lookup(&desk).as_deref(), Some("a-kept-secret"));
    desk.kill_keyring();
    desk.start_keyring_locked();
    assert_eq!(desk.keyring_is_locked(), Some(true));
    desk.unlock_keyring();
    assert_eq!(lookup(&desk).as_deref(), Some("a-kept-secret"));
}

#[test]
fn a_desk_can_lack_a_keyring_or_have_a_locked_one() {
    let without = Desk::builder().without_keyring().start();
    assert_eq!(without.keyring_is_locked(), None);
    assert!(!store(&without, "nobody-keeps-it"), "nobody must start a keyring behind our back");
    without.start_keyring();
    assert!(store(&without, "kept-now"));
    let locked = Desk::builder().locked_keyring().start();
    assert_eq!(locked.keyring_is_locked(), Some(true));
    locked.unlock_keyring();
    assert!(store(&locked, "kept-now"));
}

#[test]
fn a_locked_keyring_asks_for_its_password() {
    let desk = Desk::start();
    assert!(store(&desk, "a-kept-secret"));
    desk.lock_keyring();
    let asking = || {
        desk.command("/usr/bin/secret-tool").args(["lookup", "kind", "test"]).stdout(Stdio::piped()).spawn()
    };
    let mut refused = asking().unwrap();
    desk.dismiss_prompt();
    assert!(!refused.wait().unwrap().success());
    assert_eq!(desk.keyring_is_locked(), Some(true));
    let child = asking().unwrap();
    assert!(!desk.answer_prompt("wrong"), "it asks again after a wrong password");
    assert!(desk.answer_prompt(KEYRING_PASSWORD));
    assert_eq!(child.wait_with_output().unwrap().stdout, b"a-kept-secret");
    assert_eq!(desk.keyring_is_locked(), Some(false));
}

#[test]
fn the_bus_can_come_later_and_go_away() {
    let desk = Desk::builder().without_bus().start();
    assert_eq!((desk.bus_pid(), lookup(&desk)), (None, None));
    desk.start_bus();
    desk.start_keyring();
    assert!(store(&desk, "kept-later"));
    desk.stop_keyring();
    desk.stop_bus();
    assert_eq!(lookup(&desk), None);
    desk.start_bus();
    desk.start_keyring();
    assert_eq!(lookup(&desk).as_deref(), Some("kept-later"));
}

#[test]
fn the_clipboard_is_seen_from_outside() {
    let desk = Desk::builder().without_bus().start();
    assert_eq!((desk.clipboard(), desk.primary(), desk.clipboard_targets()), (None, None, Vec::new()));
    desk.set_clipboard("größer – a text");
    desk.set_primary("another");
    assert_eq!(desk.clipboard().as_deref(), Some("größer – a text"));
    assert_eq!(desk.primary().as_deref(), Some("another"));
    assert!(desk.clipboard_targets().contains(&"UTF8_STRING".to_owned()));
    assert_eq!(desk.clipboard_as("x-kde-passwordManagerHint"), None);
    desk.set_clipboard("");
    assert_eq!(desk.clipboard().as_deref(), Some(""));
}

#[test]
fn a_secret_is_found_wherever_a_program_of_the_desk_left_it() {
    let desk = Desk::builder().without_bus().start();
    let needles = ["planted-secret", "never-planted"];
    assert_eq!(desk.search_files(&needles), []);
    let script = "printf planted-secret | base64 > $TMPDIR/x; mkdir -p $FOBWATCH_HOME; echo planted-secret > $FOBWATCH_HOME/y";
    desk.run("/bin/sh", &["-c", script], b"", SHORT).unwrap();
    let mut hits = desk.search_files(&needles);
    hits.sort();
    let found: Vec<_> = hits.iter().map(|hit| (hit.place.clone(), hit.number, hit.form)).collect();
    assert_eq!(found, [(desk.data().join("y"), 0, Form::Raw), (desk.path().join("tmp/x"), 0, Form::Base64)]);
}

#[test]
fn a_secret_in_memory_arguments_and_environment_is_found() {
    assert!(positive_control().unwrap());
    let desk = Desk::builder().without_bus().env("PLANTED", "in-the-environment").start();
    let mut child = desk.command("/bin/sleep").args(["60", "--"]).arg("0").spawn().unwrap();
    let needles = Needles::new(&["in-the-environment", "nowhere-at-all"]);
    let numbers = |hits: Vec<fobwatch_e2e::Hit>| hits.iter().map(|hit| hit.number).collect::<Vec<_>>();
    // A program that has only just been started may not show its environment yet.
    let until = Instant::now() + SHORT;
    let mut seen = numbers(search_process_words(&desk, &needles));
    while seen.is_empty() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
        seen = numbers(search_process_words(&desk, &needles));
    }
    assert!(!seen.is_empty() && seen.iter().all(|number| *number == 0), "{seen:?}");
    assert_eq!(numbers(search_memory(child.id(), &needles).unwrap()), [0]);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The browser that comes with WebKitGTK on Debian, which stands in for the application here.
fn mini_browser() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten();
    folders.map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser")).find(|file| file.is_file())
}

const PAGE: &str = r#"<!DOCTYPE html><meta charset="utf-8"><title>page</title>
<input data-testid="field-name" value="old">
<button data-testid="later" hidden onclick="document.querySelector('p').textContent = 'clicked'">later</button>
<p data-testid="result"></p>
<div data-testid="account-row" data-account='a "b" \c' data-state="fresh">row</div>
<script>setTimeout(() => document.querySelector('button').hidden = false, 600)</script>"#;

#[tokio::test]
async fn a_window_is_opened_driven_and_ended() {
    let Some(browser) = mini_browser() else {
        println!("skipped: WebKitGTK comes without MiniBrowser here");
        return;
    };
    let desk = Desk::start();
    let page = desk.path().join("page.html");
    fs::write(&page, PAGE).unwrap();
    let mut window = desk.open_program(&browser, &["--automation"], &[("FOBWATCH_MARK", "given")]).await;
    window.client.goto(&format!("file://{}", page.display())).await.unwrap();
    assert_eq!(window.value("field-name").await, "old");
    window.type_into("field-name", "new text").await;
    assert_eq!(window.value("field-name").await, "new text");
    assert!(!window.shows("later").await);
    window.click("later").await;
    window.wait_until("the click is seen", async || window.text("result").await == "clicked").await;
    assert_eq!(window.row_state("a \"b\" \\c").await.as_deref(), Some("fresh"));
    assert_eq!(window.row_state("another").await, None);
    assert_eq!(window.account_row("a \"b\" \\c").await.text().await.unwrap(), "row");
    assert_eq!((window.count("account-row").await, window.count("banner").await), (1, 0));
    assert_eq!(window.execute("return arguments[0] + 1;", &[1.into()]).await, 2);
    let broken = window.axe().await.join("\n");
    assert!(broken.contains("label (critical)") && broken.contains("html-has-lang (serious)"), "{broken}");
    window.execute("document.documentElement.lang = 'en';", &[]).await;
    assert!(!window.axe().await.join("\n").contains("html-has-lang"));
    window.execute("document.querySelector('p').animate({ opacity: [0.2, 0.4, 1] }, 3000);", &[]).await;
    assert!(!window.axe().await.join("\n").contains("color-contrast"), "judged while it was still fading in");
    let picture = desk.path().join("page.png");
    window.screenshot(&picture).await;
    assert!(fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    let environment = fs::read_to_string(format!("/proc/{}/environ", window.app_pid())).unwrap();
    assert!(environment.contains("FOBWATCH_MARK=given"));
    assert!(!window.web_pids().is_empty());
    window.patience = Duration::from_millis(200);
    let failure = failure_of(&window).await;
    assert!(failure.contains("click `banner`: no such element") && failure.contains("clicked"), "{failure}");
    let shown = window.on_screen().unwrap();
    assert!(shown.shown && shown.pid == window.app_pid(), "{shown:?}");
    let pid = window.app_pid();
    assert!(window.signal(Signal::TERM, SHORT));
    assert_eq!((window.is_running(), Process::of(pid)), (false, None));
    drop(window);
    let left: Vec<_> = desk.processes().into_iter().filter(|one| one.name().starts_with("WebKit")).collect();
    assert_eq!(left, []);
}

/// What the window says when something cannot be done, from a thread whose panic is ours to see.
async fn failure_of(window: &fobwatch_e2e::Window<'_>) -> String {
    use std::future::Future as _;
    let mut click = Box::pin(window.click("banner"));
    let caught = std::future::poll_fn(|context| {
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| click.as_mut().poll(context))) {
            Ok(std::task::Poll::Ready(())) => panic!("there is no banner to click"),
            Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
            Err(cause) => std::task::Poll::Ready(cause),
        }
    });
    let cause = caught.await;
    cause.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[tokio::test]
async fn two_windows_at_once_and_a_killed_one() {
    let Some(browser) = mini_browser() else {
        println!("skipped: WebKitGTK comes without MiniBrowser here");
        return;
    };
    let desk = Desk::start();
    let one = desk.open_program(&browser, &["--automation"], &[]).await;
    let two = desk.open_program(&browser, &["--automation"], &[]).await;
    assert_ne!(one.app_pid(), two.app_pid());
    one.kill();
    assert!(two.is_running());
    two.close().await;
    let three = desk.open_program(&browser, &["--automation"], &[]).await;
    three.request_close();
    three.wait_until("the browser closes", async || !three.is_running()).await;
    assert_eq!((three.on_screen(), desk.windows()), (None, Vec::new()));
    drop(three);
    let picture = desk.path().join("screen.png");
    if Path::new("/usr/bin/import").is_file() {
        assert!(desk.screenshot(&picture) && fs::read(&picture).unwrap().starts_with(b"\x89PNG"));
    }
}
