//! What is known about the accounts: plain data, so that a look at a token needs no vault.

use super::TokenKeys;
use crate::account::{Account, AccountId};
use crate::jwt;
use crate::session::Session;
use crate::view::AccountView;
use chrono::{DateTime, TimeDelta, Utc};

/// What a token is recognised by, without being kept.
pub type Digest = [u8; 32];

/// What a token is judged by.
pub struct Context<'a> {
    /// This computer's wall clock.
    pub now: DateTime<Utc>,
    /// The accounts that it may belong to.
    pub known: &'a [Known],
    /// How a token is recognised.
    pub digest: &'a (dyn Fn(&str) -> Digest + 'a),
    /// What its signature is checked with.
    pub keys: Option<&'a TokenKeys>,
}

impl Context<'_> {
    /// Knows no account and no key.
    pub fn alone(now: DateTime<Utc>) -> Self {
        Self { now, known: &[], digest: &|_| Digest::default(), keys: None }
    }
}

/// What is known about one account.
#[derive(Debug, Clone)]
pub struct Known {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Its environment; may be empty.
    pub environment: String,
    /// Where its API lives.
    pub base_url: String,
    /// Who issues its tokens, as they say themselves (`iss`).
    pub issuers: Vec<String>,
    /// How far its server's clock is ahead of ours.
    pub ahead: TimeDelta,
    /// Its access token.
    pub access: Option<Digest>,
    /// When that ends, by the server's clock.
    pub access_ends: Option<DateTime<Utc>>,
    /// Its refresh token.
    pub refresh: Option<Digest>,
    /// When that ends, by the server's clock.
    pub refresh_ends: Option<DateTime<Utc>>,
    /// The tokens that it had before.
    pub past: Vec<Past>,
}

/// A token that an account had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What it is recognised by.
    pub digest: Digest,
    /// It was a refresh token.
    pub refresh: bool,
    /// When it was replaced, by this computer's clock.
    pub replaced_at: DateTime<Utc>,
}

impl Known {
    /// What an account and its session tell.
    pub fn of(account: &Account, session: Option<&Session>, digest: impl Fn(&str) -> Digest) -> Self {
        let issuer = session.and_then(|session| jwt::issuer(session.access_token.expose()));
        Self {
            account: account.id,
            name: account.name.clone(),
            environment: account.environment.clone(),
            base_url: account.base_url.to_string(),
            issuers: issuer.into_iter().collect(),
            ahead: session.map_or_else(TimeDelta::zero, |session| session.ahead),
            access: session.map(|session| digest(session.access_token.expose())),
            access_ends: session.and_then(|session| session.access_expires_at),
            refresh: session
                .and_then(|session| session.refresh_token.as_ref())
                .map(|token| digest(token.expose())),
            refresh_ends: session.and_then(|session| session.refresh_expires_at),
            past: Vec::new(),
        }
    }

    /// What is known of an account that has no session.
    pub fn signed_out(view: &AccountView) -> Self {
        Self {
            account: view.id,
            name: view.name.clone(),
            environment: view.environment.clone(),
            base_url: view.base_url.clone(),
            issuers: Vec::new(),
            ahead: TimeDelta::zero(),
            access: None,
            access_ends: None,
            refresh: None,
            refresh_ends: None,
            past: Vec::new(),
        }
    }

    /// How people call it: the name, and the environment where it has one.
    pub(crate) fn words(&self) -> String {
        if self.environment.is_empty() {
            format!("“{}”", self.name)
        } else {
            format!("“{}” ({})", self.name, self.environment)
        }
    }
}
