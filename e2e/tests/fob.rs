//! The command line: every command, every exit code, to the letter.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::sandbox::{Fault, Kind, Route};
use fobwatch_e2e::{Desk, built};
use serde_json::Value;
use snapbox::str;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Stdio;
use std::time::{Duration, Instant};
use steps::fob::{add, expect, fob};
use steps::{PASSWORD, secrets, server};

#[test]
fn a_day_with_fob() {
    let (server, desk) = (server(900), Desk::start());
    let base = server.base_url();
    let password = format!("{PASSWORD}\n");
    expect(&fob(&desk, &["list"], ""), 0, "", "There are no accounts yet. `fob add` adds one.\n");
    expect(&fob(&desk, &["list", "--json"], ""), 0, "[]\n", "");
    let args = [
        "add",
        "Acme UAT",
        "--base-url",
        &base,
        "--env",
        "uat",
        "--set",
        "username=demo",
        "--secret",
        "password",
    ];
    expect(&fob(&desk, &args, &password), 0, "", "Added Acme UAT and logged in.\n");
    expect(
        &fob(&desk, &args, &password),
        2,
        "",
        "fob: Another account has this name.\n     Choose another name.\n",
    );
    expect(
        &fob(&desk, &["list"], ""),
        0,
        str![[r#"
NAME      ENV  STATE  CLIENT_ID  ACCESS   REFRESH
Acme UAT  uat  fresh  [..]  14m [..]s  6d 23h

"#]],
        "",
    );
    let shown: Value = serde_json::from_str(&fob(&desk, &["list", "--json"], "").text()).unwrap();
    let one = &shown[0];
    assert_eq!(
        (&one["name"], &one["state"], &one["reason"]),
        (&"Acme UAT".into(), &"fresh".into(), &Value::Null)
    );
    let shown = fob(&desk, &["show", "acme uat"], "");
    expect(
        &shown,
        0,
        str![[r#"
Name           Acme UAT
Base URL       http://[..]
Environment    uat
Profile        b2b-jwt
username       demo
client_id      [..]
State          fresh
Access token   14m [..]s left, until [..]Z
Refresh token  6d 23h left, until [..]Z
Secrets        not remembered

"#]],
        "",
    );

    let token = || server.handle().latest("demo", Kind::Access).unwrap().token;
    let first = token();
    expect(&fob(&desk, &["token", "Acme UAT"], ""), 0, format!("{first}\n"), "");
    let header = format!("Authorization: Bearer {first}\n");
    expect(&fob(&desk, &["token", "Acme UAT", "--format", "header"], ""), 0, header, "");
    let curl = format!("curl -H 'Authorization: Bearer {first}' '{base}'\n");
    expect(&fob(&desk, &["token", "Acme UAT", "--format", "curl"], ""), 0, curl, "");
    let line = format!("ACME_UAT_TOKEN='{first}'\n");
    expect(&fob(&desk, &["token", "Acme UAT", "--format", "env"], ""), 0, line, "");
    let json: Value =
        serde_json::from_str(&fob(&desk, &["token", "Acme UAT", "--format", "json"], "").text()).unwrap();
    assert_eq!(json["token"], first);
    assert!(json["expires_at"].is_string() && json["client_id"].is_string());

    expect(&fob(&desk, &["refresh", "Acme UAT"], ""), 0, "", "Acme UAT has a new access token.\n");
    assert_ne!(token(), first);
    expect(&fob(&desk, &["refresh", "--all"], ""), 0, "", "1 account has a new access token.\n");
    let check = ["check", "Acme UAT", "--path", "/api/clients"];
    assert_eq!(fob(&desk, &check, "").status.code(), Some(4), "no such page says nothing about the token");
    expect(
        &fob(&desk, &["rename", "Acme UAT", "Acme test"], ""),
        0,
        "",
        "Acme UAT is called Acme test now.\n",
    );
    expect(
        &fob(&desk, &["logout", "Acme test", "--everywhere"], ""),
        0,
        "",
        "Logged out of Acme test here and at the server.\n",
    );
    expect(
        &fob(&desk, &["token", "Acme test"], ""),
        3,
        "",
        "fob: This account is signed out.\n     Log in first.\n",
    );
    expect(
        &fob(&desk, &["login", "Acme test", "--secret", "password"], &password),
        0,
        "",
        "Logged in to Acme test.\n",
    );
    expect(
        &fob(&desk, &["remove", "Acme test"], ""),
        2,
        "",
        str![[r#"
fob: Remove Acme test with its tokens and everything remembered for it?
     Nobody can be asked here: give --yes.

"#]],
    );
    expect(&fob(&desk, &["remove", "Acme test", "--yes"], ""), 0, "", "Removed Acme test.\n");
    // Nothing of it is in any file.
    assert_eq!(desk.search_files(&secrets(&server)), []);
}

#[test]
fn every_exit_code_has_its_cause() {
    let (server, desk) = (server(900), Desk::start());
    let base = server.base_url();
    // 2: usage.
    assert_eq!(fob(&desk, &["token"], "").status.code(), Some(2));
    expect(
        &fob(&desk, &["add", "A", "--base-url", &base, "--set", "password=x"], ""),
        2,
        "",
        str![[r#"
fob: password is secret.
     Arguments can be read by others: give --secret password instead, and write it to stdin.

"#]],
    );
    expect(
        &fob(&desk, &["add", "A", "--base-url", &base, "--set", "username=demo"], ""),
        2,
        "",
        "fob: The API password is missing.\n     Write it to stdin and give --secret password.\n",
    );
    let plain =
        ["add", "A", "--base-url", "http://example.test", "--set", "username=demo", "--secret", "password"];
    assert_eq!(fob(&desk, &plain, "x\n").status.code(), Some(2), "no password over an open line");
    // 3: refused.
    let args = ["add", "A", "--base-url", &base, "--set", "username=demo", "--secret", "password"];
    let refused = fob(&desk, &args, "wrong\n");
    assert_eq!(refused.status.code(), Some(3), "{}", refused.stderr);
    assert!(refused.stderr.starts_with("fob: The username or password is wrong.\n"), "{}", refused.stderr);
    // 6: unknown.
    expect(
        &fob(&desk, &["token", "A"], ""),
        6,
        "",
        "fob: There is no account “A”.\n     `fob list` shows all of them, `fob add` adds one.\n",
    );
    add(&desk, "A", &base, &[]);
    expect(
        &fob(&desk, &["token", "a", "--min-ttl", "1h"], ""),
        2,
        "",
        "fob: This server's tokens last [..] seconds, and more was asked for.\n     Ask for less time.\n",
    );
    // 1: what nobody but the machine can help with.
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = desk.command(built("fob")).arg("list").stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("fob: The output could not be written: No space left"), "{said}");
    // 7: refused by the server, also after a refresh.
    let check = ["check", "A", "--path", "/me"];
    let agree = "Its clock and this computer's agree.\n";
    expect(&fob(&desk, &check, ""), 0, "accepted\n", agree);
    server.handle().fault_always(Route::Me, Some(Fault::status(401)));
    expect(
        &fob(&desk, &check, ""),
        7,
        "refused\n",
        format!("The server refuses the token, and also the one after a refresh (401).\n{agree}"),
    );
    server.handle().fault_always(Route::Me, Some(Fault::status(403)));
    expect(
        &fob(&desk, &check, ""),
        0,
        "accepted, but not allowed\n",
        format!("The token is good, and A may not see /me (403).\n{agree}"),
    );
    // 4: not there.
    server.handle().fault_always(Route::Refresh, Some(Fault::status(503)));
    assert_eq!(fob(&desk, &["refresh", "A"], "").status.code(), Some(4));
    server.handle().clear_faults();
    drop(server);
    let gone = fob(&desk, &["refresh", "A"], "");
    assert_eq!(gone.status.code(), Some(4), "{}", gone.stderr);
    // A good token needs no server.
    assert_eq!(fob(&desk, &["token", "A"], "").status.code(), Some(0));
    // 5: no vault to be had.
    desk.lock_keyring();
    let begun = Instant::now();
    let locked = fob(&desk, &["token", "A"], "");
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(locked.status.code(), Some(5), "{}", locked.stderr);
    assert!(locked.stderr.contains("locked"), "{}", locked.stderr);
    desk.unlock_keyring();
}

#[test]
fn exec_hands_tokens_over_in_the_environment_only() {
    let (server, desk) = (server(900), Desk::start());
    add(&desk, "Acme UAT", &server.base_url(), &[]);
    add(&desk, "Other", &server.base_url(), &[]);
    let script = "printf '%s|%s|%s|%s' \"$FOB_TOKEN\" \"$FOB_AUTHORIZATION\" \"$FOB_BASE_URL\" \"$FOB_CLIENT_ID\"; \
                  tr '\\0' ' ' < /proc/$$/cmdline >&2";
    let ended = fob(&desk, &["exec", "Acme UAT", "--", "sh", "-c", script], "");
    let text = ended.text();
    let [token, header, base, client]: [&str; 4] = text.split('|').collect::<Vec<_>>().try_into().unwrap();
    assert!(server.handle().accepts(token, Kind::Access));
    assert_eq!(header, format!("Authorization: Bearer {token}"));
    assert_eq!(base, server.base_url());
    assert!(!client.is_empty());
    assert!(ended.stderr.contains("sh -c") && !ended.stderr.contains(token), "no argument holds it");

    let both =
        fob(&desk, &["exec", "Acme UAT", "Other", "--", "sh", "-c", "echo $ACME_UAT_TOKEN $OTHER_TOKEN"], "");
    assert_eq!(
        both.text().split_whitespace().filter(|token| server.handle().accepts(token, Kind::Access)).count(),
        2
    );
    let prefixed = fob(
        &desk,
        &["exec", "Other", "--prefix", "X", "--", "sh", "-c", "test -n \"$X_TOKEN\"; exit 42"],
        "",
    );
    assert_eq!(prefixed.status.code(), Some(42), "the command's own exit code");
    let ended = fob(&desk, &["exec", "Other", "--", "sh", "-c", "kill -TERM $$"], "");
    assert_eq!(ended.status.signal(), Some(15), "and its signals");
    expect(
        &fob(&desk, &["exec", "Other", "--", "no-such-program"], ""),
        2,
        "",
        "fob: no-such-program cannot be started: No such file or directory (os error 2).\n     Check the command after --.\n",
    );
}

#[test]
fn shells_complete_account_names_without_a_key() {
    let (server, desk) = (server(900), Desk::start());
    add(&desk, "Acme UAT", &server.base_url(), &[]);
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = fob(&desk, &["completions", shell], "");
        assert!(script.status.success() && script.text().contains("fob"), "{shell}: {}", script.stderr);
    }
    desk.stop_keyring();
    let mut command = desk.command(built("fob"));
    command.env("COMPLETE", "fish").args(["--", "fob", "token", "ac"]);
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "Acme UAT");
    let pages = desk.path().join("man");
    assert!(fob(&desk, &["man", pages.to_str().unwrap()], "").status.success());
    let page = std::fs::read_to_string(pages.join("fob-token.1")).unwrap();
    assert!(page.contains("min\\-ttl"), "{page}");
}

#[test]
fn the_doctor_says_what_to_do() {
    let (server, desk) = (server(900), Desk::start());
    server.handle().change(|config| config.skew_seconds = 7200);
    add(&desk, "Acme", &server.base_url(), &[]);
    let findings = |ended: &fobwatch_e2e::Ended| -> Vec<(String, String)> {
        let all: Vec<Value> = serde_json::from_str(&ended.text()).unwrap();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        all.iter().map(|one| (word(&one["what"]), word(&one["grade"]))).collect()
    };
    let ended = fob(&desk, &["doctor", "--json"], "");
    let found = findings(&ended);
    let grade = |found: &[(String, String)], what: &str| {
        found.iter().find(|(name, _)| name == what).unwrap().1.clone()
    };
    for (what, expected) in [
        ("keyring", "ok"),
        ("vault", "ok"),
        ("keeper", "warn"),
        ("server clock", "warn"),
        ("clipboard", "ok"),
        ("tray", "warn"),
    ] {
        assert_eq!(grade(&found, what), expected, "{what}: {}", ended.text());
    }
    assert_eq!(ended.status.code(), Some(0));
    desk.lock_keyring();
    let ended = fob(&desk, &["doctor", "--json"], "");
    assert_eq!(grade(&findings(&ended), "keyring"), "fail");
    assert_eq!(ended.status.code(), Some(5));
    desk.unlock_keyring();
    let words = fob(&desk, &["doctor"], "").text();
    assert!(words.starts_with("ok    keyring"), "{words}");
}
