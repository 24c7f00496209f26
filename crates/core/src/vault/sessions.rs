//! Sessions in the vault: read, noted as sent, replaced, erased.

use super::accounts::{bound, find};
use super::seal::Place;
use super::{Vault, context, told};
use crate::account::{Account, AccountId};
use crate::clock::{Anchor, Moment, plausible, plausible_span};
use crate::error::{Code, Error, Result};
use crate::secret::Secret;
use crate::session::{Context, Session};
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};

/// What the vault knows about an account's session.
#[derive(Debug, Clone)]
pub struct Record {
    /// The account as the vault has it now.
    pub account: Account,
    /// The session; `None`: signed out.
    pub session: Option<Session>,
    /// The refresh token was sent at this time (our clock), and no answer to it has been committed.
    pub refresh_sent_at: Option<DateTime<Utc>>,
    /// The server asked for no attempt before this moment.
    pub not_before: Option<Moment>,
    /// The last generation that the account had, also when it has no session now.
    pub last_generation: u64,
    /// Whether secrets are remembered that the server has not refused.
    pub can_log_in: bool,
    /// There is a session, but it was altered or moved and does not open any more.
    pub altered: bool,
}

struct Columns {
    generation: u64,
    access_token: Vec<u8>,
    refresh_token: Option<Vec<u8>>,
    client_id: Option<String>,
    issued_at: DateTime<Utc>,
    access_expires_at: Option<DateTime<Utc>>,
    refresh_expires_at: Option<DateTime<Utc>>,
    ahead_ms: i64,
    refresh_sent_at: Option<DateTime<Utc>>,
    boot: Option<String>,
    offset_ms: Option<i64>,
    wait_boot: Option<String>,
    wait_until_ms: Option<i64>,
    context: Option<Vec<u8>>,
}

impl Columns {
    fn not_before(&self) -> Option<Moment> {
        let (boot, until) = (self.wait_boot.clone()?, self.wait_until_ms?);
        Some(Moment { boot, steady: plausible_span(until)? })
    }
}

