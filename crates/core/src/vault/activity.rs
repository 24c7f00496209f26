//! What happened to all accounts, for people.

use super::{Kind, Vault, told};
use crate::account::AccountId;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many rows are given at once.
pub const PAGE: usize = 200;

/// Which of the rows are wanted.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ActivityQuery {
    /// Of this account only.
    pub account: Option<AccountId>,
    /// Of these kinds only; none: of all.
    #[ts(as = "Vec<Kind>")]
    pub kinds: Vec<Kind>,
    /// Those that have this in their sentence or in their account's name, upper and lower case alike.
    pub text: String,
    /// Older than the row of this number.
    #[ts(type = "number | null")]
    pub before: Option<i64>,
}

/// One row of all accounts' timelines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ActivityRow {
    /// Its number, which grows with time.
    #[ts(type = "number")]
    pub row: i64,
    /// Whose.
    pub account: AccountId,
    /// The account's name.
    pub name: String,
    /// When, by our clock, UTC.
    pub at: DateTime<Utc>,
    /// What kind of thing.
    pub kind: Kind,
    /// A sentence for people.
    pub text: String,
}

impl Vault {
    /// What happened to all accounts, newest first, at most [`PAGE`] rows.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn activity(&self, query: &ActivityQuery) -> Result<Vec<ActivityRow>> {
        let kinds = serde_json::to_string(&query.kinds).map_err(|_| Error::internal("writing kinds"))?;
        let connection = self.connection();
        let mut statement = connection
            .prepare(
                "SELECT timeline.row, account.id, account.name, timeline.at, timeline.kind, timeline.text
                 FROM timeline JOIN account ON account.id = timeline.account
                 WHERE (?1 IS NULL OR timeline.account = ?1) AND (?2 IS NULL OR timeline.row < ?2)
                   AND (?3 = '[]' OR timeline.kind IN (SELECT value FROM json_each(?3)))
                 ORDER BY timeline.row DESC",
            )
            .map_err(|error| told(&error))?;
        let mut rows = statement
            .query((query.account.map(|id| id.to_string()), query.before, kinds))
            .map_err(|error| told(&error))?;
        let wanted = query.text.trim().to_lowercase();
        let mut found = Vec::new();
        // Upper and lower case of all scripts are told apart here: the database knows those of ASCII only.
        while let Some(row) = rows.next().map_err(|error| told(&error))? {
            let read = || -> rusqlite::Result<_> {
                Ok((
                    row.get(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get(3)?,
                    row.get::<_, String>(4)?,
                    row.get::<_, String>(5)?,
                ))
            };
            let (number, id, name, at, kind, text) = read().map_err(|error| told(&error))?;
            // A kind that a newer version wrote is left out rather than misread.
            let Ok(kind) = serde_json::from_value(serde_json::Value::String(kind)) else { continue };
            let fits = wanted.is_empty()
                || text.to_lowercase().contains(&wanted)
                || name.to_lowercase().contains(&wanted);
            if fits {
                found.push(ActivityRow { row: number, account: id.parse()?, name, at, kind, text });
            }
            if found.len() == PAGE {
                break;
            }
        }
        Ok(found)
    }
}
