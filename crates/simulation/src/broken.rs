//! Ten broken keepers. Each is the real one with one part of its world, or one rule, replaced by a broken one, so that
//! nothing in the product is there for their sake. The simulation must catch every one of them.

use crate::universe::{Universe, hold};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::{Account, AccountId};
use fobwatch_core::auth::Secrets;
use fobwatch_core::clock::{Anchor, Clock, Moment};
use fobwatch_core::error::Result;
use fobwatch_core::http::{NoReply, Reply, Request, Wire};
use fobwatch_core::keeper::Rules;
use fobwatch_core::lock::{Hold, Locks};
use fobwatch_core::session::Session;
use fobwatch_core::settings::Settings;
use fobwatch_core::vault::{Record, Remembered, Row, Store};
use fobwatch_core::world::{Pending, Tasks, World};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zeroize::Zeroizing;

/// What is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// It takes no lock.
    NoLock,
    /// It sends the token that it read before it had the lock.
    ReadBeforeLock,
    /// It shows a session before it is on the disk.
    ShownBeforeCommitted,
    /// It does not write down that it is about to send.
    NoJournal,
    /// It takes a 429 for a refusal.
    DropsOn429,
    /// It takes a network error for a refusal.
    DropsOnNetworkError,
    /// All accounts come at once.
    NoJitter,
    /// Its clock stands still while the computer sleeps.
    MonotonicClock,
    /// It does not wait as long as the server asks.
    RetryAfterIgnored,
    /// It refreshes five minutes before the end, also what does not last that long, and when the end does not move.
    EndlessRefresh,
}

impl Broken {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::NoLock,
        Self::ReadBeforeLock,
        Self::ShownBeforeCommitted,
        Self::NoJournal,
        Self::DropsOn429,
        Self::DropsOnNetworkError,
        Self::NoJitter,
        Self::MonotonicClock,
        Self::RetryAfterIgnored,
        Self::EndlessRefresh,
    ];

    /// A few words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoLock => "no lock",
            Self::ReadBeforeLock => "token read before the lock",
            Self::ShownBeforeCommitted => "shown before it is committed",
            Self::NoJournal => "no note before sending",
            Self::DropsOn429 => "refresh token dropped on a 429",
            Self::DropsOnNetworkError => "refresh token dropped on a network error",
            Self::NoJitter => "no jitter, everybody at once",
            Self::MonotonicClock => "clock that stands still in suspend",
            Self::RetryAfterIgnored => "Retry-After ignored",
            Self::EndlessRefresh => "five minutes early, whatever the lifetime",
        }
    }

    /// A world with one part replaced.
    pub(crate) fn replace(self, world: World, universe: &Arc<Universe>) -> World {
        let store =
            |how| Arc::new(BrokenStore { inner: world.store.clone(), tasks: world.tasks.clone(), how });
        let wire = Arc::new(BrokenWire { inner: world.wire.clone(), how: self });
        match self {
            Self::NoLock => World { locks: Arc::new(NoLocks), ..world },
            Self::ReadBeforeLock => {
                let early = Arc::new(Mutex::default());
                World {
                    store: store(Flaw::Early(early.clone())),
                    locks: Arc::new(EarlyReader { world: world.clone(), early }),
                    ..world
                }
            }
            Self::ShownBeforeCommitted => World { store: store(Flaw::LateCommit), ..world },
            Self::NoJournal => World { store: store(Flaw::NoJournal), ..world },
            Self::DropsOn429 | Self::DropsOnNetworkError | Self::RetryAfterIgnored => World { wire, ..world },
            Self::NoJitter => {
                let rules = Rules { jitter: 0.0, pace: TimeDelta::zero(), ..world.rules.clone() };
                World { rules, ..world }
            }
            Self::MonotonicClock => World { clock: Arc::new(Monotonic(universe.clone())), ..world },
            Self::EndlessRefresh => {
                let five = world.rules.longest_lead;
                let rules = Rules { stalls: u32::MAX, shortest_lead: five, most: 1.0, ..world.rules.clone() };
                World { rules, ..world }
            }
        }
    }
}

struct NoLocks;

struct Nothing;

impl Hold for Nothing {
    fn keep_uncommitted(&self) {}
}

impl Locks for NoLocks {
    fn take(&self, _: AccountId, _: Duration) -> Pending<'_, Result<Box<dyn Hold>>> {
        Box::pin(async { Ok(Box::new(Nothing) as Box<dyn Hold>) })
    }

    fn leads(&self) -> bool {
        true
    }
}

type Early = Arc<Mutex<BTreeMap<AccountId, Record>>>;

/// Reads the vault before it waits for the lock.
struct EarlyReader {
    world: World,
    early: Early,
}

impl Locks for EarlyReader {
    fn take(&self, account: AccountId, patience: Duration) -> Pending<'_, Result<Box<dyn Hold>>> {
        if let Ok(record) = self.world.store.record(account) {
            hold(&self.early).insert(account, record);
        }
        self.world.locks.take(account, patience)
    }

    fn leads(&self) -> bool {
        self.world.locks.leads()
    }
}

