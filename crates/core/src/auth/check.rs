//! Asking the server itself whether it takes a token.

use crate::account::Account;
use crate::error::{Code, Error, Result};
use crate::http::{Method, NoReply, Request, Wire};
use crate::session::Session;

/// What a server says to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It takes it.
    Accepted,
    /// It takes the token, and this account may not see that page (403).
    NotAllowed,
    /// It refuses it (401).
    Refused,
}

/// Gets a page below the base URL with the access token. Only that account's own host is ever asked.
///
/// # Errors
/// `invalid_input` for a path that is none; why there was no answer, or one that says nothing about the token.
pub async fn check(http: &dyn Wire, account: &Account, path: &str, session: &Session) -> Result<Verdict> {
    if !path.starts_with('/') {
        return Err(Error::new(
            Code::InvalidInput,
            "The path begins with a slash.",
            "Write it like /orders.",
        )
        .on_field("path"));
    }
    let request = Request {
        method: Method::Get,
        url: account.base_url.endpoint(path)?,
        body: None,
        bearer: Some(session.access_token.clone()),
    };
    let reply = match http.send(&account.base_url, request).await {
        Ok(reply) => reply,
        Err(NoReply::NotSent(error) | NoReply::Lost(error)) => return Err(error),
    };
    let host = account.base_url.host();
    let status = reply.status;
    let error =
        |code, message: String, hint: &str| Err(Error::new(code, message, hint).retry_at(reply.retry_at));
    match status {
        200..=299 => Ok(Verdict::Accepted),
        401 => Ok(Verdict::Refused),
        403 => Ok(Verdict::NotAllowed),
        429 => error(Code::RateLimited, format!("{host} asks for fewer attempts."), "Wait a little."),
        500..=599 => error(
            Code::ServerError,
            format!("{host} has a fault of its own ({status})."),
            "Try again in a moment. If it lasts, tell the provider.",
        ),
        _ => error(
            Code::NotTheApi,
            format!("The answer to {path} ({status}) says nothing about the token."),
            "Choose a path that needs a token and answers a GET.",
        ),
    }
}
