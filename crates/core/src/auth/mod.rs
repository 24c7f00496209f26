//! The three calls of a login API, and what their answers mean.

mod answer;
mod check;
mod verdict;

pub use check::{Verdict, check};
pub use verdict::Answer;

use crate::account::Account;
use crate::error::{Error, Result};
use crate::http::{Method, NoReply, Reply, Request, Wire};
use crate::profile::{Auth, Endpoint, Profile, Values};
use crate::secret::Secret;
use crate::session::Session;
use std::collections::BTreeMap;

/// What a person typed, or the vault remembers, for the secret inputs of a profile.
pub type Secrets = BTreeMap<String, Secret>;

/// Which call it was: the same status means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// `POST /auth/login`.
    Login,
    /// `POST /auth/refresh`.
    Refresh,
    /// `POST /auth/logout`.
    Logout,
}

/// Logs in.
pub async fn login(http: &dyn Wire, account: &Account, profile: &Profile, secrets: &Secrets) -> Answer {
    grant(http, account, profile, Call::Login, &profile.login, values(account, secrets, None), None).await
}

/// Spends the session's refresh token for the next session.
pub async fn refresh(http: &dyn Wire, account: &Account, profile: &Profile, session: &Session) -> Answer {
    let Some(endpoint) = &profile.refresh else {
        return Answer::NotSent(Error::internal("refreshing with a profile that cannot"));
    };
    let values = values(account, &Secrets::new(), Some(session));
    grant(http, account, profile, Call::Refresh, endpoint, values, Some(session)).await
}

/// Tells the server that the session is over.
///
/// # Errors
/// Why the server could not be told, or would not hear it.
pub async fn logout(http: &dyn Wire, account: &Account, profile: &Profile, session: &Session) -> Result<()> {
    let Some(endpoint) = &profile.logout else { return Ok(()) };
    let values = values(account, &Secrets::new(), Some(session));
    let reply = match send(http, account, endpoint, &values, Some(session)).await {
        Ok(reply) => reply,
        Err(NoReply::NotSent(error) | NoReply::Lost(error)) => return Err(error),
    };
    if (200..300).contains(&reply.status) {
        return Ok(());
    }
    let words = answer::words(profile, &reply, &values);
    Err(verdict::judge(Call::Logout, account, endpoint, &reply, words).into_error())
}

async fn grant(
    http: &dyn Wire,
    account: &Account,
    profile: &Profile,
    call: Call,
    endpoint: &Endpoint,
    values: Values,
    session: Option<&Session>,
) -> Answer {
    let reply = match send(http, account, endpoint, &values, session).await {
        Ok(reply) => reply,
        Err(NoReply::NotSent(error)) => return Answer::NotSent(error),
        Err(NoReply::Lost(error)) => return Answer::Lost(error),
    };
    if (200..300).contains(&reply.status) {
        return match answer::read(profile, &reply, account) {
            Ok(grant) => Answer::Granted(Box::new(grant)),
            // The server may well have spent the old token for this.
            Err(error) => Answer::Lost(error),
        };
    }
    let words = answer::words(profile, &reply, &values);
    verdict::judge(call, account, endpoint, &reply, words)
}

async fn send(
    http: &dyn Wire,
    account: &Account,
    endpoint: &Endpoint,
    values: &Values,
    session: Option<&Session>,
) -> std::result::Result<Reply, NoReply> {
    let request = Request {
        method: Method::Post,
        url: account.base_url.endpoint(&endpoint.path).map_err(NoReply::NotSent)?,
        body: endpoint
            .body
            .as_ref()
            .map(|body| body.to_json(values))
            .transpose()
            .map_err(NoReply::NotSent)?,
        bearer: match endpoint.auth {
            Auth::None => None,
            Auth::BearerAccess => session.map(|session| session.access_token.clone()),
        },
    };
    http.send(&account.base_url, request).await
}

fn values(account: &Account, secrets: &Secrets, session: Option<&Session>) -> Values {
    let mut values = Values::default();
    for (name, value) in &account.inputs {
        values.set_open(name, value);
    }
    for (name, value) in secrets {
        values.set_secret(name, value.clone());
    }
    if let Some(session) = session {
        values.set_secret("access_token", session.access_token.clone());
        if let Some(token) = &session.refresh_token {
            values.set_secret("refresh_token", token.clone());
        }
        if let Some(client_id) = &session.client_id {
            values.set_open("client_id", client_id);
        }
    }
    values
}
