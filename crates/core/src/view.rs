//! What the window is shown. No type here can hold a [`crate::secret::Secret`]: that has no `Serialize`.

use crate::account::AccountId;
use crate::error::Failure;
use crate::keeper::State;
use crate::profile::Profile;
use crate::secret::Secret;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// How an account stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AccountState {
    /// No session.
    SignedOut,
    /// A session, and a plan for its end.
    Fresh,
    /// The next session is being fetched right now.
    Refreshing,
    /// Fetching failed for now and is tried again.
    Retrying {
        /// Since when, this computer's clock, UTC.
        since: DateTime<Utc>,
        /// When it is tried again, this computer's clock, UTC.
        next: DateTime<Utc>,
        /// What failed last.
        cause: Failure,
    },
    /// Only a person can go on.
    NeedsLogin {
        /// Why.
        reason: Failure,
    },
}

/// A token as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TokenView {
    /// A few characters of it, or only dots.
    pub masked: String,
    /// When it was given, by the server's clock, UTC.
    pub issued_at: DateTime<Utc>,
    /// When it ends, by the server's clock, UTC; unknown where the server does not say.
    pub expires_at: Option<DateTime<Utc>>,
}

/// An account as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AccountView {
    /// Its lasting identity.
    pub id: AccountId,
    /// What people call it.
    pub name: String,
    /// Where its API lives.
    pub base_url: String,
    /// A label; may be empty.
    pub environment: String,
    /// Whether the label says production.
    pub production: bool,
    /// The id of its profile.
    pub profile: String,
    /// What was entered that is not secret, such as the username.
    pub inputs: BTreeMap<String, String>,
    /// Whether its secrets are remembered.
    pub remembers: bool,
    /// The server's own name for the client.
    pub client_id: Option<String>,
    /// How it stands.
    pub state: AccountState,
    /// The access token.
    pub access: Option<TokenView>,
    /// The refresh token.
    pub refresh: Option<TokenView>,
    /// How far the server's clock is ahead of this computer's, milliseconds.
    #[ts(type = "number")]
    pub ahead_ms: i64,
    /// The session is in memory only: it could not be saved yet.
    pub uncommitted: bool,
}

impl AccountView {
    pub(crate) fn of(watched: &crate::keeper::Watched) -> Self {
        let account = &watched.account;
        let session = watched.session.as_deref();
        let token =
            |token: &Secret, issued_at, expires_at| TokenView { masked: token.mask(), issued_at, expires_at };
        Self {
            id: account.id,
            name: account.name.clone(),
            base_url: account.base_url.to_string(),
            environment: account.environment.clone(),
            production: account.is_production(),
            profile: account.profile.clone(),
            inputs: account.inputs.clone(),
            remembers: account.remembers,
            client_id: session.and_then(|session| session.client_id.clone()),
            state: match watched.state() {
                State::SignedOut => AccountState::SignedOut,
                State::Fresh => AccountState::Fresh,
                State::Refreshing => AccountState::Refreshing,
                State::Retrying { since, next, cause } => {
                    AccountState::Retrying { since, next, cause: cause.failure().clone() }
                }
                State::NeedsLogin { reason } => AccountState::NeedsLogin { reason: reason.failure().clone() },
            },
            access: session
                .map(|session| token(&session.access_token, session.issued_at, session.access_expires_at)),
            refresh: session.and_then(|session| {
                session
                    .refresh_token
                    .as_ref()
                    .map(|secret| token(secret, session.issued_at, session.refresh_expires_at))
            }),
            ahead_ms: session.map_or(0, |session| session.ahead.num_milliseconds()),
            uncommitted: watched.uncommitted(),
        }
    }
}

/// One field of a profile's login form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct InputView {
    /// Its name in `inputs` or `secrets`.
    pub name: String,
    /// What people read beside it.
    pub label: String,
    /// Hidden when typed.
    pub secret: bool,
    /// May be left empty.
    pub optional: bool,
    /// What it starts with.
    pub default: Option<String>,
}

/// A profile as the login form needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProfileView {
    /// Its slug.
    pub id: String,
    /// What people read.
    pub title: String,
    /// What the form asks for, in this order.
    pub inputs: Vec<InputView>,
}

impl From<&Profile> for ProfileView {
    fn from(profile: &Profile) -> Self {
        let input = |input: &crate::profile::Input| InputView {
            name: input.name.clone(),
            label: input.label.clone(),
            secret: input.secret,
            optional: input.optional,
            default: input.default.clone(),
        };
        Self {
            id: profile.id.clone(),
            title: profile.title.clone(),
            inputs: profile.inputs.iter().map(input).collect(),
        }
    }
}

/// Whether the vault can be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum VaultView {
    /// It is being opened; the keyring may be asking a person.
    Opening,
    /// It is open.
    Open,
    /// It cannot be opened for now.
    Closed {
        /// Why.
        failure: Failure,
    },
}

/// What came of a log-out. The tokens are gone from here in any case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LogoutView {
    /// The server has ended the session.
    pub revoked: bool,
    /// Why the server could not be told.
    pub failure: Option<Failure>,
}

/// What a person entered for an account. The only way in for a secret.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AccountDraft {
    /// What people call it. Empty: the host of the base URL.
    pub name: String,
    /// Where its API lives.
    pub base_url: String,
    /// A label; may be empty.
    pub environment: String,
    /// The id of its profile.
    pub profile: String,
    /// The profile's inputs that are not secret.
    pub inputs: BTreeMap<String, String>,
    /// The profile's secret inputs, as typed; left out when unchanged.
    #[ts(as = "BTreeMap<String, String>")]
    pub secrets: BTreeMap<String, Secret>,
    /// Keep the secrets, to log in again unattended.
    pub remember: bool,
}
