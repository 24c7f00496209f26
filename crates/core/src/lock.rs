//! One refresh an account, over all processes: a lock file for each account.

use crate::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::home::Home;
use std::fs::{File, TryLockError};
use std::time::Duration;

/// How long a holder is waited for. Longer than one whole call with its commit.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// Held while an account's session may change. Let go when dropped, and by the system when the process ends.
///
/// The lock belongs to this value, not to the process (`flock`): two holders in one process exclude each other too.
#[derive(Debug)]
pub struct AccountLock {
    _file: File,
}

impl AccountLock {
    /// Waits for the account's lock, at most `patience`.
    ///
    /// # Errors
    /// `busy` when somebody else kept it too long, `vault_unavailable` when there can be no lock file.
    pub async fn take(home: &Home, account: AccountId, patience: Duration) -> Result<Self> {
        let file = home.lock_file(&format!("{account}.lock"))?;
        let started = tokio::time::Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => {
                    return Err(crate::home::unavailable(home.folder(), &error));
                }
            }
            if started.elapsed() >= patience {
                return Err(Error::new(
                    Code::Busy,
                    "Another Fobwatch is working on this account.",
                    "Try again in a moment.",
                ));
            }
            // Asked again and again instead of waited for: a wait in the system could not be given up.
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(100));
        }
    }
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
}
