//! What happened to an account, for people. No row holds a secret.

use super::{Vault, told};
use crate::account::AccountId;
use crate::error::Result;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many rows an account keeps.
pub const KEPT: u32 = 500;

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(rename = "TimelineKind")]
pub enum Kind {
    /// A login, by a person or with remembered secrets.
    LoggedIn,
    /// A new session for the old one.
    Refreshed,
    /// Something failed and is tried again.
    Retrying,
    /// A person has to log in.
    NeedsLogin,
    /// A token or another value was copied.
    Copied,
    /// The session was ended here, and perhaps at the server.
    LoggedOut,
    /// The account's details were changed.
    Edited,
}

/// One row of an account's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "TimelineRow")]
pub struct Row {
    /// When, by our clock, UTC.
    pub at: DateTime<Utc>,
    /// What kind of thing.
    pub kind: Kind,
    /// A sentence for people.
    pub text: String,
}

impl Vault {
    /// Adds a row and drops the oldest beyond [`KEPT`].
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn note(&self, account: AccountId, row: &Row) -> Result<()> {
        let kind = serde_json::to_value(row.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
        let mut connection = self.connection();
        let write = |connection: &mut rusqlite::Connection| {
            let id = account.to_string();
            let transaction = connection.transaction()?;
            // An account that is gone by now has no timeline either.
            transaction.execute(
                "INSERT INTO timeline (account, at, kind, text) SELECT id, ?2, ?3, ?4 FROM account WHERE id = ?1",
                (&id, row.at, kind, &row.text),
            )?;
            transaction.execute(
                "DELETE FROM timeline WHERE account = ?1 AND row <=
                     (SELECT row FROM timeline WHERE account = ?1 ORDER BY row DESC LIMIT 1 OFFSET ?2)",
                (&id, KEPT),
            )?;
            transaction.commit()
        };
        write(&mut connection).map_err(|error| told(&error))
    }

    /// The account's timeline, newest first.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn timeline(&self, account: AccountId) -> Result<Vec<Row>> {
        let connection = self.connection();
        let mut statement = connection
            .prepare("SELECT at, kind, text FROM timeline WHERE account = ?1 ORDER BY row DESC")
            .map_err(|error| told(&error))?;
        let rows = statement
            .query_map([account.to_string()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))
            .map_err(|error| told(&error))?;
        let mut timeline = Vec::new();
        for row in rows {
            let (at, kind, text) = row.map_err(|error| told(&error))?;
            // A kind that a newer version wrote is left out rather than misread.
            if let Ok(kind) = serde_json::from_value(serde_json::Value::String(kind)) {
                timeline.push(Row { at, kind, text });
            }
        }
        Ok(timeline)
    }
}
