//! The contract's routes: each reads its request, asks the state, and answers.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::answer::{Refusal, success};
use crate::handle::Handle;
use crate::route::Route;

/// All routes below a prefix; the prefix may be empty.
pub(crate) fn below(prefix: &str) -> Router<Handle> {
    let at = |route: Route| format!("{prefix}{}", route.path());
    Router::new()
        .route(&at(Route::Login), post(login))
        .route(&at(Route::Refresh), post(refresh))
        .route(&at(Route::Logout), post(logout))
        .route(&at(Route::Me), get(me))
        .route(&at(Route::Health), get(health))
        .fallback(async || Refusal::NoSuchRoute)
}

async fn login(State(handle): State<Handle>, headers: HeaderMap, body: Bytes) -> Response {
    let field = handle.with(|state| state.config.login_field.clone());
    let given = fields(&headers, &body);
    handle.answer(|state| {
        let username = text(&given, &field).ok_or(Refusal::NoCredentials)?;
        let password = text(&given, "password").ok_or(Refusal::NoCredentials)?;
        state.login(username, password)
    })
}

async fn refresh(State(handle): State<Handle>, headers: HeaderMap, body: Bytes) -> Response {
    let given = fields(&headers, &body);
    handle.answer(|state| {
        let token = text(&given, "refresh_token").ok_or(Refusal::NoRefreshToken)?;
        state.refresh(token)
    })
}

async fn logout(State(handle): State<Handle>, headers: HeaderMap) -> Response {
    handle.answer(|state| {
        state.logout(bearer(&headers).ok_or(Refusal::NotLoggedIn)?)?;
        Ok(json!({ "message": "Successfully logged out" }))
    })
}

async fn me(State(handle): State<Handle>, headers: HeaderMap) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    handle.answer(|state| {
        if let (Some(key), Some(secret)) = (header("x-api-key"), header("x-api-secret")) {
            return state.check_key(key, secret);
        }
        state.check(bearer(&headers).ok_or(Refusal::WrongAccessToken)?)
    })
}

async fn health() -> Response {
    success(json!({ "status": "ok" }), false)
}

impl Handle {
    /// Runs one step of the state and makes its result an answer of the contract.
    fn answer(&self, step: impl FnOnce(&mut crate::state::State) -> Result<Value, Refusal>) -> Response {
        self.with(|state| match step(state) {
            Ok(body) => success(body, state.config.wrap_data),
            Err(refusal) => {
                state.counts.rejections += 1;
                if matches!(refusal, Refusal::TooMany(_)) {
                    state.counts.limited += 1;
                }
                refusal.into_response()
            }
        })
    }
}

/// The fields of a JSON body. A body not declared as JSON has none, as with the body parsers of real servers.
fn fields(headers: &HeaderMap, body: &[u8]) -> Value {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_default()
}

fn text<'a>(given: &'a Value, field: &str) -> Option<&'a str> {
    given.get(field)?.as_str().filter(|text| !text.is_empty())
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