impl Vault {
    /// Everything about one account's session, as one consistent picture.
    ///
    /// # Errors
    /// `no_account`, `vault_damaged`, `vault_unavailable`.
    pub fn record(&self, account: AccountId) -> Result<Record> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(|error| told(&error))?;
        let found = find(&transaction, account)?.ok_or_else(Error::no_account)?;
        let found = self.remarked(&transaction, found)?;
        let id = account.to_string();
        let (last_generation, can_log_in) = transaction
            .query_row(
                "SELECT generation, secrets IS NOT NULL AND secrets_version <> rejected_version
                 FROM account WHERE id = ?1",
                [&id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(|error| told(&error))?;
        let columns = transaction
            .query_row(
                "SELECT generation, access_token, refresh_token, client_id, issued_at, access_expires_at,
                        refresh_expires_at, ahead_ms, refresh_sent_at, boot, offset_ms,
                        wait_boot, wait_until_ms, context
                 FROM session WHERE account = ?1",
                [&id],
                |row| {
                    Ok(Columns {
                        generation: row.get(0)?,
                        access_token: row.get(1)?,
                        refresh_token: row.get(2)?,
                        client_id: row.get(3)?,
                        issued_at: row.get(4)?,
                        access_expires_at: row.get(5)?,
                        refresh_expires_at: row.get(6)?,
                        ahead_ms: row.get(7)?,
                        refresh_sent_at: row.get(8)?,
                        boot: row.get(9)?,
                        offset_ms: row.get(10)?,
                        wait_boot: row.get(11)?,
                        wait_until_ms: row.get(12)?,
                        context: row.get(13)?,
                    })
                },
            )
            .optional()
            .map_err(|error| told(&error))?;
        let refresh_sent_at = columns.as_ref().and_then(|columns| columns.refresh_sent_at);
        let not_before = columns.as_ref().and_then(Columns::not_before);
        let had_one = columns.is_some();
        let session = columns.and_then(|columns| self.unseal(&found, columns));
        let altered = had_one && session.is_none();
        if altered {
            self.check_key(&transaction)?;
        }
        Ok(Record {
            account: found,
            session,
            refresh_sent_at,
            not_before,
            last_generation,
            can_log_in,
            altered,
        })
    }

    /// `None` when a seal does not open: one altered account must not take the others down with it.
    fn unseal(&self, account: &Account, columns: Columns) -> Option<Session> {
        let (id, bound) = (account.id.to_string(), bound(account));
        let bytes = |column, sealed: &[u8]| {
            let place = Place { account: &id, column, generation: columns.generation, binding: &bound };
            self.sealer.open(&place, sealed)
        };
        let open = |column, sealed: &[u8]| text(&bytes(column, sealed)?);
        Some(Session {
            generation: columns.generation,
            access_token: open("access_token", &columns.access_token)?,
            refresh_token: match &columns.refresh_token {
                Some(sealed) => Some(open("refresh_token", sealed)?),
                None => None,
            },
            client_id: columns.client_id,
            // These are in the clear: whoever edits them must not bring the program down.
            issued_at: plausible(columns.issued_at)?,
            access_expires_at: columns.access_expires_at.and_then(plausible),
            refresh_expires_at: columns.refresh_expires_at.and_then(plausible),
            ahead: plausible_span(columns.ahead_ms)?,
            anchor: match columns.boot.zip(columns.offset_ms) {
                Some((boot, offset)) => Some(Anchor { boot, offset: plausible_span(offset)? }),
                None => None,
            },
            context: match &columns.context {
                Some(sealed) => context::read(&bytes("context", sealed)?)?,
                None => Context::default(),
            },
        })
    }

    /// Notes, on the disk, that this generation's refresh token is about to be sent.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn note_refresh_sent(&self, account: AccountId, generation: u64, now: DateTime<Utc>) -> Result<()> {
        self.set_refresh_sent_at(account, generation, Some(now))
    }

