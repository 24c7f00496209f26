//! What can be said of a vault without its key.

use super::{KeySource, Vault, describe, schema, told};
use crate::error::Result;
use crate::home::Home;
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::time::Duration;

/// What can be said of a vault without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its file.
    pub path: PathBuf,
    /// Its lasting identity.
    pub id: String,
    /// What opens it.
    pub source: KeySource,
    /// The accounts' names, in order.
    pub names: Vec<String>,
    /// The version of its tables.
    pub version: i64,
}

impl Summary {
    /// Of this folder's vault; `None` when there is none. Nothing is written.
    ///
    /// # Errors
    /// `vault_damaged`, `vault_newer`, `vault_unavailable`.
    pub fn of(home: &Home) -> Result<Option<Self>> {
        let path = home.vault();
        if !Vault::exists(home) {
            return Ok(None);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let connection = Connection::open_with_flags(&path, flags).map_err(|error| told(&error))?;
        connection.busy_timeout(Duration::from_secs(1)).map_err(|error| told(&error))?;
        schema::check(&connection)?;
        let Some(found) = describe(&connection)? else { return Ok(None) };
        let mut statement = connection
            .prepare("SELECT name FROM account ORDER BY name COLLATE NOCASE")
            .map_err(|error| told(&error))?;
        let names = statement
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|error| told(&error))?;
        let version = schema::version(&connection)?;
        Ok(Some(Self { path, id: found.id, source: found.source, names, version }))
    }
}

impl Vault {
    /// Tries whether the disk takes something: a write that changes nothing.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn try_to_write(&self) -> Result<()> {
        self.connection().execute("UPDATE vault SET id = id", []).map(|_| ()).map_err(|error| told(&error))
    }
}
