//! The bodies of the contract: one place for their exact words.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A login without a username or a password.
    NoCredentials,
    /// A login with a wrong pair of them.
    WrongCredentials,
    /// Too many attempts; the value of `Retry-After`, if it is to be said.
    TooMany(Option<String>),
    /// A refresh without a token.
    NoRefreshToken,
    /// A refresh with a token that is spent, expired, revoked or not ours.
    WrongRefreshToken,
    /// A logout without a good access token.
    NotLoggedIn,
    /// A protected route without a good access token.
    WrongAccessToken,
    /// A protected route with a good access token of somebody who may not use it.
    Forbidden,
    /// A path that is not there.
    NoSuchRoute,
    /// A body beyond what this server reads.
    TooLarge,
}

impl Refusal {
    fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NoCredentials => {
                (StatusCode::BAD_REQUEST, "validation_error", "Username and password are required")
            }
            Self::WrongCredentials => (StatusCode::UNAUTHORIZED, "unauthorized", "Invalid credentials"),
            Self::TooMany(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too Many Requests",
                "Too many login attempts. Please try again later.",
            ),
            Self::NoRefreshToken => {
                (StatusCode::BAD_REQUEST, "validation_error", "Refresh token is required")
            }
            Self::WrongRefreshToken => (StatusCode::UNAUTHORIZED, "unauthorized", "Invalid refresh token"),
            Self::NotLoggedIn => (StatusCode::UNAUTHORIZED, "unauthorized", "Authentication required"),
            Self::WrongAccessToken => (StatusCode::UNAUTHORIZED, "Unauthorized", "Invalid or expired token"),
            Self::Forbidden => (StatusCode::FORBIDDEN, "Forbidden", "Insufficient permissions"),
            Self::NoSuchRoute => (StatusCode::NOT_FOUND, "Not Found", "There is no such endpoint"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Payload Too Large", "The body is too large"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, message) = self.parts();
        let mut response = with_json(status, &json!({ "error": error, "message": message }));
        if let Self::TooMany(Some(when)) = self
            && let Ok(value) = HeaderValue::from_str(&when)
        {
            response.headers_mut().insert(RETRY_AFTER, value);
        }
        response
    }
}

/// A 200 with a JSON body, below `data` where the deployment wraps its answers.
pub(crate) fn success(body: Value, wrap: bool) -> Response {
    let body = if wrap { json!({ "data": body }) } else { body };
    with_json(StatusCode::OK, &body)
}

/// An answer with a JSON body.
fn with_json(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