struct Monotonic(Arc<Universe>);

impl Clock for Monotonic {
    fn now(&self) -> DateTime<Utc> {
        self.0.wall() - self.0.slept()
    }

    fn anchor(&self) -> Anchor {
        let (boot, steady) = self.0.steady();
        Anchor { boot: format!("boot-{boot}"), offset: self.0.wall() - DateTime::UNIX_EPOCH - steady }
    }
}

struct BrokenWire {
    inner: Arc<dyn Wire>,
    how: Broken,
}

impl Wire for BrokenWire {
    fn send(&self, request: Request) -> Pending<'_, std::result::Result<Reply, NoReply>> {
        let is_refresh = request.url.path() == "/auth/refresh";
        Box::pin(async move {
            let answer = self.inner.send(request).await;
            match (self.how, answer) {
                (Broken::DropsOn429, Ok(reply)) if reply.status == 429 && is_refresh => {
                    Ok(Reply { status: 401, body: Zeroizing::new(b"{}".to_vec()), ..reply })
                }
                (Broken::DropsOnNetworkError, Err(_)) if is_refresh => Ok(Reply {
                    status: 401,
                    body: Zeroizing::new(b"{}".to_vec()),
                    location: None,
                    retry_at: None,
                    ahead: None,
                    headers: Vec::new(),
                    sent_at: DateTime::UNIX_EPOCH,
                    received_at: DateTime::UNIX_EPOCH,
                    anchor: Anchor { boot: String::new(), offset: TimeDelta::zero() },
                }),
                (Broken::RetryAfterIgnored, Ok(reply)) => Ok(Reply { retry_at: None, ..reply }),
                (_, answer) => answer,
            }
        })
    }
}

enum Flaw {
    /// What was read before the lock is used after it.
    Early(Early),
    /// A commit says that it is done, and comes later.
    LateCommit,
    /// Nothing is written down before sending.
    NoJournal,
}

struct BrokenStore {
    inner: Arc<dyn Store>,
    tasks: Arc<dyn Tasks>,
    how: Flaw,
}

impl Store for BrokenStore {
    fn settings(&self) -> Result<Option<Settings>> {
        self.inner.settings()
    }

    fn record(&self, account: AccountId) -> Result<Record> {
        if let Flaw::Early(early) = &self.how
            && let Some(record) = hold(early).remove(&account)
        {
            return Ok(record);
        }
        self.inner.record(account)
    }

    fn commit(&self, account: AccountId, session: &Session) -> Result<()> {
        if !matches!(self.how, Flaw::LateCommit) {
            return self.inner.commit(account, session);
        }
        let (inner, tasks, session) = (self.inner.clone(), self.tasks.clone(), session.clone());
        self.tasks.spawn(Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            tasks.block(Box::new(move || drop(inner.commit(account, &session)))).await;
        }));
        Ok(())
    }

    fn note_refresh_sent(&self, account: AccountId, generation: u64, now: DateTime<Utc>) -> Result<()> {
        if matches!(self.how, Flaw::NoJournal) {
            return Ok(());
        }
        self.inner.note_refresh_sent(account, generation, now)
    }

    fn version(&self) -> Result<u64> {
        self.inner.version()
    }
    fn accounts(&self) -> Result<Vec<Account>> {
        self.inner.accounts()
    }
    fn remembered(&self, account: AccountId) -> Result<Option<Remembered>> {
        self.inner.remembered(account)
    }
    fn check_name_free(&self, name: &str, except: Option<AccountId>) -> Result<()> {
        self.inner.check_name_free(name, except)
    }
    fn put(
        &self,
        account: &Account,
        secrets: Option<&Secrets>,
        session: Option<&Session>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        self.inner.put(account, secrets, session, now)
    }
    fn note_refresh_unspent(
        &self,
        account: AccountId,
        generation: u64,
        earlier: Option<DateTime<Utc>>,
    ) -> Result<()> {
        self.inner.note_refresh_unspent(account, generation, earlier)
    }
    fn postpone(&self, account: AccountId, generation: u64, not_before: &Moment) -> Result<()> {
        self.inner.postpone(account, generation, not_before)
    }
    fn reject_secrets(&self, account: AccountId, version: u64) -> Result<()> {
        self.inner.reject_secrets(account, version)
    }
    fn sign_out(&self, account: AccountId, generation: u64) -> Result<()> {
        self.inner.sign_out(account, generation)
    }
    fn remove(&self, account: AccountId) -> Result<()> {
        self.inner.remove(account)
    }
    fn note(&self, account: AccountId, row: &Row) -> Result<()> {
        self.inner.note(account, row)
    }
    fn timeline(&self, account: AccountId) -> Result<Vec<Row>> {
        self.inner.timeline(account)
    }
}
