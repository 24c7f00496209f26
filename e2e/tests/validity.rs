//! Is this token good, and why was it refused? In the window and by `fob`, and without the network.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod steps;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fobwatch_e2e::sandbox::{Fault, Kind, Route};
use fobwatch_e2e::{Desk, RealKind, RealServer, Window, built};
use serde_json::Value;
use std::time::Duration;
use steps::fob::{add, fob};
use steps::look::look;
use steps::page::{ESCAPE, says, texts, waits_at};
use steps::server;

fn token_of(desk: &Desk, name: &str) -> String {
    let said = fob(desk, &["token", name], "");
    assert_eq!(said.status.code(), Some(0), "{}", said.stderr);
    said.text().trim().to_owned()
}

/// Scheme, host and port.
fn origin(base_url: &str) -> String {
    base_url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

/// A token as no server would give it: 10,000 claims, most of a MiB, in all scripts and with markup.
fn monster() -> String {
    let hostile = r#""<img src=x onerror=alert(1)>":"<script>alert(1)</script>","שלום":"\u202etxt مرحبا","#;
    let many: Vec<_> = (0..10_000).map(|at| format!(r#""claim-{at}":"{}""#, "x".repeat(60))).collect();
    let claims = format!(r#"{{"exp":4102444800,{hostile}{}}}"#, many.join(","));
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let token = format!("{}.{}.{}", part(r#"{"alg":"RS256"}"#), part(&claims), part(&"s".repeat(256)));
    assert!(token.len() > 1_000_000, "{}", token.len());
    token
}

async fn verdict(window: &Window<'_>, word: &str) {
    let what = format!("the verdict is {word}");
    let script = "return document.querySelector('[data-testid=verdict]')?.dataset.verdict ?? null";
    window.wait_until(&what, async || window.execute(script, &[]).await == word).await;
}

/// All of the page, drawn or not: what is typed into fields as well.
async fn whole(window: &Window<'_>) -> String {
    let script = "return document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map((e) => e.value).join()";
    window.execute(script, &[]).await.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_token_is_judged_and_known_again_after_it_was_replaced() {
    let server = server(900);
    let desk = Desk::start();
    add(&desk, "Acme", &server.base_url(), &["--env", "uat"]);
    let token = token_of(&desk, "Acme");
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    window.press("i").await;
    waits_at(&window, "paste").await;
    let before = server.handle().log().len();

    window.type_into("paste", &format!("Authorization: Bearer {token}")).await;
    verdict(&window, "valid").await;
    assert_eq!(window.text("belongs").await, "Acme");
    assert_eq!(server.handle().log().len(), before, "a look sends nothing");
    look(&window, "light", "inspect-valid").await;

    // Nothing is sent before somebody says so, and then to its own host.
    assert!(window.text("ask-where").await.contains(&origin(&server.base_url())));
    window.type_into("ask-field-path", "/me").await;
    window.click("ask").await;
    says(&window, "The server accepts this token.").await;
    let asked = server.handle().log().pop().unwrap();
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {token}").as_str()));

    // The view leaves nothing behind.
    window.press(ESCAPE).await;
    window.wait_gone("inspect").await;
    assert!(!whole(&window).await.contains(&token));

    window.open_account("Acme").await;
    window.click("refresh-now").await;
    let first = token.clone();
    window
        .wait_until("another token is there", async || {
            server.handle().latest("demo", Kind::Access).unwrap().token != first
        })
        .await;
    window.click("open-inspect").await;
    window.type_into("paste", &token).await;
    verdict(&window, "rotated-out").await;
    says(&window, "its token until").await;
    // The refresh token is not to be sent to an API.
    let refresh = server.handle().latest("demo", Kind::Refresh).unwrap().token;
    window.click("clear-paste").await;
    window.type_into("paste", &refresh).await;
    says(&window, "its refresh token").await;
    assert_eq!(desk.search_files(&[token.as_str(), refresh.as_str()]), Vec::new(), "nothing of it is kept");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clipboard_is_read_without_being_shown() {
    let server = server(900);
    let desk = Desk::start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let token = token_of(&desk, "Acme");
    let other = {
        add(&desk, "Other", &server.base_url(), &[]);
        token_of(&desk, "Other")
    };
    server.handle().fault_always(Route::Me, Some(Fault::status(401)));
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    window.click("open-inspect").await;

    // Nothing there: it says so.
    desk.set_clipboard("");
    window.click("read-clipboard").await;
    verdict(&window, "nothing").await;

    let refusal = format!(
        "curl {}/me -H 'Authorization: Bearer {token}'\n\nHTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{{\"error\":\"token revoked\"}}",
        server.base_url()
    );
    desk.set_clipboard(&refusal);
    window.click("read-clipboard").await;
    verdict(&window, "valid").await;
    says(&window, "Refused by its server").await;
    assert_eq!(window.attribute("cause", "data-code").await.as_deref(), Some("revoked"));
    assert!(!whole(&window).await.contains(&token), "the page has the token");
    look(&window, "light", "inspect-refused").await;

    // What was copied since was not looked at, and is not sent.
    let before = server.handle().log().len();
    desk.set_clipboard(&other);
    window.type_into("ask-field-path", "/me").await;
    window.click("ask").await;
    says(&window, "Something else was copied since, so nothing was sent.").await;
    assert_eq!(server.handle().log().len(), before);
    desk.set_clipboard(&refusal);
    window.click("ask").await;
    says(&window, "The server refuses this token.").await;
    assert_eq!(server.handle().requests(Route::Me).len(), 1);
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monstrous_token_is_looked_at_as_any_other() {
    let server = server(900);
    let desk = Desk::start();
    add(&desk, "Acme", &server.base_url(), &[]);
    let window = desk.open(&[]).await;
    window.wait_for_state("Acme", "fresh").await;
    window.click("open-inspect").await;
    desk.set_clipboard(&monster());
    window.click("read-clipboard").await;
    verdict(&window, "valid").await;
    assert_eq!(window.count("claim").await, 201, "200 claims and the header");
    assert_eq!(texts(&window, "not-all").await, ["The first 200 of 10,003."]);
    let made =
        "return document.querySelectorAll('[data-testid=inspect] img, [data-testid=inspect] script').length";
    assert_eq!(window.execute(made, &[]).await, 0, "a claim became markup");
    says(&window, "<script>alert(1)</script>").await;
    says(&window, "⟨U+202E⟩txt مرحبا").await;
    look(&window, "light", "inspect-monster").await;
    for (width, height) in [(480, 360), (1280, 800)] {
        window.resize(width, height).await;
        look(&window, "light", &format!("inspect-monster-{width}")).await;
    }
    // It can still be used at once.
    window.resize(980, 660).await;
    window.click("clear-paste").await;
    window.type_into("paste", "Authorization: Bearer {{accessToken}}").await;
    verdict(&window, "malformed").await;
    window.close().await;
}

/// `fob` in a network of its own, in which there is nothing, not even the loopback device.
fn cut_off(desk: &Desk, args: &[&str], input: &str) -> fobwatch_e2e::Ended {
    let program = built("fob");
    let all = [&["--user", "--map-current-user", "--net", "--", program.to_str().unwrap()], args].concat();
    desk.run("unshare", &all, input.as_bytes(), Duration::from_secs(60)).expect("it hangs")
}

#[test]
fn inspect_and_explain_need_no_network() {
    let server = server(900);
    let desk = Desk::start();
    add(&desk, "Acme", &server.base_url(), &["--env", "uat"]);
    let token = token_of(&desk, "Acme");
    // That it is cut off: asking the server is not possible.
    let check = cut_off(&desk, &["check", "Acme", "--path", "/me"], "");
    assert_eq!(check.status.code(), Some(4), "{}", check.stderr);

    let before = server.handle().log().len();
    let good = cut_off(&desk, &["inspect"], &token);
    assert_eq!(good.status.code(), Some(0), "{}{}", good.text(), good.stderr);
    assert!(
        good.text().starts_with("It is the access token of “Acme” (uat) and good until"),
        "{}",
        good.text()
    );

    assert_eq!(fob(&desk, &["refresh", "Acme"], "").status.code(), Some(0));
    let refused = format!(
        "HTTP/1.1 401 Unauthorized\n\n{{\"error\":\"invalid_token\"}}\n\nAuthorization: Bearer {token}"
    );
    let why = cut_off(&desk, &["inspect", "--explain"], &refused);
    assert_eq!(why.status.code(), Some(7), "{}", why.stderr);
    let text = why.text();
    assert!(text.starts_with("It was a token of “Acme” (uat) and was replaced at"), "{text}");
    assert!(text.contains("likely   The token was replaced by a newer one."), "{text}");
    assert!(!text.contains(&token), "the token is repeated");
    // One refresh, and nothing else.
    assert_eq!(server.handle().log().len(), before + 1);
    assert_eq!(desk.search_files(&[token.as_str()]), Vec::new());
}

#[test]
fn a_signature_is_checked_with_the_keys_of_a_server_that_others_wrote() {
    let desk = Desk::start();
    let server = RealServer::start(&desk, RealKind::Oidc, 300, 600);
    let set = ["--set", "client_id=demo-jwt", "--set", "token_path=/token", "--secret", "client_secret"];
    let profile = ["--base-url", server.base_url(), "--profile", "oauth2-client-credentials-post"];
    let added = fob(&desk, &[["add", "Acme"].as_slice(), &profile, &set].concat(), "service-secret\n");
    assert_eq!(added.status.code(), Some(0), "{}", added.stderr);
    let token = token_of(&desk, "Acme");
    let keys = format!("{}/jwks", server.base_url());
    let judged = |token: &str| {
        let said = fob(&desk, &["inspect", "--json", "--jwks", &keys], token);
        let json: Value = serde_json::from_str(&said.text()).unwrap_or_else(|_| panic!("{}", said.stderr));
        (said.status.code(), json["verdict"].clone(), json["signature"]["kind"].clone())
    };
    assert_eq!(judged(&token), (Some(0), "valid".into(), "good".into()));

    // Somebody gives the token to another client.
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(&parts[1]).unwrap()).unwrap();
    assert!(claims.contains("demo-jwt") && claims.contains("https://api.test"), "{claims}");
    parts[1] = URL_SAFE_NO_PAD.encode(claims.replace("demo-jwt", "demo-odd"));
    assert_eq!(judged(&parts.join(".")), (Some(7), "wrong-signature".into(), "wrong".into()));
}
