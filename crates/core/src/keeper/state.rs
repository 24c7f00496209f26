//! What the keeper knows of one account.

use crate::account::Account;
use crate::error::{Code, Error};
use crate::profile::Profile;
use crate::session::Session;
use crate::vault::Record;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// How an account stands. Never a pair of booleans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// No session.
    SignedOut,
    /// A session, and a plan for its end.
    Fresh,
    /// The next session is being fetched right now.
    Refreshing,
    /// Fetching failed for now and is tried again.
    Retrying {
        /// Since when it fails, our clock.
        since: DateTime<Utc>,
        /// When it is tried again, our clock.
        next: DateTime<Utc>,
        /// What failed last.
        cause: Error,
    },
    /// Only a person can go on.
    NeedsLogin {
        /// Why.
        reason: Error,
    },
}

/// Where a flight (one attempt to get the next session) has got to. The order is the safety: the token that is
/// sent is the one read under the lock, and nothing is shown before it is on the disk.
#[derive(Debug, Clone)]
pub(crate) enum Flight {
    /// Waiting for the account's lock. The generation that was to be renewed goes along.
    Locking { since: Option<u64> },
    /// Reading the session under the lock.
    Reading { since: Option<u64> },
    /// Writing down that the refresh token is about to be sent.
    Noting { session: Arc<Session> },
    /// The refresh token is on its way.
    Refreshing { session: Arc<Session> },
    /// Writing down that the refresh token is dead, before anything else is tried.
    Dropping { session: Arc<Session>, reason: Error },
    /// Remembered secrets are on their way.
    LoggingIn,
    /// The next session is in hand and not yet on the disk.
    Committing { session: Arc<Session>, by: Means },
}

/// How a session was got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// With the refresh token.
    Refresh,
    /// With remembered secrets.
    Login,
}

/// Where an account stands at its host's door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It wants nothing.
    Away,
    /// It waits until it is let in.
    Waiting,
    /// It counts among the calls under way.
    Inside,
}

/// One account, as the keeper sees it.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    pub account: Arc<Account>,
    pub session: Option<Arc<Session>>,
    pub last_generation: u64,
    pub can_log_in: bool,
    /// The vault has a session that does not open.
    pub altered: bool,
    /// How it stands while no flight is under way.
    pub rest: State,
    pub flight: Option<Flight>,
    /// The session in memory is newer than the one on the disk.
    pub uncommitted: bool,
    /// Where it stands at its host's door.
    pub turn: Turn,
    /// The entry in the agenda.
    pub due: Option<DateTime<Utc>>,
    /// Failures in a row.
    pub tries: u32,
    /// The last refresh did not move the end forward: the next one is the last.
    pub stalled: bool,
}

impl Watched {
    pub fn new(record: Record) -> Self {
        Self {
            account: Arc::new(record.account),
            session: record.session.map(Arc::new),
            last_generation: record.last_generation,
            can_log_in: record.can_log_in,
            altered: record.altered,
            rest: State::SignedOut,
            flight: None,
            uncommitted: false,
            turn: Turn::Away,
            due: None,
            tries: 0,
            stalled: false,
        }
    }

    /// How it stands, for people.
    pub fn state(&self) -> State {
        match &self.flight {
            Some(_) if !self.uncommitted => State::Refreshing,
            _ => self.rest.clone(),
        }
    }

    /// Whether the refresh token can be spent: there is one, it has not ended, the profile says how.
    pub fn can_refresh(&self, now: DateTime<Utc>) -> bool {
        self.session.as_ref().is_some_and(|session| session.can_refresh(now))
            && Profile::find(&self.account.profile).is_ok_and(|profile| profile.refresh.is_some())
    }
}

/// The session has ended and there is no way to get the next one unattended.
pub(super) fn ended() -> Error {
    Error::new(Code::NeedsLogin, "The session has ended.", "Log in again.")
}

/// The vault's session was tampered with, or the file was.
pub(super) fn altered() -> Error {
    Error::new(
        Code::VaultDamaged,
        "This account's session was altered on the disk, or belongs to another address.",
        "Check that the base URL is right, then log in again.",
    )
}

/// The server hands out tokens that are over when they arrive.
pub(super) fn over_on_arrival() -> Error {
    Error::new(
        Code::BadAnswer,
        "The server gave a token that had already ended.",
        "Check this computer's clock, then log in again. If it happens again, tell the provider.",
    )
}
