//! Rotation, reuse detection, expiry and skew.

use std::time::Duration;

use chrono::{DateTime, Utc};
use fobwatch_sandbox::{Config, Kind};

use crate::client::{login, me, pause, refresh, sandbox, with_bearer};

#[tokio::test]
async fn each_refresh_token_works_once() {
    let sandbox = sandbox(Config::default()).await;
    let mut token = login(&sandbox).await.field("refresh_token");
    for generation in 2..=4 {
        let pair = refresh(&sandbox, &token).await;
        assert_eq!(pair.status, 200);
        assert_ne!(pair.field("refresh_token"), token);
        assert!(!sandbox.accepts(&token, Kind::Refresh));
        token = pair.field("refresh_token");
        assert!(sandbox.accepts(&token, Kind::Refresh));
        assert_eq!(me(&sandbox, &pair.field("access_token")).await, 200);
        assert_eq!(sandbox.latest("demo", Kind::Refresh).unwrap().generation, generation);
    }
    let counts = sandbox.counts();
    assert_eq!((counts.logins, counts.refreshes, counts.reuses), (1, 3, 0));
    let issued = sandbox.issued();
    assert_eq!(issued.len(), 8);
    assert!(issued.iter().all(|one| one.family == 0 && token.len() > one.signature().len()));
    let canaries: Vec<&str> = issued.iter().map(|one| one.canary.as_str()).collect();
    assert_eq!(canaries[..4], ["CANARY-AT-1", "CANARY-RT-1", "CANARY-AT-2", "CANARY-RT-2"]);
    let secrets = sandbox.secrets();
    assert!(secrets.contains(&token.rsplit('.').next().unwrap().to_owned()));
    assert!(secrets.contains(&"watch-the-time".to_owned()));
}

#[tokio::test]
async fn reuse_of_a_spent_token_revokes_its_family_and_no_other() {
    let sandbox = sandbox(Config::default()).await;
    let first = login(&sandbox).await;
    let other = login(&sandbox).await;
    let second = refresh(&sandbox, &first.field("refresh_token")).await;
    assert_eq!(refresh(&sandbox, &first.field("refresh_token")).await.status, 401);
    assert_eq!(sandbox.counts().reuses, 1);
    assert_eq!(me(&sandbox, &second.field("access_token")).await, 401);
    assert_eq!(refresh(&sandbox, &second.field("refresh_token")).await.status, 401);
    assert_eq!(me(&sandbox, &other.field("access_token")).await, 200);
    assert_eq!(refresh(&sandbox, &other.field("refresh_token")).await.status, 200);
    assert_eq!(sandbox.counts().reuses, 1);
}

#[tokio::test]
async fn reuse_can_be_harmless() {
    let sandbox = sandbox(Config { reuse_detection: false, ..Config::default() }).await;
    let first = login(&sandbox).await;
    let second = refresh(&sandbox, &first.field("refresh_token")).await;
    assert_eq!(refresh(&sandbox, &first.field("refresh_token")).await.status, 401);
    assert_eq!(sandbox.counts().reuses, 1);
    assert_eq!(refresh(&sandbox, &second.field("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn a_grace_window_forgives_a_lost_answer() {
    let sandbox = sandbox(Config { grace: Duration::from_secs(60), ..Config::default() }).await;
    let token = login(&sandbox).await.field("refresh_token");
    assert_eq!(refresh(&sandbox, &token).await.status, 200);
    assert_eq!(refresh(&sandbox, &token).await.status, 200);
    assert_eq!(sandbox.counts().reuses, 0);
    sandbox.change(|config| config.grace = Duration::ZERO);
    assert_eq!(refresh(&sandbox, &token).await.status, 401);
    assert_eq!(sandbox.counts().reuses, 1);
}

#[tokio::test]
async fn tokens_expire() {
    let (access, refresh_for) = (Duration::from_secs(1), Duration::from_secs(2));
    let sandbox = sandbox(Config { access, refresh: refresh_for, ..Config::default() }).await;
    let pair = login(&sandbox).await;
    pause(1.1).await;
    assert_eq!(me(&sandbox, &pair.field("access_token")).await, 401);
    assert_eq!(with_bearer(&sandbox, "POST", "/auth/logout", &pair.field("access_token")).await.status, 401);
    pause(1.1).await;
    assert_eq!(refresh(&sandbox, &pair.field("refresh_token")).await.status, 401);
    assert_eq!(sandbox.counts().reuses, 0);
}

#[tokio::test]
async fn a_skewed_clock_moves_every_time_the_server_says() {
    let sandbox = sandbox(Config { skew_seconds: -86_400, ..Config::default() }).await;
    let pair = login(&sandbox).await;
    let date = DateTime::parse_from_rfc2822(pair.header("date").unwrap()).unwrap();
    let behind = (Utc::now() - date.to_utc()).num_seconds();
    assert!((86_399..86_430).contains(&behind), "{behind}");
    let expiry = DateTime::parse_from_rfc3339(&pair.field("access_expires_at")).unwrap();
    assert_eq!((expiry - date).num_seconds(), 900);
    assert_eq!(me(&sandbox, &pair.field("access_token")).await, 200);
    sandbox.change(|config| config.skew_seconds = 0);
    assert_eq!(me(&sandbox, &pair.field("access_token")).await, 401);
}

#[tokio::test]
async fn a_client_can_be_revoked_from_outside() {
    let sandbox = sandbox(Config::default()).await;
    let pair = login(&sandbox).await;
    sandbox.revoke(123_456);
    assert_eq!(me(&sandbox, &pair.field("access_token")).await, 401);
    assert_eq!(refresh(&sandbox, &pair.field("refresh_token")).await.status, 401);
    sandbox.set_password("demo", "another");
    assert_eq!(login(&sandbox).await.status, 401);
}
