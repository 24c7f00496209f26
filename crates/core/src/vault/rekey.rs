//! Another key for the same vault, and copies of it that open with a passphrase.

use super::accounts::{bound, find};
use super::derivation::Derivation;
use super::keys::{self, KeySource, Keys, NewKey};
use super::seal::{Place, Sealer};
use super::{Vault, connect, key_check, prepare, remarks, schema, told};
use crate::account::AccountId;
use crate::error::{Code, Error, Result};
use crate::home::{Home, make_private, unavailable};
use crate::keyring::Prompt;
use crate::secret::Secret;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::Path;

impl Vault {
    /// Seals everything with a new key from `source`, in one step: a crash leaves the vault with its old key or with its new
    /// one. Nobody else may be working on it, or what they have in hand could not be saved any more.
    ///
    /// # Errors
    /// The keyring's errors; `key_file`, `passphrase_needed`, `vault_unavailable`. Then the old key is still the right
    /// one.
    pub fn rekey(self, old: &Keys, source: KeySource, new: &Keys, prompt: Prompt) -> Result<Self> {
        let key = new.new_key(source, &self.id, prompt)?;
        // Where this fails the new key stays in the keyring: a commit that failed may be found done after a crash.
        let sealer = reseal(&mut self.connection(), &self.id, &self.sealer, &key)?;
        // The new key holds from here on. What stays behind in the log is sealed with a key that is about to be deleted.
        let _ = Self::scrub(&self.connection());
        old.forget(self.source, &keys::item(&self.id, &self.key_id));
        Ok(Self { sealer, source, key_id: key.id, ..self })
    }

    /// Writes a consistent copy, sealed with a key that comes from this passphrase. The file must not exist yet.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn back_up(&self, to: &Path, passphrase: &Secret) -> Result<()> {
        make_private(to).map_err(|error| unavailable(to, &error))?;
        let written = self.write_copy(to, passphrase);
        if written.is_err() {
            // Half a copy is worse than none.
            let _ = std::fs::remove_file(to);
        }
        written
    }

    fn write_copy(&self, to: &Path, passphrase: &Secret) -> Result<()> {
        copy(&self.connection(), to)?;
        let mut connection = Connection::open(to).map_err(|error| told(&error))?;
        connection.pragma_update(None, "secure_delete", "ON").map_err(|error| told(&error))?;
        let derivation = Derivation::of_passphrase()?;
        let key = NewKey {
            source: KeySource::Passphrase,
            id: uuid::Uuid::new_v4().to_string(),
            key: derivation.key(passphrase.expose().as_bytes())?,
            derivation: Some(derivation),
        };
        reseal(&mut connection, &self.id, &self.sealer, &key)?;
        connection.execute_batch("VACUUM").map_err(|error| told(&error))
    }

    /// Makes this folder's vault from a copy that [`Vault::back_up`] wrote. There must be no vault yet.
    ///
    /// # Errors
    /// `vault_unavailable` where there is one; `wrong_passphrase`, `vault_damaged`; the keyring's errors and `key_file`
    /// for the new key.
    pub fn restore(
        home: &Home,
        from: &Path,
        passphrase: &Secret,
        source: KeySource,
        keys: &Keys,
        prompt: Prompt,
    ) -> Result<Self> {
        let _making = home.lock_for_a_moment("vault.lock")?;
        let remains = ["-wal", "-shm", "-journal"].map(|end| {
            let mut path = home.vault().into_os_string();
            path.push(end);
            std::path::PathBuf::from(path)
        });
        if let Some(path) = remains.iter().find(|path| path.symlink_metadata().is_ok()) {
            return Err(Error::new(
                Code::VaultUnavailable,
                format!("{} belongs to another vault.", path.display()),
                "Move it to where that vault's file was moved: it holds its latest tokens. Nothing was changed.",
            ));
        }
        if home.vault().symlink_metadata().is_ok() {
            return Err(Error::new(
                Code::VaultUnavailable,
                format!("There is a vault already: {}.", home.vault().display()),
                "Move it away first, or restore into another FOBWATCH_HOME. Nothing was changed.",
            ));
        }
        let backup = Connection::open_with_flags(from, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
            .map_err(|error| told(&error))?;
        schema::check(&backup)?;
        let found = super::describe(&backup)?.ok_or_else(|| super::damaged("The file holds no vault."))?;
        let given = Keys {
            passphrase: {
                let given = passphrase.clone();
                std::sync::Arc::new(move |_| Ok(given.clone()))
            },
            ..keys.clone()
        };
        let sealer = found.sealer(&given, prompt)?;
        // Under another name until it is whole.
        let part = home.folder().join("vault.db.restoring");
        let _ = std::fs::remove_file(&part);
        make_private(&part).map_err(|error| unavailable(&part, &error))?;
        let filled = || {
            copy(&backup, &part)?;
            let mut connection = Connection::open(&part).map_err(|error| told(&error))?;
            schema::migrate(&mut connection).map_err(|error| told(&error))?;
            let key = keys.new_key(source, &found.id, prompt)?;
            let sealer = reseal(&mut connection, &found.id, &sealer, &key)?;
            Ok::<_, Error>((key, sealer))
        };
        let (key, sealer) = filled().inspect_err(|_| drop(std::fs::remove_file(&part)))?;
        std::fs::File::open(&part)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&part, home.vault()))
            .map_err(|error| unavailable(&home.vault(), &error))?;
        let connection = connect(home)?;
        prepare(&connection).map_err(|error| told(&error))?;
        Ok(Self { connection: connection.into(), sealer, id: found.id, source, key_id: key.id })
    }
}

