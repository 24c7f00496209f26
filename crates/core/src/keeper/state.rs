//! What the keeper knows of one account.

use super::event::{Ticket, Urgency};
use super::hosts::Place;
use crate::account::Account;
use crate::auth::Verdict;
use crate::error::{Code, Error};
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
    /// A credential that does not end by itself, and is not refreshed.
    Static,
    /// The server refused the token when it was asked, and a refresh did not help.
    Refused {
        /// Since when, our clock.
        since: DateTime<Utc>,
    },
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
    Locking { since: Option<u64>, urgency: Urgency },
    /// Reading the session under the lock.
    Reading { since: Option<u64>, urgency: Urgency },
    /// Writing down that the refresh token is about to be sent. It may have been sent before, without an answer.
    Noting { session: Arc<Session>, unanswered: Option<DateTime<Utc>> },
    /// The refresh token is on its way.
    Refreshing { session: Arc<Session>, unanswered: Option<DateTime<Utc>> },
    /// Writing down that the refresh token is dead, before anything else is tried.
    Dropping { session: Arc<Session>, reason: Error },
    /// Remembered secrets are on their way.
    LoggingIn,
    /// Writing down that the server refused this version of the remembered secrets, before the lock is let go.
    Rejecting { version: u64, reason: Error },
    /// The next session is in hand and not yet on the disk.
    Committing { session: Arc<Session>, by: Means },
}

impl Flight {
    /// The session that it works on.
    pub fn session(&mut self) -> Option<&mut Arc<Session>> {
        match self {
            Self::Noting { session, .. }
            | Self::Refreshing { session, .. }
            | Self::Dropping { session, .. }
            | Self::Committing { session, .. } => Some(session),
            Self::Locking { .. } | Self::Reading { .. } | Self::LoggingIn | Self::Rejecting { .. } => None,
        }
    }
}

/// How a session was got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// With the refresh token.
    Refresh,
    /// With remembered secrets.
    Login,
}

/// Where an account stands at its host's door. The host is the one that it went to: its account may have been given
/// another address since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It wants nothing.
    Away,
    /// It waits there until it is let in.
    Waiting(Arc<str>, Place),
    /// It counts among the calls under way there.
    Inside(Arc<str>),
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
    /// How many flights there were.
    pub flights: u64,
    /// The flight waits, lock in hand, for a vault that can be written again.
    pub parked: bool,
    /// Where it stands at its host's door.
    pub turn: Turn,
    /// The entry in the agenda.
    pub due: Option<DateTime<Utc>>,
    /// Failures in a row.
    pub tries: u32,
    /// Refreshes in a row that did not move the end forward.
    pub stalls: u32,
    /// Tokens in a row that had ended when they arrived.
    pub overdue: u32,
    /// What the server said when it was last asked whether it takes the token.
    pub checked: Option<Checked>,
}

