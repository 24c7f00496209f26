//! Profiles on the command line: list, write, check, try, and what goes wrong with them.
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
use snapbox::str;
use steps::fob::{expect, fob};
use steps::{PASSWORD, secrets, server};

fn desk() -> Desk {
    let keys = tempfile::tempdir().unwrap().keep();
    let desk = Desk::builder().without_bus().env("FOBWATCH_KEY_FILE", keys.join("key")).start();
    assert_eq!(fob(&desk, &["vault", "init", "--key-source", "key-file"], "").status.code(), Some(0));
    desk
}

/// A profile of one's own, from the first look at a built-in one to an account that uses it.
#[test]
fn a_profile_of_ones_own() {
    let (server, desk) = (server(900), desk());
    let base = server.base_url();
    let listed = fob(&desk, &["profile", "list"], "").text();
    assert!(listed.starts_with("b2b-jwt                         B2B JWT login\n"), "{listed}");
    assert_eq!(listed.lines().count(), 12);
    let text = fob(&desk, &["profile", "show", "b2b-jwt"], "").text();
    let file = desk.path().join("acme.toml");
    let path = file.to_str().unwrap();
    let write = |text: &str| std::fs::write(&file, text).unwrap();

    write(&text.replace("{{password}}", "{{passwort}}"));
    expect(
        &fob(&desk, &["profile", "check", path], ""),
        2,
        "",
        "fob: acme.toml: Line 18, login.body.password: the template names passwort, which nothing provides here.\n     \
         Expected: one of base_url, password, username.\n",
    );
    write(
        &text
            .replace("id = \"b2b-jwt\"", "id = \"acme\"")
            .replace("title = \"B2B JWT login\"", "title = \"Acme\""),
    );
    let good = format!("{path} is a good profile: Acme.\n");
    expect(&fob(&desk, &["profile", "check", path], ""), 0, "", good);
    let add = [
        "add",
        "A",
        "--base-url",
        &base,
        "--profile",
        path,
        "--set",
        "username=demo",
        "--secret",
        "password",
    ];
    let password = format!("{PASSWORD}\n");
    expect(&fob(&desk, &add, &password), 0, "", "Added A and logged in.\n");
    let shown: Value = serde_json::from_str(&fob(&desk, &["show", "A", "--json"], "").text()).unwrap();
    assert_eq!(shown["profile"], "acme");
    let listed = fob(&desk, &["profile", "list"], "").text();
    assert!(listed.ends_with("acme                            Acme  (yours)\n"), "{listed}");

    // Another one of this id replaces it only when asked to; ours cannot be replaced at all.
    let changed = std::fs::read_to_string(&file).unwrap().replace("title = \"Acme\"", "title = \"Acme 2\"");
    write(&changed);
    expect(
        &fob(&desk, &["profile", "add", path], ""),
        2,
        "",
        "fob: The id acme belongs to another profile.\n     Choose another id, or replace that one.\n",
    );
    expect(&fob(&desk, &["profile", "add", path, "--replace"], ""), 0, "", "Kept as acme.\n");
    write(&text);
    let ours = fob(&desk, &["profile", "add", path, "--replace"], "");
    assert_eq!(ours.status.code(), Some(2), "{}", ours.stderr);
    let removed = "Removed acme. Accounts keep the one that they logged in with.\n";
    expect(&fob(&desk, &["profile", "remove", "acme"], ""), 0, "", removed);
    expect(&fob(&desk, &["refresh", "A"], ""), 0, "", "A has a new access token.\n");
    let again = ["login", "A", "--secret", "password"];
    expect(&fob(&desk, &again, &password), 0, "", "Logged in to A.\n");
    let schema: Value = serde_json::from_str(&fob(&desk, &["profile", "schema"], "").text()).unwrap();
    assert!(schema["properties"]["login"].is_object());
    assert_eq!(fob(&desk, &["profile", "show", "../vault"], "").status.code(), Some(2));
}

