//! Every kind of fault, and whether it changes the server's state.

use std::io::Read as _;
use std::time::{Duration, Instant};

use fobwatch_sandbox::{Config, Fault, Kind, Reply, Route, Sandbox};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{Answer, ask, login, me, post, refresh, sandbox, try_post};

const SHORT: Duration = Duration::from_millis(300);

/// A server with a login done and this fault waiting on the refresh route, and the refresh token.
async fn ready(fault: Fault) -> (Sandbox, String) {
    let sandbox = sandbox(Config::default()).await;
    let token = login(&sandbox).await.field("refresh_token");
    sandbox.fault(Route::Refresh, fault);
    (sandbox, token)
}

async fn faulty(fault: Fault) -> Answer {
    let (sandbox, token) = ready(fault).await;
    let answer = refresh(&sandbox, &token).await;
    assert_eq!(sandbox.counts().faults, 1);
    answer
}

#[tokio::test]
async fn an_answer_instead_of_the_true_one_leaves_the_token_alone() {
    let (sandbox, token) = ready(Fault::status(503)).await;
    assert_eq!(refresh(&sandbox, &token).await.status, 503);
    assert_eq!(sandbox.counts().refreshes, 0);
    assert!(sandbox.accepts(&token, Kind::Refresh));
    assert_eq!(refresh(&sandbox, &token).await.status, 200);
}

#[tokio::test]
async fn an_answer_after_the_work_was_done_spends_the_token() {
    let (sandbox, token) = ready(Fault::status(504).processed()).await;
    assert_eq!(refresh(&sandbox, &token).await.status, 504);
    assert_eq!(sandbox.counts().refreshes, 1);
    assert!(!sandbox.accepts(&token, Kind::Refresh));
}

#[tokio::test]
async fn the_answers_are_as_told() {
    let page = faulty(Fault::proxy_page()).await;
    assert_eq!((page.status, page.header("content-type")), (502, Some("text/html")));
    assert!(page.text().contains("<h1>502 Bad Gateway</h1>"));
    let empty = faulty(Fault::empty(200)).await;
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    assert!(faulty(Fault::wrong_shape()).await.json().is_array());
    let redirect = faulty(Fault::redirect(308, "http://127.0.0.1:1/x")).await;
    assert_eq!((redirect.status, redirect.header("location")), (308, Some("http://127.0.0.1:1/x")));
    assert_eq!(faulty(Fault::too_many("7")).await.header("retry-after"), Some("7"));
    let (sandbox, token) = ready(Fault::echo(400)).await;
    let echo = refresh(&sandbox, &token).await;
    assert!(echo.status == 400 && echo.text().contains(&token));
    let odd = faulty(Fault::answer(200, &[("x-odd", "1"), ("x-bad\r\n", "2")], vec![0xff, 0x00])).await;
    assert_eq!((odd.header("x-odd"), &odd.body[..]), (Some("1"), &[0xff, 0x00][..]));
}

#[tokio::test]
async fn the_true_answer_can_be_bent() {
    let without = faulty(Fault::without(&["refresh_token", "client_id"])).await.json();
    assert!(without["access_token"].is_string() && without.get("refresh_token").is_none());
    let with = faulty(Fault::with("access_expires_at", json!(-1))).await.json();
    assert!(with["access_expires_at"] == -1 && with["refresh_token"].is_string());
    let nan = faulty(Fault::rewrite(|body| body.replace("123456", "NaN"))).await;
    assert!(nan.text().contains(":NaN"));
    let huge = faulty(Fault::huge(3 << 20)).await;
    assert!(huge.body.len() > 3 << 20 && huge.json()["access_token"].is_string());
    let deep = faulty(Fault::deep(100_000)).await;
    assert_eq!(deep.text().matches('[').count(), 100_000);
    let wrapped = sandbox(Config { wrap_data: true, ..Config::default() }).await;
    wrapped.fault(Route::Login, Fault::without(&["client_id"]));
    let answer = login(&wrapped).await.json();
    assert!(answer["data"]["access_token"].is_string() && answer["data"].get("client_id").is_none());
}

#[tokio::test]
async fn compressed_bodies_are_real() {
    let answer = faulty(Fault::gzip()).await;
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(answer.body.as_slice()).read_to_string(&mut text).unwrap();
    assert!(text.contains("access_token"));
    let bomb = faulty(Fault::new(Reply::Bomb(10 << 20))).await;
    assert!(bomb.body.len() < 100 << 10);
    let mut grown = Vec::new();
    flate2::read::GzDecoder::new(bomb.body.as_slice()).read_to_end(&mut grown).unwrap();
    assert_eq!(grown.len(), 10 << 20);
}

