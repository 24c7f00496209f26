//! Each row of the contract: statuses, bodies, tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fobwatch_sandbox::{ApiKey, Config, Kind, User};
use serde_json::{Value, json};

use crate::client::{ask, login, me, post, refresh, sandbox, with_bearer};

fn error(error: &str, message: &str) -> Value {
    json!({ "error": error, "message": message })
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn a_login_gives_a_pair_of_tokens() {
    let sandbox = sandbox(Config::default()).await;
    let answer = login(&sandbox).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let body = answer.json();
    assert_eq!(body["client_id"], json!(123_456));
    for (token, expiry, kind, lifetime, canary) in [
        ("access_token", "access_expires_at", "access", 900, "CANARY-AT-1"),
        ("refresh_token", "refresh_expires_at", "refresh", 604_800, "CANARY-RT-1"),
    ] {
        let claims = claims(body[token].as_str().unwrap());
        assert_eq!(claims["typ"], kind);
        assert_eq!(claims["canary"], canary);
        assert_eq!(claims["sub"], "demo");
        assert_eq!(claims["client_id"], 123_456);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), lifetime);
        assert!(claims["iss"].is_string() && claims["jti"].is_string());
        let written = body[expiry].as_str().unwrap();
        assert!(written.ends_with('Z'), "{written}");
        let written = chrono::DateTime::parse_from_rfc3339(written).unwrap().timestamp();
        assert_eq!(claims["exp"].as_i64().unwrap(), written);
    }
}

#[tokio::test]
async fn a_login_without_both_fields_is_a_validation_error() {
    let sandbox = sandbox(Config::default()).await;
    let expected = error("validation_error", "Username and password are required");
    for body in [
        json!({}),
        json!({ "username": "demo" }),
        json!({ "password": "x" }),
        json!({ "username": "", "password": "x" }),
        json!({ "username": "demo", "password": 7 }),
        json!(["demo"]),
    ] {
        let answer = post(&sandbox, "/auth/login", &body).await;
        assert_eq!((answer.status, answer.json()), (400, expected.clone()), "{body}");
    }
    let right = json!({ "username": "demo", "password": "watch-the-time" }).to_string();
    let undeclared = ask(&sandbox.base_url(), "POST", "/auth/login", &[], &right).await.unwrap();
    assert_eq!((undeclared.status, undeclared.json()), (400, expected.clone()));
    let json = [("content-type", "application/json; charset=utf-8")];
    let broken = ask(&sandbox.base_url(), "POST", "/auth/login", &json, "{\"username\":").await.unwrap();
    assert_eq!((broken.status, broken.json()), (400, expected));
    assert_eq!(ask(&sandbox.base_url(), "POST", "/auth/login", &json, &right).await.unwrap().status, 200);
}

#[tokio::test]
async fn wrong_credentials_are_refused_and_counted() {
    let sandbox = sandbox(Config::default()).await;
    for (username, password) in [("demo", "wrong"), ("nobody", "watch-the-time"), ("Demo", "watch-the-time")]
    {
        let answer =
            post(&sandbox, "/auth/login", &json!({ "username": username, "password": password })).await;
        assert_eq!((answer.status, answer.json()), (401, error("unauthorized", "Invalid credentials")));
    }
    assert_eq!((sandbox.counts().logins, sandbox.counts().rejections), (0, 3));
    assert!(sandbox.issued().is_empty());
}

#[tokio::test]
async fn a_refresh_needs_a_refresh_token_of_ours() {
    let sandbox = sandbox(Config::default()).await;
    let missing = post(&sandbox, "/auth/refresh", &json!({})).await;
    assert_eq!(
        (missing.status, missing.json()),
        (400, error("validation_error", "Refresh token is required"))
    );
    let pair = login(&sandbox).await;
    let token = pair.field("refresh_token");
    let forged = format!("{}.{}.", "eyJhbGciOiJub25lIn0", token.split('.').nth(1).unwrap());
    let of_another = crate::client::sandbox(Config::default()).await;
    let foreign = login(&of_another).await.field("refresh_token");
    for wrong in ["nonsense", &pair.field("access_token"), &forged, &foreign, &token[..token.len() - 2]] {
        let answer = refresh(&sandbox, wrong).await;
        assert_eq!((answer.status, answer.json()), (401, error("unauthorized", "Invalid refresh token")));
    }
    assert_eq!(sandbox.counts().reuses, 0);
    let again = refresh(&sandbox, &token).await;
    assert_eq!(again.status, 200);
    let keys = |answer: &Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&again.json()), keys(&pair.json()));
}

