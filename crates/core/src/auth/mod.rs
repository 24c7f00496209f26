//! The calls of a login API, and what their answers mean.

mod answer;
mod browser;
mod call;
mod check;
mod detect;
mod device;
mod guide;
mod metadata;
mod trial;
mod verdict;

use check::can_check;
pub use check::{Said, Verdict, check};
pub use detect::{Proposal, detect};
pub use guide::{Guide, Nobody, Step};
pub use trial::{Exchange, Found, Trial, try_out};
pub use verdict::Answer;

use crate::account::Account;
use crate::clock::Clock;
use crate::error::Result;
use crate::http::{NoReply, Reply, Wire};
use crate::profile::{Flow, Profile, Values};
use crate::secret::Secret;
use crate::session::{Context, Grant, Session};
use call::Caller;
use std::collections::BTreeMap;
use trial::Tap;

/// What a person typed, or the vault remembers, for the secret inputs of a profile.
pub type Secrets = BTreeMap<String, Secret>;

/// What a call needs of the outside.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    /// The way to the servers.
    pub wire: &'a dyn Wire,
    /// The time.
    pub clock: &'a dyn Clock,
    /// The way to a person.
    pub guide: &'a dyn Guide,
    /// Where exchanges are written down, for somebody who tries a profile out.
    tap: Option<&'a Tap>,
}

impl<'a> Outside<'a> {
    /// Of these three.
    pub fn new(wire: &'a dyn Wire, clock: &'a dyn Clock, guide: &'a dyn Guide) -> Self {
        Self { wire, clock, guide, tap: None }
    }
}

/// Which call it was: the same status means different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Secrets for tokens.
    Login,
    /// The refresh token for tokens.
    Refresh,
    /// The end of a session.
    Logout,
}

/// Logs in. A static credential is only taken as it is.
pub async fn login(outside: Outside<'_>, account: &Account, secrets: &Secrets) -> Answer {
    let profile = match account.profile.known() {
        Ok(profile) => profile,
        Err(error) => return Answer::NotSent(error),
    };
    let mut caller = Caller::new(outside, account, secrets, None);
    if let Err(answer) = caller.learn_endpoints().await {
        return answer;
    }
    // Before anything is sent or anybody is asked: also what a refresh or a log-out will need later is agreed to now.
    if let Err(error) = caller.all_places_are_agreed_to() {
        return Answer::NotSent(error);
    }
    let Some(endpoint) = &profile.login else { return static_grant(caller, secrets) };
    let prepared = match endpoint.grant {
        Flow::Direct => Ok(()),
        Flow::AuthorizationCode => browser::authorize(&mut caller, endpoint).await,
        Flow::DeviceCode => return device::login(caller, endpoint).await,
    };
    match prepared {
        Ok(()) => grant(&mut caller, Call::Login).await,
        Err(answer) => answer,
    }
}

/// Spends what the session has for the next session.
pub async fn refresh(outside: Outside<'_>, account: &Account, session: &Session) -> Answer {
    let mut caller = Caller::new(outside, account, &session.context.secrets, Some(session));
    grant(&mut caller, Call::Refresh).await
}

/// Tells the server that the session is over. Says whether it could be told: not every API has such a call.
///
/// # Errors
/// Why the server could not be told, or would not hear it.
pub async fn logout(outside: Outside<'_>, account: &Account, session: &Session) -> Result<bool> {
    let profile = account.profile.known()?;
    let Some(endpoint) = &profile.logout else { return Ok(false) };
    let mut caller = Caller::new(outside, account, &session.context.secrets, Some(session));
    // A session without a refresh token cannot end one.
    if endpoint.sends("refresh_token") && session.refresh_token.is_none() {
        return Ok(false);
    }
    let Some(url) = caller.url(endpoint.address())? else { return Ok(false) };
    let reply = match caller.send("logout", endpoint, url).await {
        Ok(reply) => reply,
        Err(NoReply::NotSent(error) | NoReply::Lost(error)) => return Err(error),
    };
    if (200..300).contains(&reply.status) {
        return Ok(true);
    }
    let words = answer::words(profile, &reply, &caller.values);
    Err(verdict::judge(Call::Logout, account, endpoint, &reply, words).into_error())
}

/// Whether this API has a call that ends this session at the server.
pub fn can_log_out(outside: Outside<'_>, account: &Account, session: &Session) -> bool {
    let caller = Caller::new(outside, account, &session.context.secrets, Some(session));
    account.profile.logout.as_ref().is_some_and(|endpoint| caller.has(endpoint.address()))
}

