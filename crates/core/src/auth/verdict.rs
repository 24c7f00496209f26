//! What an answer that is no success means: for good, for now, or from somebody else.

use super::Call;
use super::answer::Json;
use crate::account::Account;
use crate::error::{Code, Error};
use crate::http::Reply;
use crate::profile::{Endpoint, Profile, Rejection};
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
#[allow(clippy::needless_pass_by_value, reason = "what a server wrote is used up here")]
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
        Error::new(code, message, hint)
            .with_server(words.text.clone())
            .retry_at(reply.retry_at)
            .with_oauth(words.json.as_ref().and_then(Json::oauth_error))
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
        // Nobody can say how far it came before it failed: the token may have been spent.
        500..=599 => Answer::Lost(busy(host, status, error)),
        408 | 425 | 429 => Answer::Later(busy(host, status, error)),
        // A page with a rejecting status comes from a proxy or a gateway: an API says no in its own words.
        _ if words.page => Answer::Later(error(
            Code::NotTheApi,
            format!("A web page came back instead of the API's answer ({status})."),
            "Check the base URL, and whether a proxy or a sign-in page stands in between.",
        )),
        _ if rejects(call, endpoint, status, &words) => Answer::Rejected(match call {
            Call::Login => {
                let client =
                    words.json.as_ref().and_then(Json::oauth_error).as_deref() == Some("invalid_client");
                let (message, hint, field) = wrong_credentials(&account.profile, client);
                error(Code::BadCredentials, message, &hint).on_field(field)
            }
            Call::Refresh => error(
                Code::RefreshRefused,
                "The server no longer accepts the refresh token.".to_owned(),
                "Log in again.",
            ),
            Call::Logout => error(
                Code::NeedsLogin,
                "The server did not accept the token.".to_owned(),
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
            &match endpoint.path.as_ref().and_then(|path| path.constant()) {
                Some(path) => format!("Check the base URL: it ends before {path}."),
                None => "Check the base URL and the paths.".to_owned(),
            },
        )),
        _ => Answer::Later(error(
            Code::RequestRefused,
            format!("{host} does not allow this ({status})."),
            "Ask the provider whether this account may use the API from here.",
        )),
    }
}

/// The server, or something before it, cannot or will not answer at the moment.
pub(super) fn busy(host: &str, status: u16, error: impl Fn(Code, String, &str) -> Error) -> Error {
    let later = "Try again in a moment. If it lasts, tell the provider.";
    match status {
        429 => error(
            Code::RateLimited,
            format!("{host} asks for fewer attempts."),
            "Wait a little before you try again.",
        ),
        502 | 504 => error(
            Code::ServerError,
            format!("A gateway before {host} got no answer from the API ({status})."),
            later,
        ),
        500..=599 => error(Code::ServerError, format!("{host} has a fault of its own ({status})."), later),
        _ => error(Code::ServerError, format!("{host} does not take the request now ({status})."), later),
    }
}

/// Whether this answer is the API's word that the credential is refused, for good.
fn rejects(call: Call, endpoint: &Endpoint, status: u16, words: &Words) -> bool {
    let Some(rejections) = &endpoint.rejected else {
        return status == 401 || (call == Call::Refresh && [400, 403].contains(&status));
    };
    rejections.iter().any(|rejection| match rejection {
        Rejection::Status(refused) => *refused == status,
        Rejection::Words(wanted) => {
            let said = words.json.as_ref().and_then(|json| json.text(&wanted.pointer));
            wanted.status == status && said.is_some_and(|said| wanted.equals.iter().any(|word| word == said))
        }
    })
}

/// What is wrong, what to do, and on which field to say it.
fn wrong_credentials(profile: &Profile, client: bool) -> (String, String, String) {
    let has = |name: &str| profile.inputs.iter().any(|input| input.name == name);
    if client && has("client_id") {
        let field = if has("client_secret") { "client_secret" } else { "client_id" };
        let hint = "Check the client ID and its secret, and that they belong to this environment.";
        return ("The server does not accept this client.".to_owned(), hint.to_owned(), field.to_owned());
    }
    let last = profile.secret_inputs().last();
    let field = last.map_or_else(|| "base_url".to_owned(), |input| input.name.clone());
    if has("username") && has("password") {
        let message = "The username or password is wrong.".to_owned();
        return (
            message,
            "Check both, and that they belong to this environment.".to_owned(),
            "password".to_owned(),
        );
    }
    let labels: Vec<_> = profile.secret_inputs().map(|input| input.label.as_str()).collect();
    let hint = match labels.as_slice() {
        [] => "Log in again.".to_owned(),
        labels => format!(
            "Check what you entered ({}), and that it belongs to this environment.",
            labels.join(", ")
        ),
    };
    ("The server does not accept these credentials.".to_owned(), hint, field)
}

/// What a server wrote, made fit to be shown.
pub(super) struct Words {
    /// A short excerpt in one line.
    pub text: Option<String>,
    /// It is a web page, not an API's answer.
    pub page: bool,
    /// The whole answer, where it is JSON.
    pub json: Option<Json>,
}
