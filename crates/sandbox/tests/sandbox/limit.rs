//! Rate limits.

use std::time::Duration;

use chrono::{DateTime, Utc};
use fobwatch_sandbox::{Config, Limit, RetryAfter, User};
use serde_json::json;

use crate::client::{login, pause, post, refresh, sandbox};

#[tokio::test]
async fn attempts_beyond_the_limit_are_refused_in_the_contracts_words() {
    let mut config = Config { limit: Some(Limit::a_minute(2)), ..Config::default() };
    config.users.push(User::new("other", "pw", 2));
    let sandbox = sandbox(config).await;
    let wrong = json!({ "username": "demo", "password": "wrong" });
    assert_eq!(post(&sandbox, "/auth/login", &wrong).await.status, 401);
    assert_eq!(login(&sandbox).await.status, 200);
    let refused = login(&sandbox).await;
    let words = json!({ "error": "Too Many Requests",
        "message": "Too many login attempts. Please try again later." });
    assert_eq!((refused.status, refused.json()), (429, words));
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((50..=60).contains(&seconds), "{seconds}");
    let other = post(&sandbox, "/auth/login", &json!({ "username": "other", "password": "pw" })).await;
    assert_eq!(other.status, 200);
    assert_eq!((sandbox.counts().limited, sandbox.counts().rejections), (1, 2));
}

#[tokio::test]
async fn whoever_comes_back_as_told_is_let_in() {
    let limit = Limit { window: Duration::from_millis(1500), ..Limit::a_minute(1) };
    let sandbox = sandbox(Config { limit: Some(limit), ..Config::default() }).await;
    assert_eq!(login(&sandbox).await.status, 200);
    let refused = login(&sandbox).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("2")));
    pause(2.0).await;
    assert_eq!(login(&sandbox).await.status, 200);
}

#[tokio::test]
async fn retry_after_may_be_a_date_by_the_servers_clock_or_absent() {
    let limit = Limit { retry_after: RetryAfter::Date, ..Limit::a_minute(0) };
    let sandbox = sandbox(Config { limit: Some(limit), skew_seconds: 3600, ..Config::default() }).await;
    let refused = login(&sandbox).await;
    let until = DateTime::parse_from_rfc2822(refused.header("retry-after").unwrap()).unwrap();
    let ahead = (until.to_utc() - Utc::now()).num_seconds();
    assert!((3650..=3662).contains(&ahead), "{ahead}");
    sandbox.change(|config| config.limit = Some(Limit { retry_after: RetryAfter::Absent, ..limit }));
    let refused = login(&sandbox).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, None));
}

#[tokio::test]
async fn refreshes_are_limited_on_request_and_the_token_survives_it() {
    let limit = Limit { refresh_too: true, ..Limit::a_minute(1) };
    let sandbox = sandbox(Config { limit: Some(limit), ..Config::default() }).await;
    let token = login(&sandbox).await.field("refresh_token");
    let token = refresh(&sandbox, &token).await.field("refresh_token");
    assert_eq!(refresh(&sandbox, &token).await.status, 429);
    sandbox.change(|config| config.limit = None);
    assert_eq!(refresh(&sandbox, &token).await.status, 200);
}
