//! What an answer that is no success means: for good, for now, or from somebody else.

use super::Call;
use crate::account::Account;
use crate::error::{Code, Error};
use crate::http::Reply;
use crate::profile::Endpoint;
use crate::session::Grant;

/// What came of a call for tokens. The keeper branches on this and nothing else.
#[derive(Debug)]
pub enum Answer {
    /// New tokens.
    Granted(Box<Grant>),
    /// The server knows the credential and refuses it. Only this is final.
    Rejected(Error),
    /// The request never left. The credential is untouched.
    NotSent(Error),
    /// The request may have been acted on, but no usable answer came.
    Lost(Error),
    /// The server, or something before it, says "not now" or "not like this". The credential is untouched.
    Later(Error),
}

impl Answer {
    /// The error of an answer that is no grant.
    pub fn into_error(self) -> Error {
        match self {
            Self::Rejected(error) | Self::NotSent(error) | Self::Lost(error) | Self::Later(error) => error,
            Self::Granted(_) => Error::internal("a grant taken for an error"),
        }
    }
}

/// Judges an answer whose status is not 2xx. `words` are the server's own, already cleaned.
pub(super) fn judge(
    call: Call,
    account: &Account,
    endpoint: &Endpoint,
    reply: &Reply,
    words: Words,
) -> Answer {
    let status = reply.status;
    let host = account.base_url.host();
    let error = |code, message: String, hint: &str| {
        Error::new(code, message, hint).with_server(words.text.clone()).retry_at(reply.retry_at)
    };
    match status {
        300..=399 => Answer::Later(error(
            Code::NotTheApi,
            match &reply.location {
                Some(origin) => format!("{host} sends the request on to {origin} ({status})."),
                None => format!("{host} sends the request on to another address ({status})."),
            },
            "Fobwatch does not follow, since that would hand your credentials over. Check the base URL.",
        )),
        429 => Answer::Later(error(
            Code::RateLimited,
            format!("{host} asks for fewer attempts."),
            "Wait a little before you try again.",
        )),
        502 | 504 => Answer::Lost(error(
            Code::ServerError,
            format!("A gateway before {host} got no answer from the API ({status})."),
            "Try again in a moment. If it lasts, tell the provider.",
        )),
        // Nobody can say how far it came before it failed: the token may have been spent.
        500..=599 => Answer::Lost(error(
            Code::ServerError,
            format!("{host} has a fault of its own ({status})."),
            "Try again in a moment. If it lasts, tell the provider.",
        )),
        408 | 425 => Answer::Later(error(
            Code::ServerError,
            format!("{host} does not take the request now ({status})."),
            "Try again in a moment. If it lasts, tell the provider.",
        )),
        // A page with a rejecting status comes from a proxy or a gateway: an API says no in its own words.
        _ if words.page => Answer::Later(error(
            Code::NotTheApi,
            format!("A web page came back instead of the API's answer ({status})."),
            "Check the base URL, and whether a proxy or a sign-in page stands in between.",
        )),
        _ if endpoint.rejected.contains(&status) => Answer::Rejected(match call {
            Call::Login => error(
                Code::BadCredentials,
                "The username or password is wrong.".to_owned(),
                "Check both, and that they belong to this environment.",
            )
            .on_field("password"),
            Call::Refresh => error(
                Code::RefreshRefused,
                "The server no longer accepts the refresh token.".to_owned(),
                "Log in again.",
            ),
            Call::Logout => error(
                Code::NeedsLogin,
                "The server did not accept the access token.".to_owned(),
                "It may have ended the session already.",
            ),
        }),
        400 | 422 => Answer::Later(error(
            Code::RequestRefused,
            format!("{host} finds something missing or wrong in the request ({status})."),
            "Check that every field is filled in as the provider says.",
        )),
        404 | 405 | 410 => Answer::Later(error(
            Code::NotTheApi,
            format!("There is no such call at {} ({status}).", account.base_url),
            "Check the base URL: it ends before /auth.",
        )),
        _ => Answer::Later(error(
            Code::RequestRefused,
            format!("{host} does not allow this ({status})."),
            "Ask the provider whether this account may use the API from here.",
        )),
    }
}

/// What a server wrote, made fit to be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// A short excerpt in one line.
    pub text: Option<String>,
    /// It is a web page, not an API's answer.
    pub page: bool,
}
