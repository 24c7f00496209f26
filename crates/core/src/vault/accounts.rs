//! Accounts in the vault, and their remembered secrets.

use super::seal::{Place, binding};
use super::{Vault, damaged, kept, told};
use crate::account::{Account, AccountId};
use crate::auth::Secrets;
use crate::error::{Code, Error, Result};
use crate::profile::Profile;
use crate::remarks::Remarks;
use crate::secret::Secret;
use crate::session::Session;
use crate::tls::Tls;
use chrono::{DateTime, Utc};
use rusqlite::{ErrorCode, OptionalExtension, Row, Transaction, TransactionBehavior};
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// The remembered secrets of an account, with the version that tells whether the server has refused them already.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// What is sent at a login.
    pub secrets: Secrets,
    /// Grows with each change.
    pub version: u64,
}

impl Vault {
    /// All accounts, by name.
    ///
    /// # Errors
    /// `vault_damaged`, `vault_unavailable`.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        let connection = self.connection();
        let mut statement = connection
            .prepare(&format!("SELECT {COLUMNS} FROM account ORDER BY name COLLATE NOCASE"))
            .map_err(|error| told(&error))?;
        statement
            .query_map([], |row| Ok(read(row)))
            .map_err(|error| told(&error))?
            .map(|row| self.remarked(&connection, row.map_err(|error| told(&error))??))
            .collect()
    }

    /// Whether another account has this name, upper and lower case alike.
    ///
    /// # Errors
    /// `name_taken`, on the field `name`.
    pub fn check_name_free(&self, name: &str, except: Option<AccountId>) -> Result<()> {
        let owner: Option<String> = self
            .connection()
            .query_row("SELECT id FROM account WHERE name = ?1", [name], |row| row.get(0))
            .optional()
            .map_err(|error| told(&error))?;
        match owner {
            Some(owner) if Some(&owner) != except.map(|id| id.to_string()).as_ref() => Err(name_taken()),
            _ => Ok(()),
        }
    }

    /// Adds or changes an account.
    ///
    /// `secrets` and `session` are what is new; what is `None` stays as it is, but only as long as the account's
    /// origin and profile stay: otherwise the old ones are dropped, since they belong to the old place.
    /// An account that does not remember loses its secrets. One transaction: all of it or nothing.
    ///
    /// # Errors
    /// `name_taken`, `vault_damaged`, `vault_unavailable`.
    pub fn put(
        &self,
        account: &Account,
        secrets: Option<&Secrets>,
        session: Option<&Session>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| told(&error))?;
        let id = account.id.to_string();
        let old = find(&transaction, account.id)?;
        let had = old.as_ref().map(|old| self.open_kept(&transaction, old)).transpose()?.unwrap_or_default();
        let moved = old.as_ref().is_some_and(|old| bound(old) != bound(account));
        let inputs = serde_json::to_string(&account.inputs).map_err(|_| Error::internal("writing inputs"))?;
        let trusts =
            serde_json::to_string(&account.trusts).map_err(|_| Error::internal("writing origins"))?;
        transaction
            .execute(
                "INSERT INTO account (id, name, base_url, environment, profile, inputs, created_at,
                                      profile_text, trusts, ca, certificate)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, base_url = ?3, environment = ?4, profile = ?5, inputs = ?6,
                                                profile_text = ?8, trusts = ?9, ca = ?10, certificate = ?11",
                (
                    &id,
                    &account.name,
                    account.base_url.as_str(),
                    &account.environment,
                    &account.profile.id,
                    inputs,
                    now,
                    Some(account.profile.text()).filter(|_| !account.profile.is_built_in()),
                    trusts,
                    &account.tls.ca,
                    &account.tls.certificate,
                ),
            )
            .map_err(|error| match error.sqlite_error_code() {
                Some(ErrorCode::ConstraintViolation) => name_taken(),
                _ => told(&error),
            })?;
        if moved {
            transaction
                .execute("DELETE FROM session WHERE account = ?1", [&id])
                .map_err(|error| told(&error))?;
        }
        match secrets.filter(|_| account.remembers) {
            Some(secrets) => self.put_secrets(&transaction, account, secrets)?,
            None if moved || !account.remembers => {
                transaction
                    .execute("UPDATE account SET secrets = NULL WHERE id = ?1", [&id])
                    .map_err(|error| told(&error))?;
            }
            None => {}
        }
        if let Some(session) = session {
            self.put_session(&transaction, account, session)?;
        }
        let was = old.map(|old| old.kept).unwrap_or_default();
        let since = kept::since(&had, &was, &self.open_kept(&transaction, account)?, now);
        transaction
            .execute("UPDATE account SET secrets_since = ?2 WHERE id = ?1", (&id, kept::written(&since)?))
            .map_err(|error| told(&error))?;
        transaction.commit().map_err(|error| told(&error))?;
        if moved || !account.remembers {
            Self::scrub(&connection)?;
        }
        Ok(())
    }

    fn put_secrets(&self, transaction: &Transaction<'_>, account: &Account, secrets: &Secrets) -> Result<()> {
        let id = account.id.to_string();
        let version: u64 = transaction
            .query_row(
                "UPDATE account SET secrets_version = secrets_version + 1 WHERE id = ?1 RETURNING secrets_version",
                [&id],
                |row| row.get(0),
            )
            .map_err(|error| told(&error))?;
        let bound = bound(account);
        let place = Place { account: &id, column: "secrets", generation: version, binding: &bound };
        self.check_key(transaction)?;
        let sealed = self.sealer.seal(&place, &write_json(secrets)?)?;
        transaction
            .execute("UPDATE account SET secrets = ?2 WHERE id = ?1", (&id, sealed))
            .map_err(|error| told(&error))?;
        Ok(())
    }

    /// Removes an account with everything it had.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn remove(&self, account: AccountId) -> Result<()> {
        let connection = self.connection();
        connection
            .execute("DELETE FROM account WHERE id = ?1", [account.to_string()])
            .map_err(|error| told(&error))?;
        Self::scrub(&connection)
    }

    /// The remembered secrets; `None` when there are none, when the server has refused this version already, or when
    /// they were altered and do not open.
    ///
    /// # Errors
    /// `no_account`, `vault_unavailable`.
    pub fn remembered(&self, account: AccountId) -> Result<Option<Remembered>> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(|error| told(&error))?;
        let found = find(&transaction, account)?.ok_or_else(Error::no_account)?;
        let Some((remembered, rejected)) = self.open_secrets(&transaction, &found)? else {
            return self.check_key(&transaction).map(|()| None);
        };
        Ok(Some(remembered).filter(|_| !rejected))
    }

    /// The remembered secrets, and whether the server has refused this version of them; `None` when there are none, or when
    /// they were altered and do not open.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub(super) fn open_secrets(
        &self,
        transaction: &Transaction<'_>,
        account: &Account,
    ) -> Result<Option<(Remembered, bool)>> {
        let id = account.id.to_string();
        let (sealed, version, rejected): (Option<Vec<u8>>, u64, u64) = transaction
            .query_row(
                "SELECT secrets, secrets_version, rejected_version FROM account WHERE id = ?1",
                [&id],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .map_err(|error| told(&error))?;
        let bound = bound(account);
        let place = Place { account: &id, column: "secrets", generation: version, binding: &bound };
        let plain = sealed.and_then(|sealed| self.sealer.open(&place, &sealed));
        let read = plain.and_then(|plain| serde_json::from_slice::<BTreeMap<String, Secret>>(&plain).ok());
        Ok(read.map(|secrets| (Remembered { secrets, version }, version == rejected)))
    }

    /// Notes that the server refused this version of the secrets, so that nobody tries it unattended again:
    /// a few wrong passwords lock an account at many APIs.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn reject_secrets(&self, account: AccountId, version: u64) -> Result<()> {
        self.connection()
            .execute(
                "UPDATE account SET rejected_version = ?2 WHERE id = ?1 AND secrets_version = ?2",
                (account.to_string(), version),
            )
            .map(|_| ())
            .map_err(|error| told(&error))
    }
}

