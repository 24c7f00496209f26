//! The vault's disk: what was written, and what of it would survive if the power went now.

use crate::universe::{Universe, hold};
use chrono::{DateTime, Utc};
use fobwatch_core::account::{Account, AccountId};
use fobwatch_core::auth::Secrets;
use fobwatch_core::clock::Moment;
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::session::Session;
use fobwatch_core::settings::Settings;
use fobwatch_core::vault::{Record, Remembered, Row, Store, superseded};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// One account on the disk.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub account: Account,
    pub secrets: Option<Secrets>,
    pub secrets_version: u64,
    pub rejected_version: u64,
    pub generation: u64,
    pub session: Option<Session>,
    /// The last refresh token that was here, also when it was dropped since.
    pub last_token: Option<String>,
    pub refresh_sent_at: Option<DateTime<Utc>>,
    pub not_before: Option<Moment>,
    pub rows: usize,
}

impl Entry {
    /// An account without a session.
    pub fn new(account: Account) -> Self {
        Self {
            account,
            secrets: None,
            secrets_version: 0,
            rejected_version: 0,
            generation: 0,
            session: None,
            last_token: None,
            refresh_sent_at: None,
            not_before: None,
            rows: 0,
        }
    }
}

type Image = BTreeMap<AccountId, Arc<Entry>>;

#[derive(Default)]
pub(crate) struct Disk {
    written: Image,
    durable: Image,
    changes: u64,
    torn: bool,
}

impl Disk {
    /// Something was written that is not safe yet.
    pub fn is_torn(&self) -> bool {
        self.torn
    }

    /// What was written is safe from now on.
    pub fn sync(&mut self) {
        self.durable.clone_from(&self.written);
        self.torn = false;
    }

    /// Whoever wrote has ended: what was not safe is gone, or not.
    pub fn settle(&mut self, lost: bool) {
        if lost {
            self.written.clone_from(&self.durable);
        }
        self.sync();
    }

    pub fn get(&self, id: AccountId) -> Option<Arc<Entry>> {
        self.written.get(&id).cloned()
    }

    pub fn durable(&self, id: AccountId) -> Option<Arc<Entry>> {
        self.durable.get(&id).cloned()
    }

    pub fn add(&mut self, entry: Entry) {
        self.written.insert(entry.account.id, Arc::new(entry));
        self.sync();
    }
}

/// The vault as one process sees it.
pub(crate) struct SimStore {
    pub universe: Arc<Universe>,
    pub disk: Arc<Mutex<Disk>>,
    /// How many of the disk's changes were made here.
    pub own: AtomicU64,
}

enum Fault {
    None,
    /// It fails and nothing has changed.
    Before,
    /// It fails, but the change is there.
    After,
}

fn failed() -> Error {
    Error::new(Code::VaultUnavailable, "The disk is full.", "Free some space, then try again.")
}

impl SimStore {
    fn fault(&self) -> Fault {
        if !self.universe.happens(self.universe.trouble().vault) {
            Fault::None
        } else if self.universe.happens(0.3) {
            Fault::After
        } else {
            Fault::Before
        }
    }

    fn read<T>(&self, work: impl FnOnce(&Image) -> Result<T>) -> Result<T> {
        match self.fault() {
            Fault::None => work(&hold(&self.disk).written),
            Fault::Before | Fault::After => Err(failed()),
        }
    }

    fn write(&self, what: &str, id: AccountId, work: impl FnOnce(&mut Entry) -> Result<()>) -> Result<()> {
        self.alter(what, |image| {
            let mut entry = image.get(&id).map(|entry| (**entry).clone()).ok_or_else(Error::no_account)?;
            work(&mut entry)?;
            let generation = entry.generation;
            image.insert(id, Arc::new(entry));
            Ok(generation)
        })
    }

    fn alter(&self, what: &str, work: impl FnOnce(&mut Image) -> Result<u64>) -> Result<()> {
        let fault = self.fault();
        if matches!(fault, Fault::Before) {
            self.universe.tell(format_args!("vault {what}: failed"));
            return Err(failed());
        }
        let mut disk = hold(&self.disk);
        let generation = work(&mut disk.written)?;
        self.universe.tell(format_args!("vault {what}: generation {generation}"));
        disk.changes += 1;
        disk.torn = true;
        self.own.fetch_add(1, Ordering::Relaxed);
        if matches!(fault, Fault::After) {
            self.universe.tell("the vault says that it failed");
            return Err(failed());
        }
        Ok(())
    }
}

fn replace(entry: &mut Entry, session: &Session) -> Result<()> {
    if session.generation <= entry.generation {
        let same = |kept: &Session| {
            kept.generation == session.generation
                && kept.access_token.expose() == session.access_token.expose()
        };
        return if entry.session.as_ref().is_some_and(same) { Ok(()) } else { Err(superseded()) };
    }
    entry.generation = session.generation;
    entry.session = Some(session.clone());
    if let Some(token) = &session.refresh_token {
        entry.last_token = Some(token.expose().to_owned());
    }
    entry.refresh_sent_at = None;
    entry.not_before = None;
    Ok(())
}

