//! What the window is shown. No type here can hold a [`crate::secret::Secret`]: that has no `Serialize`.

use crate::account::{Account, AccountId};
use crate::auth::Verdict;
use crate::error::Failure;
use crate::keeper::State;
use crate::profile::{Ask, Fault, Profile};
use crate::remarks::Remarks;
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
    /// A credential that does not end by itself, and is not refreshed.
    Static,
    /// The server refused the token when it was asked, and a refresh did not help.
    Refused {
        /// Since when, this computer's clock, UTC.
        since: DateTime<Utc>,
    },
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

/// What a server said when it was asked about a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CheckedView {
    /// When, this computer's clock, UTC.
    pub at: DateTime<Utc>,
    /// What it said.
    pub verdict: Verdict,
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

/// A secret that was entered for an account, as it is shown: never its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretView {
    /// The name of the profile's input.
    pub name: String,
    /// When it was entered, this computer's clock, UTC; by an older version: not known.
    pub since: Option<DateTime<Utc>>,
}

impl SecretView {
    fn of(account: &Account) -> Vec<Self> {
        let inputs = account.profile.secret_inputs();
        inputs
            .filter_map(|input| {
                let since = *account.kept.get(&input.name)?;
                Some(Self { name: input.name.clone(), since })
            })
            .collect()
    }
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
    /// How its profile is called.
    pub profile_title: String,
    /// Whether its profile names a call that tells whether the token is taken.
    pub can_check: bool,
    /// Other places that its credentials may go to, as somebody has agreed.
    pub trusts: Vec<String>,
    /// Its servers' certificates are checked by authorities of its own.
    pub has_ca: bool,
    /// It shows a client certificate.
    pub has_client_certificate: bool,
    /// What the server said when it was last asked about this token.
    pub checked: Option<CheckedView>,
    /// What was entered that is not secret, such as the username.
    pub inputs: BTreeMap<String, String>,
    /// Whether its secrets are remembered.
    pub remembers: bool,
    /// The secrets that were entered for it and are still here, in the profile's order.
    pub secrets: Vec<SecretView>,
    /// What people have written down about it.
    pub remarks: Remarks,
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
            profile: account.profile.id.clone(),
            profile_title: account.profile.title.clone(),
            can_check: account.profile.usage.check.is_some(),
            trusts: account.trusts.iter().cloned().collect(),
            has_ca: account.tls.ca.is_some(),
            has_client_certificate: account.tls.certificate.is_some(),
            checked: watched
                .last_check()
                .map(|checked| CheckedView { at: checked.at, verdict: checked.verdict }),
            inputs: account.inputs.clone(),
            remembers: account.remembers,
            secrets: SecretView::of(account),
            remarks: account.remarks.clone(),
            client_id: session.and_then(|session| session.client_id.clone()),
            state: match watched.state() {
                State::SignedOut => AccountState::SignedOut,
                State::Fresh => AccountState::Fresh,
                State::Static => AccountState::Static,
                State::Refused { since } => AccountState::Refused { since },
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
    /// When it is asked for.
    pub ask: Ask,
}

/// A profile as the login form needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProfileView {
    /// Its slug.
    pub id: String,
    /// What people read.
    pub title: String,
    /// Where the API is documented.
    pub docs: Option<String>,
    /// It comes with Fobwatch.
    pub built_in: bool,
    /// Nothing to log in with: what is entered is the credential itself.
    pub fixed: bool,
    /// A person agrees somewhere else, in a browser.
    pub interactive: bool,
    /// Its secrets can be remembered, to log in again unattended.
    pub can_remember: bool,
    /// It has a call that ends a session at the server.
    pub can_log_out: bool,
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
            ask: input.ask,
        };
        Self {
            id: profile.id.clone(),
            title: profile.title.clone(),
            docs: profile.docs.clone(),
            built_in: profile.is_built_in(),
            fixed: profile.is_static(),
            interactive: profile.is_interactive(),
            can_remember: profile.can_remember(),
            can_log_out: profile.logout.is_some(),
            inputs: profile.inputs.iter().map(input).collect(),
        }
    }
}

/// Whether a text is a good profile: one of the two is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProfileCheck {
    /// What is wrong, and where.
    pub fault: Option<Fault>,
    /// What it is.
    pub profile: Option<ProfileView>,
}

impl ProfileCheck {
    /// Of this text.
    pub fn of(text: &str) -> Self {
        match Profile::parse(text) {
            Ok(profile) => Self { fault: None, profile: Some(ProfileView::from(&profile)) },
            Err(fault) => Self { fault: Some(fault), profile: None },
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
    /// It is open and every session is kept fresh, but the window shows nothing before somebody gives the passphrase.
    Locked,
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
#[derive(Debug, Clone, Default, Deserialize, TS)]
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
    /// Other places that the credentials may go to: scheme, host and port.
    #[serde(default)]
    pub trusts: Vec<String>,
    /// A file with the authorities that its servers' certificates are checked by (PEM), instead of the system's. None: as
    /// before. Empty: the system's.
    pub ca_file: Option<String>,
    /// A file with a client certificate (PEM). None: as before. Empty: no more.
    pub client_certificate_file: Option<String>,
    /// A file with its key (PEM).
    pub client_key_file: Option<String>,
}
