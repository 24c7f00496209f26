//! The vault's tables, and how an older vault becomes a newer one.

use crate::error::{Code, Error, Result};
use rusqlite::{Connection, TransactionBehavior};

/// Marks the file as a vault (`PRAGMA application_id`): "FOBW".
const APPLICATION_ID: i32 = 0x464F_4257;

/// One step a version; a step is never changed once it was released.
const STEPS: &[&str] = &["
    CREATE TABLE vault (
        one         INTEGER PRIMARY KEY CHECK (one = 1),
        id          TEXT NOT NULL,     -- names the vault; part of every seal
        key_source  TEXT NOT NULL,     -- 'keyring' | 'passphrase' | 'key-file'
        key_id      TEXT NOT NULL,     -- which key of that source
        key_check   BLOB NOT NULL      -- sealed with the key: tells a wrong key from a damaged row
    ) STRICT;
    CREATE TABLE account (
        id                TEXT PRIMARY KEY,
        name              TEXT NOT NULL UNIQUE COLLATE NOCASE,
        base_url          TEXT NOT NULL,
        environment       TEXT NOT NULL,
        profile           TEXT NOT NULL,
        inputs            TEXT NOT NULL,               -- JSON object, nothing secret
        generation        INTEGER NOT NULL DEFAULT 0,  -- the last one given; never goes back
        secrets           BLOB,                        -- sealed JSON object; NULL: not remembered
        secrets_version   INTEGER NOT NULL DEFAULT 0,  -- grows with each change
        rejected_version  INTEGER NOT NULL DEFAULT 0,  -- the version that the server refused: not tried unattended again
        created_at        TEXT NOT NULL
    ) STRICT;
    CREATE TABLE session (
        account             TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
        generation          INTEGER NOT NULL,
        access_token        BLOB NOT NULL,  -- sealed
        refresh_token       BLOB,           -- sealed
        client_id           TEXT,
        issued_at           TEXT NOT NULL,  -- this and the next two by the server's clock
        access_expires_at   TEXT,
        refresh_expires_at  TEXT,
        ahead_ms            INTEGER NOT NULL,
        refresh_sent_at     TEXT            -- our clock; set before the refresh token is sent, gone with its successor
    ) STRICT;
    CREATE TABLE timeline (
        row      INTEGER PRIMARY KEY,
        account  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        at       TEXT NOT NULL,
        kind     TEXT NOT NULL,
        text     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX timeline_of_account ON timeline (account, row);
", "
    ALTER TABLE session ADD COLUMN boot TEXT;            -- with the next: where our clock stood when ahead_ms was measured
    ALTER TABLE session ADD COLUMN offset_ms INTEGER;
    ALTER TABLE session ADD COLUMN wait_boot TEXT;       -- with the next: the server asked for no attempt before this moment
    ALTER TABLE session ADD COLUMN wait_until_ms INTEGER;
", "
    ALTER TABLE vault ADD COLUMN derivation TEXT;        -- JSON: how the key is made from a passphrase or a key file
", "
    ALTER TABLE account ADD COLUMN profile_text TEXT;    -- as it was when somebody logged in; NULL: one of ours
    ALTER TABLE account ADD COLUMN trusts TEXT;          -- JSON array: other origins that its credentials may go to
    ALTER TABLE account ADD COLUMN ca TEXT;              -- PEM: instead of the system's authorities
    ALTER TABLE account ADD COLUMN certificate TEXT;     -- PEM: the client certificate; its key is among the sealed secrets
    ALTER TABLE session ADD COLUMN context BLOB;         -- sealed JSON: what the tokens need beside themselves
", "
    ALTER TABLE account ADD COLUMN remarks BLOB;         -- sealed JSON: people write all kinds of things into notes
    ALTER TABLE account ADD COLUMN secrets_since TEXT;   -- JSON object: when each secret was entered
    ALTER TABLE vault ADD COLUMN settings TEXT;          -- JSON: how the keeper is to work; NULL: nobody has chosen
", "
    CREATE TABLE past (
        row          INTEGER PRIMARY KEY,
        account      TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        digest       BLOB NOT NULL,     -- of a token that was replaced, keyed: says nothing without the vault's key
        refresh      INTEGER NOT NULL,  -- 1: of a refresh token
        replaced_at  TEXT NOT NULL      -- our clock
    ) STRICT;
    CREATE INDEX past_of_account ON past (account, row);
"];

/// The version that this program writes.
pub(super) const VERSION: usize = STEPS.len();

/// The first version whose vault may open with a passphrase or a key file.
pub(super) const WITH_DERIVATION: i64 = 3;

/// The version of the tables.
///
/// # Errors
/// What the database says.
pub(super) fn version(connection: &Connection) -> Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(|error| super::told(&error))
}

/// Refuses what is no vault, or one from the future, before anything is written to it.
///
/// # Errors
/// `vault_damaged`, `vault_newer`.
pub(super) fn check(connection: &Connection) -> Result<()> {
    let number = |pragma: &str| {
        connection
            .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i64>(0))
            .map_err(|error| super::told(&error))
    };
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| super::told(&error))?;
    if tables > 0 && number("application_id")? != i64::from(APPLICATION_ID) {
        return Err(super::damaged("The file is a database, but not a vault."));
    }
    if version(connection)? > VERSION as i64 {
        return Err(Error::new(
            Code::VaultNewer,
            "The vault was written by a newer Fobwatch.",
            "Install that version again. Nothing was changed.",
        ));
    }
    Ok(())
}

/// Brings the tables to [`VERSION`], each step whole or not at all.
///
/// # Errors
/// What the database says.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version = |connection: &Connection| {
        connection.query_row("PRAGMA user_version", [], |row| row.get::<_, usize>(0))
    };
    // Most often there is nothing to do, and then nobody is kept from writing.
    if version(connection)? == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = version(&transaction)?;
    if version < VERSION {
        for step in &STEPS[version..] {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION as i64)?;
    }
    transaction.commit()
}
