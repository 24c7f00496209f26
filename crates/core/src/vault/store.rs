//! What the keeper needs of a vault. The real one is [`Vault`].

use super::{Record, Remembered, Row, Vault};
use crate::account::{Account, AccountId};
use crate::auth::Secrets;
use crate::clock::Moment;
use crate::error::Result;
use crate::session::Session;
use crate::settings::Settings;
use chrono::{DateTime, Utc};

/// What the keeper needs of a vault: whatever a call has changed is on the disk when it returns, or nothing is.
///
/// Every call may fail with `vault_unavailable`, and one that names an account with `no_account`.
pub trait Store: Send + Sync + 'static {
    /// A number that is another one as soon as another process has changed something. Cheap enough for every second.
    fn version(&self) -> Result<u64>;

    /// How the keeper is to work, where somebody has chosen.
    fn settings(&self) -> Result<Option<Settings>>;

    /// All accounts, by name.
    fn accounts(&self) -> Result<Vec<Account>>;

    /// Everything about one account's session, as one consistent picture.
    fn record(&self, account: AccountId) -> Result<Record>;

    /// The remembered secrets; `None` when there are none, or when the server has refused this version of them.
    fn remembered(&self, account: AccountId) -> Result<Option<Remembered>>;

    /// Fails with `name_taken` when another account has this name, upper and lower case alike.
    fn check_name_free(&self, name: &str, except: Option<AccountId>) -> Result<()>;

    /// Adds or changes an account. Secrets and session that are `None` stay as they are, as long as the account's
    /// origin and profile stay. An account that does not remember loses its secrets.
    fn put(
        &self,
        account: &Account,
        secrets: Option<&Secrets>,
        session: Option<&Session>,
        now: DateTime<Utc>,
    ) -> Result<()>;

    /// Notes that this generation's refresh token is about to be sent.
    fn note_refresh_sent(&self, account: AccountId, generation: u64, now: DateTime<Utc>) -> Result<()>;

    /// Puts that note back as it was before (`earlier`): the token was not spent this time.
    fn note_refresh_unspent(
        &self,
        account: AccountId,
        generation: u64,
        earlier: Option<DateTime<Utc>>,
    ) -> Result<()>;

    /// Notes that nobody shall try this generation unattended before the moment.
    fn postpone(&self, account: AccountId, generation: u64, not_before: &Moment) -> Result<()>;

    /// Replaces the account's session by a newer one. Doing it twice is doing it once. Fails with `superseded` when the
    /// account has had this generation or a later one.
    fn commit(&self, account: AccountId, session: &Session) -> Result<()>;

    /// Notes that the server refused this version of the secrets.
    fn reject_secrets(&self, account: AccountId, version: u64) -> Result<()>;

    /// Erases session and secrets, and makes every generation up to `generation` one that the account has had, so that
    /// nothing that is still under way can bring a session back.
    fn sign_out(&self, account: AccountId, generation: u64) -> Result<()>;

    /// Removes the account with everything it had.
    fn remove(&self, account: AccountId) -> Result<()>;

    /// Adds a row to the account's timeline.
    fn note(&self, account: AccountId, row: &Row) -> Result<()>;

    /// The account's timeline, newest first.
    fn timeline(&self, account: AccountId) -> Result<Vec<Row>>;
}

impl Store for Vault {
    fn version(&self) -> Result<u64> {
        self.version()
    }
    fn settings(&self) -> Result<Option<Settings>> {
        self.settings()
    }
    fn accounts(&self) -> Result<Vec<Account>> {
        self.accounts()
    }
    fn record(&self, account: AccountId) -> Result<Record> {
        self.record(account)
    }
    fn remembered(&self, account: AccountId) -> Result<Option<Remembered>> {
        self.remembered(account)
    }
    fn check_name_free(&self, name: &str, except: Option<AccountId>) -> Result<()> {
        self.check_name_free(name, except)
    }
    fn put(
        &self,
        account: &Account,
        secrets: Option<&Secrets>,
        session: Option<&Session>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.put(account, secrets, session, now)
    }
    fn note_refresh_sent(&self, account: AccountId, generation: u64, now: DateTime<Utc>) -> Result<()> {
        self.note_refresh_sent(account, generation, now)
    }
    fn note_refresh_unspent(
        &self,
        account: AccountId,
        generation: u64,
        earlier: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.note_refresh_unspent(account, generation, earlier)
    }
    fn postpone(&self, account: AccountId, generation: u64, not_before: &Moment) -> Result<()> {
        self.postpone(account, generation, not_before)
    }
    fn commit(&self, account: AccountId, session: &Session) -> Result<()> {
        self.commit(account, session)
    }
    fn reject_secrets(&self, account: AccountId, version: u64) -> Result<()> {
        self.reject_secrets(account, version)
    }
    fn sign_out(&self, account: AccountId, generation: u64) -> Result<()> {
        self.sign_out(account, generation)
    }
    fn remove(&self, account: AccountId) -> Result<()> {
        self.remove(account)
    }
    fn note(&self, account: AccountId, row: &Row) -> Result<()> {
        self.note(account, row)
    }
    fn timeline(&self, account: AccountId) -> Result<Vec<Row>> {
        self.timeline(account)
    }
}
