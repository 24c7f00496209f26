//! What happened to all accounts, for people.

use super::{Kind, Vault, told};
use crate::account::AccountId;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How many rows are given at once.
pub const PAGE: usize = 200;
/// How many rows are looked at before others get their turn at the vault: a search for a text may look at them all.
const LOOK: usize = 1000;

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
        // Upper and lower case of all scripts are told apart here: the database knows those of ASCII only.
        let wanted = query.text.trim().to_lowercase();
        let fits = |row: &ActivityRow| {
            wanted.is_empty()
                || row.text.to_lowercase().contains(&wanted)
                || row.name.to_lowercase().contains(&wanted)
        };
        let mut found = Vec::new();
        let mut before = query.before;
        loop {
            let slice = self.slice(query.account, &kinds, before)?;
            let Some((last, _)) = slice.last() else { break };
            before = Some(*last);
            let looked = slice.len();
            found.extend(slice.into_iter().filter_map(|(_, row)| row).filter(&fits).take(PAGE - found.len()));
            if found.len() == PAGE || looked < LOOK {
                break;
            }
        }
        Ok(found)
    }

    /// The next rows, each with its number. A kind that a newer version wrote is left out rather than misread.
    fn slice(
        &self,
        account: Option<AccountId>,
        kinds: &str,
        before: Option<i64>,
    ) -> Result<Vec<(i64, Option<ActivityRow>)>> {
        let connection = self.connection();
        let mut statement = connection
            .prepare(
                "SELECT timeline.row, account.id, account.name, timeline.at, timeline.kind, timeline.text
                 FROM timeline JOIN account ON account.id = timeline.account
                 WHERE (?1 IS NULL OR timeline.account = ?1) AND (?2 IS NULL OR timeline.row < ?2)
                   AND (?3 = '[]' OR timeline.kind IN (SELECT value FROM json_each(?3)))
                 ORDER BY timeline.row DESC LIMIT ?4",
            )
            .map_err(|error| told(&error))?;
        let rows = statement
            .query_map((account.map(|id| id.to_string()), before, kinds, LOOK), |row| {
                let id: String = row.get(1)?;
                let kind: String = row.get(4)?;
                let read = id.parse().ok().zip(serde_json::from_value(kind.into()).ok());
                let (number, name, at, text) = (row.get(0)?, row.get(2)?, row.get(3)?, row.get(5)?);
                Ok((
                    number,
                    read.map(|(account, kind)| ActivityRow { row: number, account, name, at, kind, text }),
                ))
            })
            .map_err(|error| told(&error))?;
        rows.collect::<rusqlite::Result<_>>().map_err(|error| told(&error))
    }
}