/// Trying a profile out shows each exchange, masked, and leaves no session and no account.
#[test]
fn a_trial_leaves_nothing_behind() {
    let (server, desk) = (server(900), desk());
    let base = server.base_url();
    let args =
        ["profile", "try", "b2b-jwt", "--base-url", &base, "--set", "username=demo", "--secret", "password"];
    let tried = fob(&desk, &args, &format!("{PASSWORD}\n"));
    expect(
        &tried,
        0,
        str![[r#"
login: POST http://[..]/auth/login
  > {"password":"•••","username":"demo"}
  < 200
  < {
  <   "access_expires_at": "[..]",
  <   "access_token": "••• ([..] characters)",
  <   "client_id": [..],
  <   "refresh_expires_at": "[..]",
  <   "refresh_token": "••• ([..] characters)"
  < }
  = access token at /access_token: eyJ[..]
  = refresh token at /refresh_token: eyJ[..]
  = client_id at /client_id: [..]
  = access token ends at /access_expires_at: [..]
  = refresh token ends at /refresh_expires_at: [..]
refresh: POST http://[..]/auth/refresh
  > {"refresh_token":"•••"}
  < 200
  < {
  <   "access_expires_at": "[..]",
  <   "access_token": "••• ([..] characters)",
  <   "client_id": [..],
  <   "refresh_expires_at": "[..]",
  <   "refresh_token": "••• ([..] characters)"
  < }
  = access token at /access_token: eyJ[..]
  = refresh token at /refresh_token: eyJ[..]
  = client_id at /client_id: [..]
  = access token ends at /access_expires_at: [..]
  = refresh token ends at /refresh_expires_at: [..]
logout: POST http://[..]/auth/logout
  > Authorization: Bearer •••
  < 200
  < {
  <   "message": "Successfully logged out"
  < }

"#]],
        "Everything that the profile describes works here.\n",
    );
    for secret in secrets(&server) {
        assert!(!tried.text().contains(&secret), "a secret is shown");
    }
    let wrong = fob(&desk, &args, "wrong\n");
    assert_eq!(wrong.status.code(), Some(3), "{}", wrong.stderr);
    assert!(wrong.text().contains("< 401"), "{}", wrong.text());
    expect(&fob(&desk, &["list", "--json"], ""), 0, "[]\n", "");
    expect(
        &fob(&desk, &["profile", "detect", &base], ""),
        0,
        "b2b-jwt  /auth/login is there, and takes no GET.\n",
        "",
    );
    // Nobody is there to agree to what was detected.
    let auto =
        fob(&desk, &["add", "A", "--base-url", &base, "--profile", "auto", "--set", "username=demo"], "");
    assert_eq!(auto.status.code(), Some(2));
    assert!(auto.stderr.ends_with("Nobody can be asked here: give --profile b2b-jwt.\n"), "{}", auto.stderr);
}

/// Fixed keys: no login, no countdown, and every way to hand them out.
#[test]
fn fixed_keys_are_handed_out() {
    let desk = desk();
    let add = ["add", "Keys", "--base-url", "https://api.example.com", "--profile", "api-key-secret"];
    let secrets = ["--secret", "api_key", "--secret", "api_secret"];
    expect(&fob(&desk, &[&add[..], &secrets].concat(), "KEY\nSECRET\n"), 0, "", "Added Keys.\n");
    let token = |format| fob(&desk, &["token", "Keys", "--format", format], "").text();
    assert_eq!(token("header"), "X-API-Key: KEY\nX-API-Secret: SECRET\n");
    assert_eq!(token("env"), "KEYS_API_KEY='KEY'\nKEYS_API_SECRET='SECRET'\n");
    assert_eq!(
        token("curl"),
        "curl -H 'X-API-Key: KEY' -H 'X-API-Secret: SECRET' 'https://api.example.com'\n"
    );
    let script = "printf '%s %s' \"$FOB_API_KEY\" \"$FOB_API_SECRET\"";
    expect(&fob(&desk, &["exec", "Keys", "--", "sh", "-c", script], ""), 0, "KEY SECRET", "");
    expect(
        &fob(&desk, &["list"], ""),
        0,
        "NAME  ENV  STATE   CLIENT_ID  ACCESS  REFRESH\nKeys  -    static  -          -       -\n",
        "",
    );
    expect(
        &fob(&desk, &["refresh", "Keys"], ""),
        2,
        "",
        "fob: This credential does not end by itself, and there is nothing to refresh.\n     \
         When the provider gives a new one, enter it with a login.\n",
    );
    expect(&fob(&desk, &["refresh", "--all"], ""), 0, "", "0 accounts have new access tokens.\n");
    let login = [&["login", "Keys"][..], &secrets].concat();
    expect(&fob(&desk, &login, "K2\nS2\n"), 0, "", "Keys has the new credential.\n");
    assert_eq!(token("raw"), "K2\n");
    assert!(desk.search_files(&["SECRET", "KEY\nSECRET"]).is_empty(), "a key is in the clear on the disk");
}
