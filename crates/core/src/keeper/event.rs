//! What the keeper is told, and what it wants done.

use crate::account::AccountId;
use crate::auth::Answer;
use crate::error::Error;
use crate::session::Session;
use crate::vault::{Record, Row};
use std::sync::Arc;

/// What has happened.
#[derive(Debug)]
pub enum Event {
    /// The vault holds this about an account: at the start, and after a person changed something.
    Known(Box<Record>),
    /// The account is no longer in the vault.
    Gone(AccountId),
    /// Time has passed.
    Tick,
    /// A person's own action took the account's lock over; whatever was under way ends here.
    Seized(AccountId),
    /// A person wants a new token now.
    Asked(AccountId),
    /// The account's lock is held.
    Locked(AccountId),
    /// The account's lock could not be had.
    NotLocked(AccountId, Error),
    /// The vault was read under the lock.
    Read(AccountId, Box<Record>),
    /// "Refresh sent" is on the disk.
    Noted(AccountId),
    /// What came of sending the refresh token.
    Refreshed(AccountId, Answer),
    /// What came of sending the remembered secrets, and which version of them it was.
    LoggedIn(AccountId, Answer, u64),
    /// The session is on the disk.
    Committed(AccountId),
    /// The vault failed at what was asked last.
    VaultFailed(AccountId, Error),
}

/// What is to be done.
#[derive(Debug)]
pub enum Action {
    /// Take the account's lock, then [`Event::Locked`] or [`Event::NotLocked`].
    Lock(AccountId),
    /// Read the account's record, then [`Event::Read`] or [`Event::VaultFailed`].
    Read(AccountId),
    /// Note on the disk that this generation is being spent, then [`Event::Noted`] or [`Event::VaultFailed`].
    Note(AccountId, u64),
    /// Spend this session's refresh token, then [`Event::Refreshed`].
    Refresh(AccountId, Arc<Session>),
    /// Log in with the remembered secrets, then [`Event::LoggedIn`] or [`Event::VaultFailed`].
    LogIn(AccountId),
    /// Put the session on the disk, then [`Event::Committed`] or [`Event::VaultFailed`].
    Commit(AccountId, Arc<Session>),
    /// Take the note back: this generation was not spent.
    Unspent(AccountId, u64),
    /// Note that the server refused this version of the remembered secrets.
    RejectSecrets(AccountId, u64),
    /// Let the account's lock go.
    Unlock(AccountId),
    /// Add a row to the account's timeline.
    Tell(AccountId, Row),
    /// The account looks different now.
    Publish(AccountId),
    /// The flight has ended; whoever waits for it may go on.
    Done(AccountId, Result<(), Error>),
}