#[tokio::test]
async fn a_protected_route_needs_a_good_access_token() {
    let sandbox = sandbox(Config::default()).await;
    let expected = error("Unauthorized", "Invalid or expired token");
    let without = ask(&sandbox.base_url(), "GET", "/me", &[], "").await.unwrap();
    assert_eq!((without.status, without.json()), (401, expected.clone()));
    let pair = login(&sandbox).await;
    for wrong in ["x", &pair.field("refresh_token")] {
        let answer = with_bearer(&sandbox, "GET", "/me", wrong).await;
        assert_eq!((answer.status, answer.json()), (401, expected.clone()));
    }
    let access = pair.field("access_token");
    let answer = with_bearer(&sandbox, "GET", "/me", &access).await;
    assert_eq!((answer.status, answer.json()), (200, json!({ "client_id": 123_456, "username": "demo" })));
    sandbox.put_user(User { forbidden: true, ..User::new("demo", "watch-the-time", 123_456) });
    let answer = with_bearer(&sandbox, "GET", "/me", &access).await;
    assert_eq!((answer.status, answer.json()), (403, error("Forbidden", "Insufficient permissions")));
}

#[tokio::test]
async fn a_logout_revokes_all_tokens_of_that_client_only() {
    let users = vec![User::new("a", "pa", 1), User::new("b", "pb", 1), User::new("c", "pc", 2)];
    let sandbox = sandbox(Config { users, ..Config::default() }).await;
    let mut pairs = Vec::new();
    for (username, password) in [("a", "pa"), ("a", "pa"), ("b", "pb"), ("c", "pc")] {
        pairs.push(
            post(&sandbox, "/auth/login", &json!({ "username": username, "password": password })).await,
        );
    }
    let out = with_bearer(&sandbox, "POST", "/auth/logout", &pairs[0].field("access_token")).await;
    assert_eq!((out.status, out.json()), (200, json!({ "message": "Successfully logged out" })));
    for (number, pair) in pairs.iter().enumerate() {
        let (check, fresh) = if number == 3 { (200, 200) } else { (401, 401) };
        assert_eq!(me(&sandbox, &pair.field("access_token")).await, check);
        assert_eq!(refresh(&sandbox, &pair.field("refresh_token")).await.status, fresh);
    }
    let twice = with_bearer(&sandbox, "POST", "/auth/logout", &pairs[0].field("access_token")).await;
    assert_eq!((twice.status, twice.json()), (401, error("unauthorized", "Authentication required")));
    assert_eq!((sandbox.counts().logouts, sandbox.counts().reuses), (1, 0));
}

#[tokio::test]
async fn white_label_deployments_have_a_prefix_and_wrap_their_answers() {
    let config = Config {
        prefix: "/partner/v1".into(),
        wrap_data: true,
        login_field: "email".into(),
        api_keys: vec![ApiKey { key: "key".into(), secret: "secret".into(), client_id: 9 }],
        ..Config::default()
    };
    let sandbox = sandbox(config).await;
    assert!(sandbox.base_url().ends_with("/partner/v1"));
    let answer =
        post(&sandbox, "/auth/login", &json!({ "email": "demo", "password": "watch-the-time" })).await;
    assert_eq!(answer.status, 200);
    let access = answer.json()["data"]["access_token"].as_str().unwrap().to_owned();
    assert_eq!(sandbox.latest("demo", Kind::Access).unwrap().token, access);
    assert_eq!(with_bearer(&sandbox, "GET", "/me", &access).await.json()["data"]["client_id"], 123_456);
    let keys = [("x-api-key", "key"), ("x-api-secret", "secret")];
    assert_eq!(
        ask(&sandbox.base_url(), "GET", "/me", &keys, "").await.unwrap().json()["data"]["client_id"],
        9
    );
    let wrong = [("x-api-key", "key"), ("x-api-secret", "other")];
    assert_eq!(ask(&sandbox.base_url(), "GET", "/me", &wrong, "").await.unwrap().status, 401);
    let bare = format!("http://127.0.0.1:{}", sandbox.port());
    assert_eq!(ask(&bare, "GET", "/health", &[], "").await.unwrap().status, 404);
    assert_eq!(ask(&sandbox.base_url(), "GET", "/health", &[], "").await.unwrap().status, 200);
    assert_eq!(ask(&sandbox.base_url(), "GET", "/auth/login", &[], "").await.unwrap().status, 405);
}
