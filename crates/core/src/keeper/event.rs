//! What the keeper is told, and what it wants done.

use crate::account::AccountId;
use crate::auth::{Answer, Verdict};
use crate::clock::{Anchor, Moment};
use crate::error::Error;
use crate::remarks::Remarks;
use crate::session::Session;
use crate::vault::{Record, Row};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// One flight of one account. News of a flight that has ended meanwhile is known by its number and ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// Whose flight.
    pub account: AccountId,
    /// Which one.
    pub flight: u64,
}

/// What has happened.
#[derive(Debug)]
pub enum Event {
    /// The vault holds this about an account: at the start, and after a person changed something.
    Known(Box<Record>),
    /// The account is no longer in the vault.
    Gone(AccountId),
    /// Time has passed.
    Tick,
    /// Whether this process keeps sessions fresh by itself, or only when asked.
    Leads(bool),
    /// The wall clock was set forward by this much, and stands here now.
    ClockSet(TimeDelta, Anchor),
    /// Somebody has written something else down about the account.
    Remarked(AccountId, Remarks),
    /// The longest lead is this from now on.
    Lead(TimeDelta),
    /// A person's own action took the account's lock over; whatever was under way ends here.
    Seized(AccountId),
    /// The server was asked whether it takes the token of this generation, and said this.
    Checked(AccountId, u64, Verdict),
    /// Somebody wants a new token now. A person's wish is urgent: it waits for no back-off.
    Asked(AccountId, Urgency),
    /// The account's lock is held.
    Locked(Ticket),
    /// The account's lock could not be had.
    NotLocked(Ticket, Error),
    /// The vault was read under the lock.
    Read(Ticket, Box<Record>),
    /// "Refresh sent" is on the disk.
    Noted(Ticket),
    /// What came of sending the refresh token.
    Refreshed(Ticket, Answer),
    /// What came of sending the remembered secrets, and which version of them it was.
    LoggedIn(Ticket, Answer, u64),
    /// The session is on the disk.
    Committed(Ticket),
    /// That the remembered secrets were refused is on the disk.
    SecretsRejected(Ticket),
    /// The vault failed at what was asked last.
    VaultFailed(Ticket, Error),
}

/// Who waits for a token. A person goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A person: the server is asked now, whatever happened before.
    Person,
    /// A program: back-off and the server's wishes hold.
    Program,
}

/// What is to be done.
#[derive(Debug)]
pub enum Action {
    /// Take the account's lock, then [`Event::Locked`] or [`Event::NotLocked`].
    Lock(Ticket),
    /// Read the account's record, then [`Event::Read`], [`Event::Gone`] or [`Event::VaultFailed`].
    Read(Ticket),
    /// Note on the disk that this generation is being spent, then [`Event::Noted`] or [`Event::VaultFailed`].
    Note(Ticket, u64),
    /// Spend this session's refresh token, then [`Event::Refreshed`].
    Refresh(Ticket, Arc<Session>),
    /// Log in with the remembered secrets, then [`Event::LoggedIn`] or [`Event::VaultFailed`].
    LogIn(Ticket),
    /// Put the session on the disk, then [`Event::Committed`], [`Event::Gone`] or [`Event::VaultFailed`].
    Commit(Ticket, Arc<Session>),
    /// Note that the server refused this version of the remembered secrets, then [`Event::SecretsRejected`] or
    /// [`Event::VaultFailed`].
    RejectSecrets(Ticket, u64),
    /// Put the note back as it was before this generation was sent: it was not spent.
    Unspent(AccountId, u64, Option<DateTime<Utc>>),
    /// Note that nobody shall try this generation unattended before the moment.
    Postpone(AccountId, u64, Moment),
    /// Let the lock that this flight got go.
    Unlock(Ticket),
    /// Keep the lock, and tell whoever waits for it that waiting is of no use.
    KeepUncommitted(Ticket),
    /// Add a row to the account's timeline.
    Tell(AccountId, Row),
    /// The account looks different now, or is gone.
    Publish(AccountId),
    /// The flight has ended; whoever waits for it may go on.
    Done(AccountId, Result<(), Error>),
}
