//! A set-up that goes from one desk to another, and what other tools have, with the real program.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use fobwatch_e2e::Desk;
use serde_json::Value;
use std::fs;
use steps::fob::{add, fob};
use steps::{PASSWORD, secrets, server};

/// What a file would add, without a vault being touched.
fn planned(desk: &Desk, file: &str) -> Value {
    let ended = fob(desk, &["import", file, "--dry-run", "--json"], "");
    assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
    serde_json::from_str(&ended.text()).unwrap()
}

#[test]
fn a_team_shares_a_set_up_and_nobody_a_secret() {
    let (server, mine, theirs) = (server(900), Desk::start(), Desk::start());
    add(&mine, "Acme UAT", &server.base_url(), &["--env", "uat", "--remember"]);
    let file = mine.path().join("fobwatch.json");
    let file = file.to_str().unwrap();
    let written = fob(&mine, &["share", "-o", file], "");
    assert_eq!(written.status.code(), Some(0), "{}", written.stderr);
    assert!(written.stderr.contains("with 1 account and no secret in it."), "{}", written.stderr);
    let text = fs::read_to_string(file).unwrap();
    for secret in secrets(&server) {
        assert!(!text.contains(&secret), "a secret is in {text}");
    }

    assert_eq!(planned(&theirs, file)["steps"][0]["asks"][0]["name"], "password");
    for added in [1, 0] {
        let ended = fob(&theirs, &["import", file, "--yes", "--no-login", "--json"], "");
        assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
        let said: Value = serde_json::from_str(&ended.text()).unwrap();
        assert_eq!(said["added"].as_array().unwrap().len(), added);
    }
    let line = format!("{PASSWORD}\n");
    let login = fob(&theirs, &["login", "Acme UAT", "--secret", "password"], &line);
    assert_eq!(login.status.code(), Some(0), "{}", login.stderr);
    assert_eq!(fob(&theirs, &["token", "acme uat"], "").status.code(), Some(0));
    // What comes back is what went out.
    assert_eq!(fob(&theirs, &["share"], "").text(), text);
}

#[test]
fn a_pasted_login_becomes_an_account_with_a_session() {
    let (server, desk) = (server(900), Desk::start());
    let base = server.base_url();
    let curl = |password: &str| {
        format!(
            "curl -X POST {base}/auth/login \\\n  -H 'Content-Type: application/json' \\\n  \
             --data-raw '{{\"username\": \"demo\", \"password\": \"{password}\"}}'\n"
        )
    };
    let args = ["import", "-", "--yes", "--use-secrets", "--remember"];
    let refused = fob(&desk, &args, &curl("wrong"));
    assert_eq!(refused.status.code(), Some(3), "{}", refused.stderr);
    assert_eq!(fob(&desk, &["list", "--json"], "").text(), "[]\n");
    let added = fob(&desk, &args, &curl(PASSWORD));
    assert_eq!(added.status.code(), Some(0), "{}", added.stderr);
    assert!(!added.stderr.contains(PASSWORD), "{}", added.stderr);
    let token = fob(&desk, &["token", "127.0.0.1"], "");
    assert_eq!(token.status.code(), Some(0), "{}", token.stderr);
}

#[test]
fn one_account_that_cannot_be_added_stops_no_other() {
    let desk = Desk::start();
    let account = |name: &str, inputs: &str| {
        format!(
            r#"{{"name":"{name}","base_url":"https://{name}.test","profile":"b2b-jwt","inputs":{{{inputs}}}}}"#
        )
    };
    let all = [account("a", ""), account("b", r#""username":"demo""#), account("c", "")].join(",");
    let text = format!(r#"{{"fobwatch":"set-up","version":1,"accounts":[{all}]}}"#);
    let ended = fob(&desk, &["import", "-", "--yes", "--no-login", "--json"], &text);
    assert_eq!(ended.status.code(), Some(2), "{}", ended.stderr);
    let said: Value = serde_json::from_str(&ended.text()).unwrap();
    assert_eq!((&said["added"][0]["name"], &said["failed"]), (&"b".into(), &serde_json::json!(["a", "c"])));
    assert!(ended.stderr.contains("Added 1 account. Not added: a, c."), "{}", ended.stderr);
}

#[test]
fn what_is_written_for_other_tools_is_read_again() {
    let (server, desk) = (server(900), Desk::start());
    add(&desk, "Acme UAT", &server.base_url(), &["--env", "uat"]);
    for (format, name, is) in [
        ("postman", "a.json", "postman-environment"),
        ("insomnia", "a.yaml", "insomnia"),
        ("dotenv", ".env", "dotenv"),
        ("bruno", "a.bru", "bruno"),
    ] {
        let file = desk.path().join(name);
        let file = file.to_str().unwrap();
        let ended = fob(&desk, &["export", "Acme UAT", "--to", format, "-o", file], "");
        assert_eq!(ended.status.code(), Some(0), "{}", ended.stderr);
        let plan = planned(&desk, file);
        let step = &plan["steps"][0];
        assert_eq!((&plan["format"], &step["profile"]), (&is.into(), &"bearer-static".into()), "{plan:#}");
        assert_eq!(step["base_url"], server.base_url(), "{plan:#}");
        let shown = plan.to_string();
        for secret in secrets(&server) {
            assert!(!shown.contains(&secret), "a secret is in {shown}");
        }
    }
}