/// Whether the server can be told that this session is over, with what it has now.
pub fn logout_takes_access_token(profile: &Profile) -> bool {
    profile.logout.as_ref().is_some_and(|endpoint| endpoint.sends("access_token"))
}

/// What a request carries to use the credential: names and values of headers.
///
/// # Errors
/// `invalid_input` where this Fobwatch does not have the profile.
pub fn usage(account: &Account, session: &Session) -> Result<Vec<(String, Secret)>> {
    let profile = account.profile.known()?;
    profile.usage.fill(&values(account, &session.context.secrets, Some(session)))
}

async fn grant(caller: &mut Caller<'_>, call: Call) -> Answer {
    let (account, profile) = (caller.account, &*caller.account.profile);
    let (name, endpoint) = match call {
        Call::Login => ("login", &profile.login),
        Call::Refresh | Call::Logout => ("refresh", &profile.refresh),
    };
    let Some(endpoint) = endpoint else {
        return Answer::NotSent(crate::error::Error::internal("a call that the profile does not have"));
    };
    let url = match caller.url(endpoint.address()) {
        Ok(Some(url)) => url,
        Ok(None) => return Answer::NotSent(metadata::lacks(account, name)),
        Err(error) => return Answer::NotSent(error),
    };
    let reply = match caller.send(name, endpoint, url).await {
        Ok(reply) => reply,
        Err(NoReply::NotSent(error)) => return Answer::NotSent(error),
        Err(NoReply::Lost(error)) => return Answer::Lost(error),
    };
    let success = (200..300).contains(&reply.status);
    let answer = success.then(|| answer::read(profile, &reply, account));
    if let Some(answer) = &answer {
        caller.tell_found(answer);
    }
    let failure = match answer {
        Some(Ok(grant)) => return Answer::Granted(Box::new(Grant { context: caller.context(), ..grant })),
        Some(Err(error)) => Some(error),
        None => None,
    };
    let words = answer::words(profile, &reply, &caller.values);
    match failure {
        // Some servers say no with a 200; what they say is what counts.
        Some(_) if words.json.as_ref().and_then(answer::Json::oauth_error).is_some() => {
            verdict::judge(call, account, endpoint, &Reply { status: 400, ..reply }, words)
        }
        // The server may well have spent the old token for this.
        Some(error) => Answer::Lost(error),
        None => verdict::judge(call, account, endpoint, &reply, words),
    }
}

/// Nothing is asked: what was entered is the credential.
fn static_grant(caller: Caller<'_>, secrets: &Secrets) -> Answer {
    let profile = &caller.account.profile;
    let first = profile.secret_inputs().find_map(|input| secrets.get(&input.name));
    let Some(first) = first.cloned() else {
        return Answer::NotSent(crate::error::Error::internal("a static credential without a secret"));
    };
    let (now, anchor) = (caller.outside.clock.now(), caller.outside.clock.anchor());
    Answer::Granted(Box::new(Grant {
        access_token: first,
        refresh_token: None,
        client_id: None,
        access_end: None,
        refresh_end: None,
        sent_at: now,
        received_at: now,
        ahead: None,
        anchor,
        context: Context { secrets: secrets.clone(), ..caller.context() },
    }))
}

fn values(account: &Account, secrets: &Secrets, session: Option<&Session>) -> Values {
    let mut values = Values::default();
    // What nobody gave is empty: then it is left out of what is sent.
    for input in &account.profile.inputs {
        values.set_open(&input.name, "");
    }
    for (name, value) in &account.inputs {
        values.set_open(name, value);
    }
    for (name, value) in secrets {
        values.set_secret(name, value.clone());
    }
    values.set_open("base_url", account.base_url.as_str());
    if let Some(session) = session {
        values.set_secret("access_token", session.access_token.clone());
        let empty = || Secret::new(String::new());
        values.set_secret("refresh_token", session.refresh_token.clone().unwrap_or_else(empty));
        if account.profile.response.client_id.is_some() {
            values.set_open("client_id", session.client_id.as_deref().unwrap_or_default());
        }
        for cookie in session.context.cookies.all() {
            // Not for templates: a server may echo it.
            values.set_secret(&format!("cookie {}", cookie.name), cookie.value.clone());
        }
    }
    values
}
