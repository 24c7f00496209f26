//! One refresh an account, over all processes: a lock file for each account.

use crate::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::home::Home;
use crate::world::Pending;
use std::fs::{File, TryLockError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a holder is waited for. Longer than one whole call with its commit.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// Who may change an account's session: one holder at a time. The real ones are [`FileLocks`].
pub trait Locks: Send + Sync + 'static {
    /// Waits for the account's lock, at most `patience`.
    ///
    /// Fails with `busy` when somebody else kept it too long, with `held_uncommitted` as soon as the holder has a newer
    /// session that is not on the disk, with `vault_unavailable` when there can be no lock.
    fn take(&self, account: AccountId, patience: Duration) -> Pending<'_, Result<Box<dyn Hold>>>;

    /// Whether this is the one among all processes that keeps sessions fresh by itself. Whoever asks and could be it
    /// becomes it, and stays it.
    fn leads(&self) -> bool;
}

/// The one among all processes that keeps sessions fresh by itself: the app, or `fob keep`. Let go when dropped, and by the
/// system when the process ends.
#[derive(Debug)]
pub struct Lease {
    _file: File,
}

impl Lease {
    /// `None` when somebody else has it.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn try_take(home: &Home) -> Result<Option<Self>> {
        let file = home.lock_file("keeper.lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(crate::home::unavailable(home.folder(), &error)),
        }
    }
}

/// An account's lock, held until it is dropped.
pub trait Hold: Send + Sync {
    /// Tells everybody who waits that the holder has a newer session that cannot be put on the disk for now, so that
    /// waiting is of no use.
    fn keep_uncommitted(&self);
}

/// Lock files in the data folder.
#[derive(Debug)]
pub struct FileLocks {
    home: Home,
    lease: Mutex<Option<Lease>>,
}

impl FileLocks {
    /// In this folder.
    pub fn new(home: Home) -> Self {
        Self { home, lease: Mutex::default() }
    }
}

impl Locks for FileLocks {
    fn take(&self, account: AccountId, patience: Duration) -> Pending<'_, Result<Box<dyn Hold>>> {
        Box::pin(async move {
            let lock = AccountLock::take(&self.home, account, patience).await?;
            Ok(Box::new(lock) as Box<dyn Hold>)
        })
    }

    fn leads(&self) -> bool {
        let mut lease = self.lease.lock().unwrap_or_else(PoisonError::into_inner);
        if lease.is_none() {
            // Where there can be no lock files, there can be no refresh either.
            *lease = Lease::try_take(&self.home).unwrap_or_default();
        }
        lease.is_some()
    }
}

/// Held while an account's session may change. Let go when dropped, and by the system when the process ends.
///
/// The lock belongs to this value, not to the process (`flock`): two holders in one process exclude each other too.
#[derive(Debug)]
pub struct AccountLock {
    _file: File,
    /// Locked as well while a newer session is not on the disk. It exists from the start, since a full disk has no room
    /// for a new file.
    uncommitted: File,
}

impl AccountLock {
    /// Waits for the account's lock, at most `patience`.
    ///
    /// # Errors
    /// As [`Locks::take`].
    pub async fn take(home: &Home, account: AccountId, patience: Duration) -> Result<Self> {
        let unavailable = |error: &std::io::Error| crate::home::unavailable(home.folder(), error);
        let file = home.lock_file(&format!("{account}.lock"))?;
        let uncommitted = home.lock_file(&format!("{account}.uncommitted"))?;
        let started = tokio::time::Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file, uncommitted }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(unavailable(&error)),
            }
            // Shared, so that those who look do not disturb each other.
            match uncommitted.try_lock_shared() {
                Ok(()) => uncommitted.unlock().map_err(|error| unavailable(&error))?,
                Err(TryLockError::WouldBlock) => return Err(held_uncommitted()),
                Err(TryLockError::Error(error)) => return Err(unavailable(&error)),
            }
            if started.elapsed() >= patience {
                return Err(busy());
            }
            // Asked again and again instead of waited for: a wait in the system could not be given up.
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }
}

impl Hold for AccountLock {
    fn keep_uncommitted(&self) {
        for _ in 0..100 {
            // Somebody who looks right now holds it for a moment.
            match self.uncommitted.try_lock() {
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
                Ok(()) | Err(TryLockError::Error(_)) => return,
            }
        }
    }
}

/// Somebody else has kept the account's lock too long.
pub fn busy() -> Error {
    Error::new(Code::Busy, "Another Fobwatch is working on this account.", "Try again in a moment.")
}

/// Somebody else has a newer session that is not on the disk.
pub fn held_uncommitted() -> Error {
    Error::new(
        Code::HeldUncommitted,
        "Another Fobwatch has a newer session of this account and cannot save it at the moment.",
        "Look at that one: it says what keeps it from saving.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_holder_at_a_time() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(temp.path()).unwrap();
        let id = AccountId::random();
        let held = AccountLock::take(&home, id, Duration::ZERO).await.unwrap();
        let error = AccountLock::take(&home, id, Duration::from_millis(30)).await.unwrap_err();
        assert_eq!(error.code, Code::Busy);
        AccountLock::take(&home, AccountId::random(), Duration::ZERO).await.unwrap();
        drop(held);
        AccountLock::take(&home, id, Duration::ZERO).await.unwrap();
    }

    #[test]
    fn one_leads_until_it_ends() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(temp.path()).unwrap();
        let (one, other) = (FileLocks::new(home.clone()), FileLocks::new(home));
        assert!(one.leads() && !other.leads() && one.leads());
        drop(one);
        assert!(other.leads());
    }

    #[tokio::test]
    async fn nobody_waits_for_a_session_that_cannot_be_saved() {
        let temp = tempfile::tempdir().unwrap();
        let home = Home::at(temp.path()).unwrap();
        let id = AccountId::random();
        let held = AccountLock::take(&home, id, Duration::ZERO).await.unwrap();
        held.keep_uncommitted();
        let error = AccountLock::take(&home, id, Duration::from_secs(60)).await.unwrap_err();
        assert_eq!(error.code, Code::HeldUncommitted);
        drop(held);
        AccountLock::take(&home, id, Duration::ZERO).await.unwrap();
    }
}