/// What is read of an account, in the order of [`read`].
const COLUMNS: &str = "id, name, base_url, environment, profile, inputs, secrets IS NOT NULL,
                       profile_text, trusts, ca, certificate, secrets_since";

/// The account's row.
pub(super) fn find(transaction: &Transaction<'_>, account: AccountId) -> Result<Option<Account>> {
    transaction
        .query_row(&format!("SELECT {COLUMNS} FROM account WHERE id = ?1"), [account.to_string()], |row| {
            Ok(read(row))
        })
        .optional()
        .map_err(|error| told(&error))?
        .transpose()
}

/// What the account's secrets are tied to.
pub(super) fn bound(account: &Account) -> [u8; 32] {
    let mut safety = account.tls.digest();
    for origin in &account.trusts {
        safety.push('\n');
        safety.push_str(origin);
    }
    binding(account.base_url.origin(), &account.profile.identity(), &safety)
}

fn name_taken() -> Error {
    Error::new(Code::NameTaken, "Another account has this name.", "Choose another name.").on_field("name")
}

fn read(row: &Row<'_>) -> Result<Account> {
    let text = |index: usize| row.get::<_, String>(index).map_err(|error| told(&error));
    let optional = |index: usize| row.get::<_, Option<String>>(index).map_err(|error| told(&error));
    let odd = |_| damaged("The vault holds an account that cannot be read.");
    let profile = Profile::kept(&text(4)?, optional(7)?.as_deref());
    let remembers = row.get(6).map_err(|error| told(&error))?;
    let kept = kept::read(optional(11)?.as_deref(), remembers, &profile)?;
    Ok(Account {
        id: text(0)?.parse().map_err(odd)?,
        name: text(1)?,
        base_url: crate::address::BaseUrl::parse(&text(2)?).map_err(odd)?,
        environment: text(3)?,
        profile,
        inputs: serde_json::from_str(&text(5)?)
            .map_err(|_| damaged("The vault holds an account that cannot be read."))?,
        remembers,
        trusts: match optional(8)? {
            Some(text) => serde_json::from_str(&text)
                .map_err(|_| damaged("The vault holds an account that cannot be read."))?,
            None => BTreeSet::new(),
        },
        tls: Tls { ca: optional(9)?, certificate: optional(10)? },
        // Sealed: see `Vault::remarked`.
        remarks: Remarks::default(),
        kept,
    })
}

/// Secrets as a JSON object, in a buffer that never moves and so leaves no unwiped copy.
fn write_json(secrets: &Secrets) -> Result<Zeroizing<Vec<u8>>> {
    let plain: BTreeMap<&str, &str> =
        secrets.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    let room = 16 + plain.iter().map(|(name, value)| 8 + 6 * (name.len() + value.len())).sum::<usize>();
    let mut out = Zeroizing::new(Vec::with_capacity(room));
    serde_json::to_writer(&mut *out, &plain).map_err(|_| Error::internal("writing secrets"))?;
    Ok(out)
}
