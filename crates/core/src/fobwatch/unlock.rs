//! A passphrase that a person types into the window.

use super::Fobwatch;
use crate::error::Result;
use crate::keyring::Prompt;
use crate::secret::Secret;
use crate::vault::{KeySource, Keys};
use crate::view::VaultView;
use std::sync::Arc;

impl Fobwatch {
    /// Opens the vault with this passphrase, or checks it against the open one.
    ///
    /// # Errors
    /// `wrong_passphrase`; why the vault cannot be opened otherwise.
    pub async fn unlock(&self, passphrase: Secret) -> Result<()> {
        if self.keeper().is_ok() {
            return self.in_vault(move |vault| vault.check_passphrase(&passphrase)).await;
        }
        let keys = Keys { passphrase: Arc::new(move |_| Ok(passphrase.clone())), ..self.0.keys.clone() };
        match self.open_with(keys, Prompt::Never).await {
            VaultView::Closed { .. } => self.keeper().map(drop),
            _ => Ok(()),
        }
    }

    /// Whether a passphrase opens the vault: then the window can be locked with it.
    pub async fn has_passphrase(&self) -> bool {
        self.in_vault(|vault| Ok(vault.source() == KeySource::Passphrase)).await.unwrap_or(false)
    }
}
