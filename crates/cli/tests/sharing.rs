//! `fob share` and `fob import` as a program: what they take, what they print, and how they end.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the helpers of a test fail as the tests do")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const CANARY: &str = "CANARY-hunter2";

/// Runs it on a data folder whose vault opens with a key file, without any terminal.
fn fob(home: &Path, args: &[&str], stdin: &str) -> Output {
    let key = home.join("key");
    if !key.exists() {
        fs::write(&key, [7; 32]).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        assert!(fob(home, &["vault", "init", "--key-source", "key-file"], "").status.success());
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_fob"))
        .args(args)
        .env("FOBWATCH_HOME", home)
        .env("FOBWATCH_KEY_FILE", &key)
        .env("HTTPS_PROXY", "http://127.0.0.1:9")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn curl() -> String {
    format!("curl https://api.test/auth/login -d '{{\"username\":\"demo\",\"password\":\"{CANARY}\"}}'\n")
}

#[test]
fn what_one_shares_another_takes_in_once() {
    let (mine, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let added = fob(mine.path(), &["import", "-", "--yes", "--no-login"], &curl());
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    assert!(text(&added.stderr).contains("Added api.test, signed out."), "{}", text(&added.stderr));
    assert!(!text(&added.stderr).contains("CANARY") && added.stdout.is_empty());

    let file = mine.path().join("set-up.json");
    let written = fob(mine.path(), &["share", "-o", file.to_str().unwrap()], "");
    assert_eq!(written.status.code(), Some(0), "{}", text(&written.stderr));
    let printed = fob(mine.path(), &["share", "api.test"], "");
    assert_eq!(text(&printed.stdout), fs::read_to_string(&file).unwrap());
    assert!(text(&printed.stdout).contains("\"username\": \"demo\""));

    let file = file.to_str().unwrap();
    let dry = fob(theirs.path(), &["import", file, "--dry-run"], "");
    assert!(text(&dry.stdout).contains("Credentials go to: https://api.test"), "{}", text(&dry.stdout));
    for (json, expected) in [("\"added\": [\n    {", 1), ("\"present\": [\n    \"api.test\"", 1)] {
        let done = fob(theirs.path(), &["import", file, "--yes", "--no-login", "--json"], "");
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        assert!(text(&done.stdout).contains(json), "{}", text(&done.stdout));
        let listed = fob(theirs.path(), &["list", "--json"], "");
        assert_eq!(text(&listed.stdout).matches("\"base_url\"").count(), expected);
    }
}

#[test]
fn nothing_is_added_where_nobody_can_be_asked_or_the_file_is_wrong() {
    let home = tempfile::tempdir().unwrap();
    for (args, stdin, says) in [
        (&["import", "-"][..], curl(), "give --yes"),
        (&["import", "-", "--yes"], curl(), "--no-login"),
        (&["import", "-", "--yes"], "hello".into(), "no kind that is known"),
        (&["import", "-", "--yes"], "A=1".into(), "There is no account in this file"),
        (&["import", "-", "--dry-run"], "A=1".into(), "names neither an address nor a login"),
        (&["import", "no-such-file"], String::new(), "could not be read"),
    ] {
        let refused = fob(home.path(), args, &stdin);
        assert_eq!(refused.status.code(), Some(2), "{args:?}: {}", text(&refused.stderr));
        assert!(text(&refused.stderr).contains(says), "{args:?}: {}", text(&refused.stderr));
        assert!(!text(&refused.stderr).contains("CANARY"));
    }
    // The secret of the file is used only where somebody says so, and a server that cannot be reached adds nothing.
    let refused = fob(home.path(), &["import", "-", "--yes", "--use-secrets"], &curl());
    assert_eq!(refused.status.code(), Some(4), "{}", text(&refused.stderr));
    assert_eq!(text(&fob(home.path(), &["list", "--json"], "").stdout).trim(), "[]");
    assert_eq!(fob(home.path(), &["share"], "").status.code(), Some(2));
    assert_eq!(fob(home.path(), &["share", "Nobody"], "").status.code(), Some(6));
}

#[test]
fn a_look_makes_no_vault() {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_fob"))
        .args(["import", "-", "--dry-run", "--json"])
        .env("FOBWATCH_HOME", home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(curl().as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(
        text(&done.stdout).contains("\"found_secrets\": [\n        \"password\""),
        "{}",
        text(&done.stdout)
    );
    assert!(!text(&done.stdout).contains("CANARY"));
    assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "something was written down");
}
