//! The secrets that were entered for an account and are still here: with what is remembered, or with the session.

use super::accounts::{bound, find};
use super::seal::Place;
use super::{Vault, context, damaged, told};
use crate::account::{Account, AccountId};
use crate::auth::Secrets;
use crate::error::{Error, Result};
use crate::profile::{Ask, Profile};
use crate::tls::CLIENT_KEY;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction};
use std::collections::BTreeMap;

/// Since when each secret is here, by our clock; `None`: an older version did not note it down.
pub(super) type Since = BTreeMap<String, Option<DateTime<Utc>>>;

impl Vault {
    /// The secrets that were entered for an account and are still here, also where the server has refused them.
    ///
    /// # Errors
    /// `no_account`, `vault_unavailable`.
    pub fn kept(&self, account: AccountId) -> Result<Secrets> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(|error| told(&error))?;
        let account = find(&transaction, account)?.ok_or_else(Error::no_account)?;
        self.open_kept(&transaction, &account)
    }

    pub(super) fn open_kept(&self, transaction: &Transaction<'_>, account: &Account) -> Result<Secrets> {
        let (id, bound) = (account.id.to_string(), bound(account));
        let session: Option<(u64, Option<Vec<u8>>)> = transaction
            .query_row("SELECT generation, context FROM session WHERE account = ?1", [&id], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .map_err(|error| told(&error))?;
        let mut kept = session
            .and_then(|(generation, sealed)| {
                let place = Place { account: &id, column: "context", generation, binding: &bound };
                context::read(&self.sealer.open(&place, &sealed?)?)
            })
            .map(|context| context.secrets)
            .unwrap_or_default();
        if let Some((remembered, _)) = self.open_secrets(transaction, account)? {
            kept.extend(remembered.secrets);
        }
        // It is no input: it came out of a file, with its certificate.
        kept.remove(CLIENT_KEY);
        Ok(kept)
    }
}

/// Since when each of these is here, where those were here before.
pub(super) fn since(had: &Secrets, was: &Since, has: &Secrets, now: DateTime<Utc>) -> Since {
    let since = |(name, value): (&String, &crate::secret::Secret)| {
        let same = had.get(name).is_some_and(|old| old.expose() == value.expose());
        (name.clone(), if same { was.get(name).copied().flatten() } else { Some(now) })
    };
    has.iter().map(since).collect()
}

/// As it stands in the vault.
///
/// # Errors
/// `internal` where it cannot be written.
pub(super) fn written(since: &Since) -> Result<String> {
    serde_json::to_string(since).map_err(|_| Error::internal("writing how old secrets are"))
}

/// From what stands in the vault. Where an older version wrote nothing down, the profile tells what there may be.
///
/// # Errors
/// `vault_damaged`.
pub(super) fn read(text: Option<&str>, remembers: bool, profile: &Profile) -> Result<Since> {
    match text {
        Some(text) => {
            serde_json::from_str(text).map_err(|_| damaged("The vault holds an account that cannot be read."))
        }
        None if remembers => {
            let lasting =
                profile.secret_inputs().filter(|input| input.ask != Ask::EachTime && !input.optional);
            Ok(lasting.map(|input| (input.name.clone(), None)).collect())
        }
        None => Ok(Since::new()),
    }
}