    /// Puts the note back as it was before (`earlier`): the request never left, or the server answered without spending
    /// the token.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn note_refresh_unspent(
        &self,
        account: AccountId,
        generation: u64,
        earlier: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.set_refresh_sent_at(account, generation, earlier)
    }

    fn set_refresh_sent_at(
        &self,
        account: AccountId,
        generation: u64,
        at: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.connection()
            .execute(
                "UPDATE session SET refresh_sent_at = ?3 WHERE account = ?1 AND generation = ?2",
                (account.to_string(), generation, at),
            )
            .map(|_| ())
            .map_err(|error| told(&error))
    }

    /// Notes that nobody shall try this generation unattended before the moment. The next generation is free of it.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn postpone(&self, account: AccountId, generation: u64, not_before: &Moment) -> Result<()> {
        self.connection()
            .execute(
                "UPDATE session SET wait_boot = ?3, wait_until_ms = ?4 WHERE account = ?1 AND generation = ?2",
                (account.to_string(), generation, &not_before.boot, not_before.steady.num_milliseconds()),
            )
            .map(|_| ())
            .map_err(|error| told(&error))
    }

    /// Replaces the account's session by a newer one. When this returns, the new one is on the disk and the old one is
    /// gone. Doing it twice is doing it once: a commit whose outcome got lost is simply repeated.
    ///
    /// # Errors
    /// `superseded` when the account has had this generation or a later one; `no_account`, `vault_unavailable`.
    pub fn commit(&self, account: AccountId, session: &Session) -> Result<()> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| told(&error))?;
        let found = find(&transaction, account)?.ok_or_else(Error::no_account)?;
        self.put_session(&transaction, &found, session)?;
        transaction.commit().map_err(|error| told(&error))
    }

    pub(super) fn put_session(
        &self,
        transaction: &Transaction<'_>,
        account: &Account,
        session: &Session,
    ) -> Result<()> {
        let (id, bound) = (account.id.to_string(), bound(account));
        self.check_key(transaction)?;
        if self.is_there(transaction, account, session)? {
            return Ok(());
        }
        let seal_bytes = |column, bytes: &[u8]| {
            let place = Place { account: &id, column, generation: session.generation, binding: &bound };
            self.sealer.seal(&place, bytes)
        };
        let seal = |column, token: &Secret| seal_bytes(column, token.expose().as_bytes());
        let access_token = seal("access_token", &session.access_token)?;
        let refresh_token =
            session.refresh_token.as_ref().map(|token| seal("refresh_token", token)).transpose()?;
        let context = context::write(&session.context)?;
        let context = context.map(|bytes| seal_bytes("context", &bytes)).transpose()?;
        self.remember_past(transaction, account, session)?;
        transaction
            .execute(
                "REPLACE INTO session (account, generation, access_token, refresh_token, client_id, issued_at,
                                       access_expires_at, refresh_expires_at, ahead_ms, boot, offset_ms, context)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                (
                    &id,
                    session.generation,
                    access_token,
                    refresh_token,
                    &session.client_id,
                    session.issued_at,
                    session.access_expires_at,
                    session.refresh_expires_at,
                    session.ahead.num_milliseconds(),
                    session.anchor.as_ref().map(|anchor| &anchor.boot),
                    session.anchor.as_ref().map(|anchor| anchor.offset.num_milliseconds()),
                    context,
                ),
            )
            .and_then(|_| {
                transaction.execute(
                    "UPDATE account SET generation = max(generation, ?2) WHERE id = ?1",
                    (&id, session.generation),
                )
            })
            .map(|_| ())
            .map_err(|error| told(&error))
    }

    /// Whether this very session is on the disk already.
    ///
    /// # Errors
    /// `superseded` when another one of this generation was, or a later one.
    fn is_there(&self, transaction: &Transaction<'_>, account: &Account, session: &Session) -> Result<bool> {
        let id = account.id.to_string();
        let (last, kept): (u64, Option<Vec<u8>>) = transaction
            .query_row(
                "SELECT account.generation, access_token FROM account
                 LEFT JOIN session ON session.account = account.id AND session.generation = account.generation
                 WHERE account.id = ?1",
                [&id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(|error| told(&error))?;
        if session.generation > last {
            return Ok(false);
        }
        let bound = bound(account);
        let place = Place { account: &id, column: "access_token", generation: last, binding: &bound };
        let same = session.generation == last
            && kept
                .and_then(|sealed| self.sealer.open(&place, &sealed))
                .is_some_and(|plain| *plain == session.access_token.expose().as_bytes());
        if same { Ok(true) } else { Err(superseded()) }
    }

    /// Erases the account's session and secrets, also from the log on the disk, and makes every generation up to
    /// `generation` one that the account has had: a commit that is still under way comes too late.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub fn sign_out(&self, account: AccountId, generation: u64) -> Result<()> {
        let mut connection = self.connection();
        let id = account.to_string();
        let erase = |connection: &mut rusqlite::Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction.execute("DELETE FROM session WHERE account = ?1", [&id])?;
            transaction.execute(
                "UPDATE account SET secrets = NULL, secrets_since = NULL, generation = max(generation, ?2) WHERE id = ?1",
                (&id, generation),
            )?;
            transaction.commit()
        };
        erase(&mut connection).map_err(|error| told(&error))?;
        Self::scrub(&connection)
    }
}

/// A commit that came too late.
pub fn superseded() -> Error {
    Error::new(
        Code::Superseded,
        "The account was changed in the meantime.",
        "Nothing is lost: what is there now is newer.",
    )
}

fn text(plain: &[u8]) -> Option<Secret> {
    std::str::from_utf8(plain).ok().map(|text| Secret::new(text.to_owned()))
}
