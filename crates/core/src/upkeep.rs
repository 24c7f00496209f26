//! What is done to a vault as a whole. Nobody else may be working on it meanwhile: what they have in hand could not be saved
//! under another key.

use crate::error::{Code, Error, Result};
use crate::home::Home;
use crate::keyring::Prompt;
use crate::lock::{AccountLock, Lease};
use crate::vault::{KeySource, Keys, Vault};
use std::time::Duration;

/// How long a refresh that is under way is waited for.
const PATIENCE: Duration = Duration::from_secs(45);

/// Seals everything with a new key. Refused while the app or `fob keep` runs; a refresh that is under way is waited for.
///
/// # Errors
/// `busy` while somebody works on the vault; what opens it, or does not; `vault_unavailable`. Then the old key is still the
/// right one.
pub async fn rekey(home: &Home, old: Keys, source: Option<KeySource>, new: Keys) -> Result<KeySource> {
    let lease = Lease::try_take(home)?.ok_or_else(|| {
        Error::new(
            Code::Busy,
            "A running Fobwatch works on this vault.",
            "Quit the app and stop `fob keep`, then try again.",
        )
    })?;
    let opened = home.clone();
    let keys = old.clone();
    let vault = blocking(move || Vault::open(&opened, &keys, Prompt::Never)).await?;
    let mut locks = Vec::new();
    for account in vault.accounts()? {
        locks.push(AccountLock::take(home, account.id, PATIENCE).await?);
    }
    let source = source.unwrap_or(vault.source());
    blocking(move || vault.rekey(&old, source, &new, Prompt::Never).map(drop)).await?;
    drop((locks, lease));
    Ok(source)
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Error::internal("a vault call")))
}