/// A consistent copy, also while others write.
fn copy(from: &Connection, to: &Path) -> Result<()> {
    let path = to.to_str().ok_or_else(|| {
        Error::new(Code::VaultUnavailable, "The file's name is not UTF-8.", "Choose another name.")
    })?;
    from.execute("VACUUM INTO ?1", [path]).map(|_| ()).map_err(|error| told(&error))
}

/// Seals everything anew and writes down how the new key is had: all of it or nothing. What did not open before stays
/// as it was, and still does not open.
fn reseal(connection: &mut Connection, vault: &str, old: &Sealer, key: &NewKey) -> Result<Sealer> {
    let new = Sealer::new(&key.key, vault);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| told(&error))?;
    // Another process may have given the vault another key since; what does not open would go unnoticed.
    let check: Vec<u8> = transaction
        .query_row("SELECT key_check FROM vault", [], |row| row.get(0))
        .map_err(|error| told(&error))?;
    if old.open(&key_check(), &check).is_none() {
        return Err(super::key_changed());
    }
    for id in ids(&transaction)? {
        let Some(account) = find(&transaction, id)? else { continue };
        let (id, bound) = (id.to_string(), bound(&account));
        for (table, owner, column, version) in [
            ("account", "id", remarks::COLUMN, "0"),
            ("account", "id", "secrets", "secrets_version"),
            ("session", "account", "access_token", "generation"),
            ("session", "account", "refresh_token", "generation"),
            ("session", "account", "context", "generation"),
        ] {
            let sealed = transaction.query_row(
                &format!("SELECT {version}, {column} FROM {table} WHERE {owner} = ?1"),
                [&id],
                |row| Ok((row.get::<_, u64>(0)?, row.get::<_, Option<Vec<u8>>>(1)?)),
            );
            let (generation, sealed) = match sealed {
                Ok((generation, Some(sealed))) => (generation, sealed),
                Ok((_, None)) | Err(rusqlite::Error::QueryReturnedNoRows) => continue,
                Err(error) => return Err(told(&error)),
            };
            let binding = if column == remarks::COLUMN { &remarks::UNBOUND } else { &bound };
            let place = Place { account: &id, column, generation, binding };
            if let Some(plain) = old.open(&place, &sealed) {
                transaction
                    .execute(
                        &format!("UPDATE {table} SET {column} = ?2 WHERE {owner} = ?1"),
                        (&id, new.seal(&place, &plain)?),
                    )
                    .map_err(|error| told(&error))?;
            }
        }
    }
    // Recognised with the old key only; a day later there is nothing to be missed.
    transaction.execute("DELETE FROM past", []).map_err(|error| told(&error))?;
    let check = new.seal(&key_check(), b"fobwatch")?;
    let derivation = super::written(key.derivation.as_ref())?;
    transaction
        .execute(
            "UPDATE vault SET key_source = ?1, key_id = ?2, key_check = ?3, derivation = ?4",
            (key.source.as_str(), &key.id, &check, &derivation),
        )
        .map_err(|error| told(&error))?;
    transaction.commit().map_err(|error| told(&error))?;
    Ok(new)
}

fn ids(transaction: &Transaction<'_>) -> Result<Vec<AccountId>> {
    let mut statement = transaction.prepare("SELECT id FROM account").map_err(|error| told(&error))?;
    let ids = statement
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(|error| told(&error))?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}
