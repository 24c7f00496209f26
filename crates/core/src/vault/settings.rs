//! The keeper's settings in the vault.

use super::{Vault, told};
use crate::error::{Error, Result};
use crate::settings::Settings;

impl Vault {
    /// What was chosen; `None` where nobody has chosen, or where what is there is nonsense.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn settings(&self) -> Result<Option<Settings>> {
        let text: Option<String> = self
            .connection()
            .query_row("SELECT settings FROM vault", [], |row| row.get(0))
            .map_err(|error| told(&error))?;
        let read = text.and_then(|text| serde_json::from_str::<Settings>(&text).ok());
        Ok(read.and_then(|settings| settings.check().ok()))
    }

    /// Keeps what was chosen.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn set_settings(&self, settings: &Settings) -> Result<()> {
        let text = serde_json::to_string(settings).map_err(|_| Error::internal("writing the settings"))?;
        self.connection()
            .execute("UPDATE vault SET settings = ?1", [text])
            .map(|_| ())
            .map_err(|error| told(&error))
    }
}
