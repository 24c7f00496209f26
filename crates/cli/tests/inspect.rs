//! `fob inspect` as a program: what it takes, what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the helpers of a test fail as the tests do")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// `{"alg":"HS256"}`, `{"exp":4102444800,"sub":"x"}` (the year 2100), and 32 bytes that sign nothing.
const GOOD: &str =
    "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDAsInN1YiI6IngifQ.p6enp6enp6enp6enp6enp6enp6enp6enp6enp6enp6c";
/// The same, ended in 2001.
const ENDED: &str =
    "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjEwMDAwMDAwMDB9.p6enp6enp6enp6enp6enp6enp6enp6enp6enp6enp6c";

/// Runs it on an empty data folder, and without any way to the network.
fn fob(home: &Path, args: &[&str], stdin: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fob"))
        .arg("inspect")
        .args(args)
        .env("FOBWATCH_HOME", home)
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

#[test]
fn the_exit_code_is_the_verdict() {
    let home = tempfile::tempdir().unwrap();
    let good = fob(home.path(), &[], GOOD);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stderr));
    assert!(
        text(&good.stdout).starts_with("It is good until 2100-01-01 00:00:00 UTC"),
        "{}",
        text(&good.stdout)
    );
    let ended = fob(home.path(), &["-", "--alone"], &format!("Authorization: Bearer {ENDED}\n"));
    assert_eq!(ended.status.code(), Some(7));
    assert!(text(&ended.stdout).starts_with("It ended "));
    assert_eq!(fob(home.path(), &[], "").status.code(), Some(7));
    assert_eq!(fob(home.path(), &["no-such-file.txt"], "").status.code(), Some(2));
    assert!(std::fs::read_dir(home.path()).unwrap().next().is_none(), "something was written down");
}

#[test]
fn a_token_is_never_taken_as_an_argument_and_never_repeated() {
    let home = tempfile::tempdir().unwrap();
    let opaque = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    for args in [&[GOOD][..], &["Bearer", GOOD], &[opaque], &[&format!("Bearer {GOOD}")], &["--pem", GOOD]] {
        let refused = fob(home.path(), args, "");
        assert_eq!(refused.status.code(), Some(2));
        let said = text(&refused.stderr) + &text(&refused.stdout);
        assert!(!said.contains("p6enp6en") && !said.contains(opaque), "{said}");
    }
    assert!(text(&fob(home.path(), &[GOOD], "").stderr).contains("arguments can be read by others"));
}

#[test]
fn json_has_a_stable_shape_and_no_token() {
    let home = tempfile::tempdir().unwrap();
    let pasted =
        format!("curl https://h.test -H 'Authorization: Bearer {ENDED}'\nHTTP/1.1 401 Unauthorized\n");
    let said = text(&fob(home.path(), &["--json", "--explain"], &pasted).stdout);
    assert!(!said.contains("p6enp6en"), "{said}");
    for field in [
        r#""kind": "jws""#,
        r#""verdict": "expired""#,
        r#""good": false"#,
        r#""sentence": "It ended"#,
        r#""expires_at": "2001-09-09T01:46:40Z""#,
        r#""code": "expired""#,
        r#""confidence": "likely""#,
        r#""url": "https://h.test/""#,
    ] {
        assert!(said.contains(field), "{field}: {said}");
    }
}

#[test]
fn a_key_decides_about_the_signature() {
    let home = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let secret = file("secret", "a secret that signed something else");
    let wrong = fob(home.path(), &["--secret-key-file", &secret], GOOD);
    assert_eq!(wrong.status.code(), Some(7));
    assert!(text(&wrong.stdout).starts_with("Its signature is wrong"), "{}", text(&wrong.stdout));
    let jwks = file("jwks.json", r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}"#);
    let unchecked = fob(home.path(), &["--jwks", &jwks], GOOD);
    assert_eq!(unchecked.status.code(), Some(7));
    assert!(text(&unchecked.stdout).contains("was not checked"));
    assert_eq!(fob(home.path(), &["--pem", &jwks], GOOD).status.code(), Some(2));
    assert_eq!(fob(home.path(), &["--jwks", "http://h.test/keys"], GOOD).status.code(), Some(2));
    // Only an address that was given is asked, and here nobody answers.
    assert_eq!(fob(home.path(), &["--jwks", "https://127.0.0.1:9/keys"], GOOD).status.code(), Some(4));
}
