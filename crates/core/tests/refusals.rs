//! Everything that can go wrong at a login: each case has its code, a sentence, and what to do next.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use bench::{Bench, PASSWORD, draft, lifetimes, password};
use fobwatch_core::error::{Code, Error};
use fobwatch_sandbox::{Config, Fault, Limit, Route, Sandbox};

async fn login_with(fault: Fault) -> Error {
    let bench = Bench::new(Config::default()).await;
    bench.server().fault(Route::Login, fault);
    let keeper = bench.keeper().await;
    let error = keeper.add(bench.draft()).await.expect_err("the fault went unnoticed");
    assert!(keeper.views().is_empty(), "nothing is kept of a failed first login");
    // Whatever it was, the next try works.
    keeper.add(bench.draft()).await.unwrap();
    error
}

/// People are told what happened and what to do, in whole sentences and without a secret.
fn assert_told(error: &Error, code: Code) {
    assert_eq!(error.code, code, "{error}");
    for sentence in [&error.message, &error.hint] {
        assert!(sentence.len() > 10 && sentence.ends_with(['.', '?']), "{sentence:?}");
        assert!(!sentence.contains('!'), "{sentence:?}");
    }
    assert!(!format!("{error:?} {error}").contains(PASSWORD));
}

#[tokio::test]
async fn every_answer_that_is_no_success_is_explained() {
    for (fault, code, words) in [
        (
            Fault::answer(
                400,
                &[],
                r#"{"error":"validation_error","message":"Username and password are required"}"#,
            ),
            Code::RequestRefused,
            Some("Username and password are required"),
        ),
        (
            Fault::answer(401, &[], r#"{"error":"unauthorized","message":"Invalid credentials"}"#),
            Code::BadCredentials,
            Some("Invalid credentials"),
        ),
        (
            Fault::answer(403, &[], r#"{"error":"Forbidden","message":"Insufficient permissions"}"#),
            Code::RequestRefused,
            Some("Insufficient permissions"),
        ),
        (Fault::answer(404, &[], ""), Code::NotTheApi, None),
        (Fault::answer(405, &[], "no"), Code::NotTheApi, Some("no")),
        (Fault::too_many("7"), Code::RateLimited, Some("Too many login attempts. Please try again later.")),
        (Fault::status(500), Code::ServerError, Some("The sandbox was told to answer 500")),
        (Fault::status(503), Code::ServerError, Some("The sandbox was told to answer 503")),
        (Fault::proxy_page(), Code::ServerError, Some("502 Bad Gateway")),
        (
            Fault::answer(200, &[("content-type", "text/html")], "<!DOCTYPE html><title>Welcome</title>"),
            Code::NotTheApi,
            None,
        ),
        (
            Fault::answer(407, &[], "<html><title>Proxy sign-in</title></html>"),
            Code::NotTheApi,
            Some("Proxy sign-in"),
        ),
        (Fault::empty(200), Code::NotTheApi, None),
        (Fault::empty(204), Code::NotTheApi, None),
        (Fault::wrong_shape(), Code::BadAnswer, None),
        (Fault::answer(200, &[], "null"), Code::BadAnswer, None),
        (Fault::answer(200, &[], "{\"access_token\":"), Code::NotTheApi, None),
        (Fault::without(&["access_token"]), Code::BadAnswer, None),
        (Fault::with("access_token", "".into()), Code::BadAnswer, None),
        (Fault::with("access_token", 7.into()), Code::BadAnswer, None),
        (Fault::with("access_token", "a\r\nX-Evil: 1".into()), Code::BadAnswer, None),
        (Fault::with("refresh_token", "a\u{0}b".into()), Code::BadAnswer, None),
        (Fault::with("access_expires_at", "2001-01-01T00:00:00Z".into()), Code::BadAnswer, None),
        (Fault::closed(), Code::NoAnswer, None),
        (Fault::truncated(20), Code::NoAnswer, None),
        (Fault::gzip(), Code::BadAnswer, None),
        (Fault::redirect(307, "https://elsewhere.example/x?token=1"), Code::NotTheApi, None),
    ] {
        let error = login_with(fault).await;
        assert_told(&error, code);
        assert_eq!(error.server.as_deref(), words, "{error}");
    }
}

#[tokio::test]
async fn a_refusal_names_the_time_of_the_next_try() {
    let asked = |error: &Error| (error.retry_at.expect("a time") - chrono::Utc::now()).num_seconds();
    let seconds = login_with(Fault::too_many("30")).await;
    assert!((28..=30).contains(&asked(&seconds)), "{seconds:?}");
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + std::time::Duration::from_secs(90));
    let date = login_with(Fault::too_many(&date)).await;
    assert!((87..=91).contains(&asked(&date)), "{date:?}");
    // Nobody may be told to wait for a year.
    let absurd = login_with(Fault::too_many("4000000000")).await;
    assert!(asked(&absurd) <= 24 * 3600);
    for nonsense in ["soon", "-5", "", "1e9"] {
        assert_eq!(login_with(Fault::too_many(nonsense)).await.retry_at, None, "{nonsense:?}");
    }
}

#[tokio::test]
async fn the_real_limit_of_the_server_is_told_like_any_other() {
    let bench = Bench::new(Config { limit: Some(Limit::a_minute(1)), ..Config::default() }).await;
    let keeper = bench.keeper().await;
    let mut wrong = bench.draft();
    wrong.secrets = password("wrong");
    assert_told(&keeper.add(wrong).await.unwrap_err(), Code::BadCredentials);
    let limited = keeper.add(bench.draft()).await.unwrap_err();
    assert_told(&limited, Code::RateLimited);
    assert!(limited.retry_at.is_some());
}

#[tokio::test]
async fn a_redirect_names_the_place_but_not_the_rest() {
    let error = login_with(Fault::redirect(302, "https://elsewhere.example:8443/x?token=SECRET")).await;
    assert!(error.message.contains("https://elsewhere.example:8443"), "{error}");
    assert!(!error.message.contains("SECRET") && !error.message.contains("/x"), "{error}");
}

/// P23, in part: an error that repeats what it was sent shows it to nobody.
#[tokio::test]
async fn an_echoed_password_is_not_shown() {
    for status in [400, 401, 500] {
        let error = login_with(Fault::echo(status)).await;
        let shown = format!("{error:?} {error} {}", serde_json::to_string(&error).unwrap());
        assert!(shown.contains("•••"), "the echo itself should have come: {shown}");
        assert!(!shown.contains(PASSWORD), "{shown}");
    }
}

#[tokio::test]
async fn no_server_no_host_and_a_wrong_host_are_told_apart() {
    let bench = Bench::new(Config::default()).await;
    let keeper = bench.keeper().await;
    bench.sandbox.halt();
    assert_told(&keeper.add(bench.draft()).await.unwrap_err(), Code::Unreachable);
    // ".invalid" never resolves (RFC 6761).
    assert_told(&keeper.add(draft("https://no-such-host.invalid")).await.unwrap_err(), Code::Unreachable);

    // Something else listens there, which does not even speak HTTP.
    let other = Sandbox::start(Config::default()).await.unwrap();
    let raw = fobwatch_sandbox::Reply::Raw(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec());
    other.handle().fault(Route::Login, Fault::new(raw));
    assert_told(&keeper.add(draft(&other.base_url())).await.unwrap_err(), Code::NoAnswer);
}

type Spoil = fn(&mut fobwatch_core::view::AccountDraft);

#[tokio::test]
async fn the_form_is_checked_before_anything_is_sent() {
    let bench = Bench::new(lifetimes(900, 86_400)).await;
    let keeper = bench.keeper().await;
    let cases: [(&str, Spoil, Code); 7] = [
        ("base_url", |draft| draft.base_url = "http://api.example.com".into(), Code::InvalidBaseUrl),
        ("base_url", |draft| draft.base_url = String::new(), Code::InvalidBaseUrl),
        ("name", |draft| draft.name = "x".repeat(121), Code::InvalidInput),
        ("environment", |draft| draft.environment = "a\nb".into(), Code::InvalidInput),
        ("username", |draft| drop(draft.inputs.remove("username")), Code::InvalidInput),
        ("password", |draft| draft.secrets.clear(), Code::InvalidInput),
        ("profile", |draft| draft.profile = "unknown".into(), Code::InvalidInput),
    ];
    for (field, spoil, code) in cases {
        let mut draft = bench.draft();
        spoil(&mut draft);
        let error = keeper.add(draft).await.unwrap_err();
        assert_told(&error, code);
        assert_eq!(error.field.as_deref(), Some(field));
    }
    assert_eq!(bench.server().counts().connections, 0);
    let mut nameless = bench.draft();
    nameless.name = "  ".into();
    assert_eq!(keeper.add(nameless).await.unwrap().name, "127.0.0.1");
}