/// What the server said when it was asked whether it takes a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checked {
    /// When, our clock.
    pub at: DateTime<Utc>,
    /// Of which generation the token was.
    pub generation: u64,
    /// What it said.
    pub verdict: Verdict,
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
            flights: 0,
            parked: false,
            turn: Turn::Away,
            due: None,
            tries: 0,
            stalls: 0,
            overdue: 0,
            checked: None,
        }
    }

    /// Takes over what the vault holds. Says whether that is of any help: a session that lasts longer and has not ended,
    /// secrets that may be tried, or none of it any more. Then whatever failed before starts anew.
    pub fn adopt(&mut self, now: DateTime<Utc>, record: Record) -> bool {
        let old = self.session.take();
        let hopeful = record.can_log_in && !self.can_log_in;
        self.account = Arc::new(record.account);
        self.session = record.session.map(Arc::new);
        self.last_generation = record.last_generation;
        self.can_log_in = record.can_log_in;
        self.altered = record.altered;
        let longer = match (&old, &self.session) {
            (Some(old), Some(new)) => {
                let later = new.access_expires_at.is_none() || new.access_expires_at > old.access_expires_at;
                // Two processes must not take each other's useless tokens for news for ever.
                let later = later && !new.has_ended(now);
                let renewable = new.refresh_token.is_some() && old.refresh_token.is_none();
                new.generation != old.generation && (later || renewable)
            }
            (None, None) => false,
            (None, Some(_)) | (Some(_), None) => true,
        };
        if longer || hopeful {
            self.stalls = 0;
            self.tries = 0;
        }
        longer || hopeful
    }

    /// Whether the vault holds what is known already.
    pub fn agrees_with(&self, record: &Record) -> bool {
        *self.account == record.account
            && self.last_generation == record.last_generation
            && self.can_log_in == record.can_log_in
            && self.altered == record.altered
            && self.session.is_some() == record.session.is_some()
    }

    /// How it stands, for people.
    pub fn state(&self) -> State {
        match &self.flight {
            Some(_) if !self.parked => State::Refreshing,
            _ => match (&self.rest, self.last_check()) {
                (State::Fresh, Some(Checked { verdict: Verdict::Refused, at, .. })) => {
                    State::Refused { since: *at }
                }
                (State::Fresh, _) if self.account.profile.is_static() => State::Static,
                (rest, _) => rest.clone(),
            },
        }
    }

    /// What the server said of the token that there is now.
    pub fn last_check(&self) -> Option<&Checked> {
        let generation = self.session.as_ref()?.generation;
        self.checked.as_ref().filter(|checked| checked.generation == generation)
    }

    /// The flight under way.
    pub fn ticket(&self) -> Ticket {
        Ticket { account: self.account.id, flight: self.flights }
    }

    /// Why a person is needed, when one is.
    pub fn reason(&self) -> Option<Error> {
        match &self.rest {
            State::NeedsLogin { reason } => Some(reason.clone()),
            _ => None,
        }
    }

    /// Whether a session is being put on the disk.
    pub fn is_committing(&self) -> bool {
        matches!(self.flight, Some(Flight::Committing { .. } | Flight::Dropping { .. }))
    }

    /// Whether something was sent whose outcome is not on the disk yet.
    pub fn has_sent(&self) -> bool {
        !self.parked
            && matches!(
                self.flight,
                Some(
                    Flight::Refreshing { .. }
                        | Flight::LoggingIn
                        | Flight::Dropping { .. }
                        | Flight::Rejecting { .. }
                        | Flight::Committing { .. }
                )
            )
    }

    /// The session in memory is newer than the one on the disk.
    pub fn uncommitted(&self) -> bool {
        self.parked && matches!(self.flight, Some(Flight::Committing { .. } | Flight::Dropping { .. }))
    }

    /// Whether the access token has ended.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.session.as_ref().is_some_and(|session| session.has_ended(now))
    }

    /// Whether there is what a refresh spends, and the profile says what to do with it. One that has ended by our clock is
    /// tried all the same: our clock may be wrong, and only the server's refusal is final.
    pub fn can_refresh(&self) -> bool {
        let profile = &self.account.profile;
        self.session.as_ref().is_some_and(|session| {
            profile.refresh.is_some()
                && !session.context.refused
                && (session.refresh_token.is_some() || !profile.refresh_spends_token())
        })
    }
}

/// The session has ended and there is no way to get the next one unattended.
pub(super) fn ended() -> Error {
    Error::new(Code::NeedsLogin, "The session has ended.", "Log in again.")
}

/// There is nothing to refresh.
pub(super) fn fixed() -> Error {
    Error::new(
        Code::InvalidInput,
        "This credential does not end by itself, and there is nothing to refresh.",
        "When the provider gives a new one, enter it with a login.",
    )
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

/// The server refuses a token that was sent before, and that time no answer came: it spent the token then, and its
/// successor is lost.
pub(super) fn answer_lost(refusal: &Error) -> Error {
    Error::new(
        Code::AnswerLost,
        "A refresh got no answer, and since then the server no longer accepts the refresh token.",
        "Log in again. The new token was lost on its way here.",
    )
    .with_server(refusal.server.clone())
}
