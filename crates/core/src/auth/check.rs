//! Asking the server itself whether it takes a token.

use super::call::Caller;
use super::verdict::busy;
use super::{Outside, metadata, usage};
use crate::account::Account;
use crate::error::{Code, Error, Result};
use crate::http::{Method, NoReply, Request};
use crate::session::Session;
use serde::Serialize;
use ts_rs::TS;

/// What a server says to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It takes it.
    Accepted,
    /// It takes the token, and this account may not see that page (403).
    NotAllowed,
    /// It refuses it (401).
    Refused,
}

/// What came of asking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Said {
    /// What it says to the token.
    pub verdict: Verdict,
    /// How far its clock is ahead of this computer's, in milliseconds, where its answer told; off by half a second and the time
    /// that the answer took.
    #[ts(type = "number | null")]
    pub ahead_ms: Option<i64>,
}

/// Makes the profile's `check` with the session's credential, or a GET of this path below the base URL. Only the account's own
/// hosts are ever asked.
///
/// # Errors
/// `invalid_input` for a path that is none, and where neither names a page; why there was no answer, or one that says
/// nothing about the token.
pub async fn check(
    outside: Outside<'_>,
    account: &Account,
    session: &Session,
    path: Option<&str>,
) -> Result<Said> {
    let caller = Caller::new(outside, account, &session.context.secrets, Some(session));
    let profile = account.profile.known()?;
    let (method, url) = match (path, &profile.usage.check) {
        (Some(path), _) if path.starts_with('/') => (Method::Get, Some(account.base_url.endpoint(path)?)),
        (Some(_), _) => {
            let message = "The path begins with a slash.";
            return Err(Error::new(Code::InvalidInput, message, "Write it like /orders.").on_field("path"));
        }
        (None, Some(check)) => (check.method, caller.url(check.address())?),
        (None, None) => (Method::Get, None),
    };
    let Some(url) = url else {
        return Err(match &profile.usage.check {
            Some(_) => metadata::lacks(account, "check"),
            None => no_page(&profile.title),
        });
    };
    let mut headers = usage(account, session)?;
    headers.extend(caller.cookies(&url).map(|cookies| ("Cookie".to_owned(), cookies)));
    let shown = url.path().to_owned();
    let request = Request { method, url, headers, body: None, safety: caller.safety() };
    let reply = match caller.send_plain("check", request).await {
        Ok(reply) => reply,
        Err(NoReply::NotSent(error) | NoReply::Lost(error)) => return Err(error),
    };
    let host = account.base_url.host();
    let status = reply.status;
    let error = |code, message: String, hint: &str| Error::new(code, message, hint).retry_at(reply.retry_at);
    let said = |verdict| Said { verdict, ahead_ms: reply.ahead.map(|ahead| ahead.middle.num_milliseconds()) };
    match status {
        200..=299 => Ok(said(Verdict::Accepted)),
        401 => Ok(said(Verdict::Refused)),
        403 => Ok(said(Verdict::NotAllowed)),
        408 | 425 | 429 | 500..=599 => Err(busy(host, status, error)),
        _ => Err(error(
            Code::NotTheApi,
            format!("The answer to {shown} ({status}) says nothing about the token."),
            "Choose a path that needs a token and answers a GET.",
        )),
    }
}

/// Whether the profile names a call that tells whether a token is good, and the server has it.
pub(super) fn can_check(outside: Outside<'_>, account: &Account, session: &Session) -> bool {
    let caller = Caller::new(outside, account, &session.context.secrets, Some(session));
    account.profile.usage.check.as_ref().is_some_and(|check| caller.has(check.address()))
}

fn no_page(profile: &str) -> Error {
    Error::new(
        Code::InvalidInput,
        format!("The profile “{profile}” names no page that tells whether a token is good."),
        "Name one that needs a token and answers a GET.",
    )
    .on_field("path")
}
