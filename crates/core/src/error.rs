//! What can go wrong, in one type: a stable code for programs, a sentence for people, and what to do next.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Deref, DerefMut};
use ts_rs::TS;

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something failed. The window and the exit codes branch on this, never on text; a code is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// No connection could be made: no network, no such host, nobody listening.
    Unreachable,
    /// A connection was made, but no whole answer came back in time.
    NoAnswer,
    /// The connection could not be made safely: certificate, host name or protocol version.
    Tls,
    /// The server says that the username or password is wrong.
    BadCredentials,
    /// The server refused the refresh token.
    RefreshRefused,
    /// A refresh got no answer, and since then the server refuses the refresh token.
    AnswerLost,
    /// No token of this server lasts as long as asked for.
    ShortLived,
    /// The server asks for fewer attempts.
    RateLimited,
    /// The server failed (5xx).
    ServerError,
    /// Something answered that is not this API: a proxy's page, a redirect, an unknown path.
    NotTheApi,
    /// The API answered with success, but not with what it promises.
    BadAnswer,
    /// The server found something missing or wrong in the request (400, 422).
    RequestRefused,
    /// The login goes to another place than the base URL, and nobody has agreed to that.
    ForeignOrigin,
    /// A person did not agree, or gave it up.
    Cancelled,
    /// The profile has a mistake.
    InvalidProfile,
    /// Something in the form is missing or malformed.
    InvalidInput,
    /// The base URL is malformed or not safe to send secrets to.
    InvalidBaseUrl,
    /// Another account has this name already.
    NameTaken,
    /// There is no such account.
    NoAccount,
    /// The session has ended and a person has to log in.
    NeedsLogin,
    /// No program offers a keyring on this session.
    KeyringMissing,
    /// The keyring is there, but locked.
    KeyringLocked,
    /// The keyring failed or did not answer.
    KeyringFailed,
    /// The vault exists, but its key is not in the keyring.
    KeyMissing,
    /// The vault opens with a passphrase, and nobody gave one.
    PassphraseNeeded,
    /// The passphrase does not open the vault.
    WrongPassphrase,
    /// The file with the key or the passphrase cannot be used.
    KeyFile,
    /// The vault has got another key since this program opened it.
    KeyChanged,
    /// The vault file is not a vault, or its contents were altered.
    VaultDamaged,
    /// The vault was written by a newer Fobwatch.
    VaultNewer,
    /// The vault file cannot be read or written at the moment.
    VaultUnavailable,
    /// Another process holds this account at the moment.
    Busy,
    /// Another process has a newer session of this account, and it is not on the disk.
    HeldUncommitted,
    /// The account was changed in the meantime, and what came late was dropped.
    Superseded,
    /// The window is locked.
    Locked,
    /// The clipboard cannot be reached.
    Clipboard,
    /// A fault of Fobwatch itself.
    Internal,
}

/// What is told about a failure. It never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failure {
    /// For programs.
    pub code: Code,
    /// What happened: one sentence.
    pub message: String,
    /// What to do next: one sentence.
    pub hint: String,
    /// The server's own words, stripped of control characters and cut to 300 characters.
    pub server: Option<String>,
    /// The form field that it belongs to.
    pub field: Option<String>,
    /// When the next try makes sense, UTC, by this computer's clock.
    pub retry_at: Option<DateTime<Utc>>,
    /// The place that somebody has to agree to: scheme, host and port.
    pub origin: Option<String>,
    /// The server's own code, where it speaks OAuth (RFC 6749, 5.2).
    #[serde(skip)]
    #[ts(skip)]
    pub oauth: Option<String>,
}

/// The error of this crate: a [`Failure`] in a box, so that results stay small.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Error(Box<Failure>);

impl Error {
    /// An error with its code, what happened, and what to do next.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self(Box::new(Failure {
            code,
            message: message.into(),
            hint: hint.into(),
            server: None,
            field: None,
            retry_at: None,
            origin: None,
            oauth: None,
        }))
    }

    /// The same error, quoting the server.
    #[must_use]
    pub fn with_server(mut self, words: Option<String>) -> Self {
        self.0.server = words;
        self
    }

    /// The same error, tied to a form field.
    #[must_use]
    pub fn on_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// The same error, with the time of the next sensible try.
    #[must_use]
    pub fn retry_at(mut self, at: Option<DateTime<Utc>>) -> Self {
        self.0.retry_at = at;
        self
    }

    /// The same error, about a place that somebody has to agree to.
    #[must_use]
    pub fn about_origin(mut self, origin: String) -> Self {
        self.0.origin = Some(origin);
        self
    }

    /// The same error, with the server's own code.
    #[must_use]
    pub fn with_oauth(mut self, code: Option<String>) -> Self {
        self.0.oauth = code;
        self
    }

    /// There is no account with this id or name.
    pub fn no_account() -> Self {
        Self::new(Code::NoAccount, "There is no such account.", "It may have been removed in the meantime.")
    }

    /// A fault of ours. `what` names the place, never the data.
    pub fn internal(what: &str) -> Self {
        Self::new(
            Code::Internal,
            format!("Fobwatch failed at something it should be able to do ({what})."),
            "Try again, and report it if it happens twice.",
        )
    }

    /// The plain record.
    pub fn failure(&self) -> &Failure {
        &self.0
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self(Box::new(failure))
    }
}

impl Deref for Error {
    type Target = Failure;
    fn deref(&self) -> &Failure {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut Failure {
        &mut self.0
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if let Some(words) = &self.server {
            write!(f, " The server says: “{words}”.")?;
        }
        write!(f, " {}", self.hint)
    }
}

impl std::error::Error for Error {}