#[tokio::test]
async fn a_lost_answer_changes_the_state_and_a_closed_connection_does_not() {
    for (fault, spent) in [(Fault::lost_answer(), true), (Fault::closed(), false)] {
        let (sandbox, token) = ready(fault).await;
        assert!(try_post(&sandbox, "/auth/refresh", &json!({ "refresh_token": token })).await.is_err());
        assert_eq!(sandbox.counts().refreshes, u64::from(spent));
        assert_eq!(sandbox.accepts(&token, Kind::Refresh), !spent);
        assert_eq!(sandbox.requests(Route::Refresh).last().unwrap().status, None);
        assert_eq!(refresh(&sandbox, &token).await.status, if spent { 401 } else { 200 });
        assert_eq!(sandbox.counts().reuses, u64::from(spent));
    }
}

#[tokio::test]
async fn raw_bytes_and_half_answers_end_the_connection() {
    let raw = faulty(Fault::new(Reply::Raw(b"HTTP/1.1 299 Odd\r\nx: y\r\n\r\nrest".to_vec()))).await;
    assert_eq!((raw.status, raw.text().as_str()), (299, "rest"));
    let (sandbox, token) = ready(Fault::truncated(20)).await;
    let half = refresh(&sandbox, &token).await;
    assert_eq!((half.status, half.body.len()), (200, 20));
    assert!(half.header("content-length").unwrap().parse::<usize>().unwrap() > 500);
    assert!(!sandbox.accepts(&token, Kind::Refresh));
}

#[tokio::test]
async fn a_hanging_request_stays_open_until_the_client_goes_or_the_server_stops() {
    let (sandbox, token) = ready(Fault::hang()).await;
    sandbox.fault(Route::Refresh, Fault::hang().processed());
    let body = json!({ "refresh_token": token });
    assert!(timeout(SHORT, try_post(&sandbox, "/auth/refresh", &body)).await.is_err());
    assert_eq!(sandbox.counts().refreshes, 0);
    assert!(timeout(SHORT, try_post(&sandbox, "/auth/refresh", &body)).await.is_err());
    assert_eq!(sandbox.counts().refreshes, 1);
    sandbox.fault(Route::Login, Fault::hang());
    let base = sandbox.base_url();
    let waiting = tokio::spawn(async move { ask(&base, "POST", "/auth/login", &[], "{}").await });
    while sandbox.requests(Route::Login).len() < 2 {
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    drop(sandbox);
    assert!(waiting.await.unwrap().is_err());
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn slow_and_endless_bodies_do_not_end() {
    for (fault, least, most) in [
        (Fault::drip(Duration::from_millis(20)), 1, 40),
        (Fault::new(Reply::Claimed(10_000_000_000)), 1024, 1024),
        (Fault::new(Reply::Endless), 1 << 20, usize::MAX),
    ] {
        let (sandbox, token) = ready(fault).await;
        let body = json!({ "refresh_token": token }).to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", sandbox.port())).await.unwrap();
        let request = format!(
            "POST /auth/refresh HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut seen = Vec::new();
        let mut part = vec![0; 1 << 16];
        let reading = async {
            while seen.len() < 4 << 20 {
                let bytes = stream.read(&mut part).await.unwrap();
                assert_ne!(bytes, 0, "the connection was closed");
                seen.extend_from_slice(&part[..bytes]);
            }
        };
        let _ = timeout(SHORT * 2, reading).await;
        let start = seen.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        let bytes = seen.len() - start;
        assert!((least..=most).contains(&bytes), "{bytes} bytes");
    }
}

#[tokio::test]
async fn faults_queue_by_route_and_can_stand() {
    let sandbox = sandbox(Config::default()).await;
    sandbox.fault(Route::Login, Fault::status(500));
    sandbox.fault(Route::Login, Fault::status(501));
    sandbox.fault_always(Route::Login, Some(Fault::status(502)));
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(login(&sandbox).await.status);
    }
    assert_eq!(seen, [500, 501, 502, 502]);
    assert_eq!(post(&sandbox, "/auth/refresh", &json!({})).await.status, 400);
    sandbox.fault_always(Route::Login, None);
    let pair = login(&sandbox).await;
    sandbox.fault(Route::Me, Fault::status(500));
    sandbox.clear_faults();
    assert_eq!(me(&sandbox, &pair.field("access_token")).await, 200);
}

#[tokio::test]
async fn every_word_for_a_fault_is_known() {
    for word in [
        "503", "lost", "close", "hang", "html", "empty", "shape", "missing", "huge", "deep", "gzip", "drip",
        "echo",
    ] {
        word.parse::<Fault>().unwrap();
    }
    assert!("redirect:http://127.0.0.1:1/".parse::<Fault>().is_ok());
    assert!("99".parse::<Fault>().is_err() && "sometimes".parse::<Fault>().is_err());
}
