//! Remarks in the vault, sealed: people write all kinds of things into notes.

use super::seal::Place;
use super::{Vault, told};
use crate::account::{Account, AccountId};
use crate::error::{Error, Result};
use crate::remarks::Remarks;
use rusqlite::Connection;
use zeroize::Zeroizing;

/// The column that holds them.
pub(super) const COLUMN: &str = "remarks";

/// They go nowhere, so they stay readable wherever the account's address moves to.
pub(super) const UNBOUND: [u8; 32] = [0; 32];

impl Vault {
    /// Keeps what somebody has written down about an account.
    ///
    /// # Errors
    /// `no_account`, `vault_unavailable`.
    pub fn set_remarks(&self, account: AccountId, remarks: &Remarks) -> Result<()> {
        let id = account.to_string();
        let plain = serde_json::to_vec(remarks).map(Zeroizing::new);
        let plain = plain.map_err(|_| Error::internal("writing remarks"))?;
        let connection = self.connection();
        self.check_key(&connection)?;
        let sealed = self.sealer.seal(&place(&id), &plain)?;
        let changed = connection
            .execute("UPDATE account SET remarks = ?2 WHERE id = ?1", (&id, sealed))
            .map_err(|error| told(&error))?;
        if changed == 0 { Err(Error::no_account()) } else { Ok(()) }
    }

    /// The account with its remarks. Some that were altered and do not open are none.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub(super) fn remarked(&self, connection: &Connection, mut account: Account) -> Result<Account> {
        let id = account.id.to_string();
        let sealed: Option<Vec<u8>> = connection
            .query_row("SELECT remarks FROM account WHERE id = ?1", [&id], |row| row.get(0))
            .map_err(|error| told(&error))?;
        let plain = sealed.and_then(|sealed| self.sealer.open(&place(&id), &sealed));
        account.remarks = plain.and_then(|plain| serde_json::from_slice(&plain).ok()).unwrap_or_default();
        Ok(account)
    }
}

fn place(id: &str) -> Place<'_> {
    Place { account: id, column: COLUMN, generation: 0, binding: &UNBOUND }
}