impl Store for SimStore {
    fn version(&self) -> Result<u64> {
        let changes = hold(&self.disk).changes;
        self.read(|_| Ok(changes - self.own.load(Ordering::Relaxed)))
    }

    fn settings(&self) -> Result<Option<Settings>> {
        Ok(None)
    }

    fn accounts(&self) -> Result<Vec<Account>> {
        self.read(|image| Ok(image.values().map(|entry| entry.account.clone()).collect()))
    }

    fn record(&self, id: AccountId) -> Result<Record> {
        self.read(|image| {
            let entry = image.get(&id).ok_or_else(Error::no_account)?;
            Ok(Record {
                account: entry.account.clone(),
                session: entry.session.clone(),
                refresh_sent_at: entry.refresh_sent_at,
                not_before: entry.not_before.clone(),
                last_generation: entry.generation,
                can_log_in: entry.secrets.is_some() && entry.secrets_version != entry.rejected_version,
                altered: false,
            })
        })
    }

    fn remembered(&self, id: AccountId) -> Result<Option<Remembered>> {
        self.read(|image| {
            let entry = image.get(&id).ok_or_else(Error::no_account)?;
            let secrets = entry.secrets.clone().filter(|_| entry.secrets_version != entry.rejected_version);
            Ok(secrets.map(|secrets| Remembered { secrets, version: entry.secrets_version }))
        })
    }

    fn check_name_free(&self, _: &str, _: Option<AccountId>) -> Result<()> {
        Ok(())
    }

    fn put(
        &self,
        account: &Account,
        secrets: Option<&Secrets>,
        session: Option<&Session>,
        _: DateTime<Utc>,
    ) -> Result<()> {
        self.alter("put", |image| {
            let mut entry = match image.get(&account.id) {
                Some(entry) => (**entry).clone(),
                None => Entry::new(account.clone()),
            };
            if let Some(session) = session {
                replace(&mut entry, session)?;
                hold(&self.universe.invariants).signed_out.remove(&account.id);
            }
            entry.account = account.clone();
            if let Some(secrets) = secrets.filter(|_| account.remembers) {
                entry.secrets = Some(secrets.clone());
                entry.secrets_version += 1;
            } else if !account.remembers {
                entry.secrets = None;
            }
            let generation = entry.generation;
            image.insert(account.id, Arc::new(entry));
            Ok(generation)
        })
    }

    fn note_refresh_sent(&self, id: AccountId, generation: u64, now: DateTime<Utc>) -> Result<()> {
        self.write("note sent", id, |entry| {
            if entry.generation == generation {
                entry.refresh_sent_at = Some(now);
            }
            Ok(())
        })
    }

    fn note_refresh_unspent(
        &self,
        id: AccountId,
        generation: u64,
        earlier: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.write("note unspent", id, |entry| {
            if entry.generation == generation {
                entry.refresh_sent_at = earlier;
            }
            Ok(())
        })
    }

    fn postpone(&self, id: AccountId, generation: u64, not_before: &Moment) -> Result<()> {
        self.write("postpone", id, |entry| {
            if entry.generation == generation {
                entry.not_before = Some(not_before.clone());
            }
            Ok(())
        })
    }

    fn commit(&self, id: AccountId, session: &Session) -> Result<()> {
        self.write("commit", id, |entry| {
            replace(entry, session)?;
            self.universe.check_commit(id);
            Ok(())
        })
    }

    fn reject_secrets(&self, id: AccountId, version: u64) -> Result<()> {
        self.write("reject secrets", id, |entry| {
            if entry.secrets_version == version {
                entry.rejected_version = version;
            }
            Ok(())
        })
    }

    fn sign_out(&self, id: AccountId, generation: u64) -> Result<()> {
        self.write("sign out", id, |entry| {
            entry.session = None;
            entry.last_token = None;
            entry.secrets = None;
            entry.account.remembers = false;
            entry.generation = entry.generation.max(generation);
            entry.refresh_sent_at = None;
            Ok(())
        })
    }

    fn remove(&self, id: AccountId) -> Result<()> {
        self.alter("remove", |image| {
            let entry = image.remove(&id).ok_or_else(Error::no_account)?;
            hold(&self.universe.invariants).signed_out.insert(id);
            Ok(entry.generation)
        })
    }

    fn note(&self, id: AccountId, row: &Row) -> Result<()> {
        self.write(&format!("row “{}”", row.text), id, |entry| {
            entry.rows += 1;
            Ok(())
        })
    }

    fn timeline(&self, _: AccountId) -> Result<Vec<Row>> {
        Ok(Vec::new())
    }
}
