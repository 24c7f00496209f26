//! The server as a whole: its port, its knobs, what it remembers.

use std::time::{Duration, Instant};

use fobwatch_sandbox::{Config, Kind, Route, Sandbox};

use crate::client::{ask, login, me, refresh, sandbox, with_bearer};

#[tokio::test]
async fn it_can_go_away_and_come_back_on_the_same_port() {
    let sandbox = sandbox(Config::default()).await;
    let base = sandbox.base_url();
    let pair = login(&sandbox).await;
    sandbox.halt();
    let refused = ask(&base, "GET", "/health", &[], "").await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    sandbox.resume().unwrap();
    sandbox.resume().unwrap();
    assert_eq!(sandbox.base_url(), base);
    assert_eq!(me(&sandbox, &pair.field("access_token")).await, 200);
    assert_eq!(refresh(&sandbox, &pair.field("refresh_token")).await.status, 200);
    let port = sandbox.port();
    let handle = sandbox.stop();
    assert_eq!(handle.counts().refreshes, 1);
    let next = Sandbox::start(Config { port, ..Config::default() }).await.unwrap();
    assert_eq!(next.base_url(), base);
    let taken = Sandbox::start(Config { port, ..Config::default() }).await.err().unwrap();
    assert_eq!(taken.kind(), std::io::ErrorKind::AddrInUse);
}

#[tokio::test]
async fn while_down_connections_are_dropped_at_once() {
    let sandbox = sandbox(Config { down: true, ..Config::default() }).await;
    assert!(ask(&sandbox.base_url(), "GET", "/health", &[], "").await.is_err());
    assert_eq!((sandbox.counts().connections, sandbox.counts().requests), (1, 0));
    sandbox.change(|config| config.down = false);
    assert_eq!(ask(&sandbox.base_url(), "GET", "/health", &[], "").await.unwrap().status, 200);
    assert_eq!((sandbox.counts().connections, sandbox.counts().requests), (2, 1));
}

#[test]
fn it_answers_while_the_test_blocks() {
    let sandbox = Sandbox::start_blocking(Config::default()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(login(&sandbox)).status, 200);
}

#[tokio::test]
async fn a_prefix_that_is_no_path_is_refused() {
    for prefix in ["partner", "/partner/", "/", "/{x}"] {
        let error =
            Sandbox::start(Config { prefix: prefix.into(), ..Config::default() }).await.err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{prefix}");
    }
}

#[tokio::test]
async fn latency_delays_and_requests_in_flight_are_counted() {
    let sandbox = sandbox(Config { latency: Duration::from_millis(200), ..Config::default() }).await;
    let began = Instant::now();
    tokio::join!(login(&sandbox), login(&sandbox), login(&sandbox));
    assert!(began.elapsed() >= Duration::from_millis(200));
    assert_eq!((sandbox.counts().peak_in_flight, sandbox.counts().logins), (3, 3));
    // The server ends its bookkeeping right after the answer left, on a thread of its own.
    while sandbox.counts().in_flight > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn every_request_is_remembered_in_full() {
    let sandbox = sandbox(Config::default()).await;
    let access = login(&sandbox).await.field("access_token");
    with_bearer(&sandbox, "GET", "/me?x=1", &access).await;
    let log = sandbox.log();
    let seen: Vec<_> =
        log.iter().map(|entry| (entry.method.as_str(), entry.path.as_str(), entry.status)).collect();
    assert_eq!(seen, [("POST", "/auth/login", Some(200)), ("GET", "/me?x=1", Some(200))]);
    assert_eq!(log[0].header("Content-Type"), Some("application/json"));
    assert!(log[0].body.contains("watch-the-time"));
    assert_eq!(log[1].header("authorization"), Some(format!("Bearer {access}").as_str()));
    assert_eq!(sandbox.requests(Route::Me).len(), 1);
    assert_eq!(sandbox.latest("demo", Kind::Access).unwrap().token, access);
    assert_eq!(sandbox.latest("nobody", Kind::Access), None);
}

#[tokio::test]
async fn a_body_beyond_a_mebibyte_is_not_read() {
    let sandbox = sandbox(Config::default()).await;
    let body = "x".repeat((1 << 20) + 1);
    // The server may close the connection while the body is still being sent.
    if let Ok(answer) = ask(&sandbox.base_url(), "POST", "/auth/login", &[], &body).await {
        assert_eq!(answer.status, 413);
    }
    assert_eq!(login(&sandbox).await.status, 200);
}
