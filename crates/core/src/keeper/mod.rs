//! The keeper: keeps every session fresh, in the background, one refresh an account over all processes.
//!
//! [`Machine`] decides and touches nothing; this file carries its decisions out, one small function for each.

mod event;
mod flight;
mod hosts;
mod machine;
mod person;
mod state;
#[cfg(test)]
mod tests;
mod timing;

pub use event::{Action, Event};
pub use machine::Machine;
pub use state::State;
pub(crate) use state::Watched;
pub use timing::{Chance, lead};

use crate::account::{Account, AccountId};
use crate::auth::{self, Answer};
use crate::clock::{Clock, LONGEST_SLEEP};
use crate::error::{Code, Error, Result};
use crate::home::Home;
use crate::http::Http;
use crate::lock::{AccountLock, PATIENCE};
use crate::profile::Profile;
use crate::session::Session;
use crate::vault::{Row, Vault};
use crate::view::AccountView;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::{Notify, broadcast, oneshot};

/// Everything outside that the keeper works with.
#[derive(Clone)]
pub struct World {
    /// The data folder, for the lock files.
    pub home: Home,
    /// The open vault.
    pub vault: Arc<Vault>,
    /// The HTTP client.
    pub http: Arc<Http>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// What the window is told. It holds no secret.
#[derive(Debug, Clone)]
pub enum Change {
    /// An account is new or looks different.
    Account(Box<AccountView>),
    /// An account is gone.
    Removed(AccountId),
}

/// Keeps every session fresh until it is dropped. Cloning gives another handle to the same keeper.
#[derive(Clone)]
pub struct Keeper(Arc<Inner>);

struct Inner {
    world: World,
    machine: Mutex<Machine>,
    held: Mutex<HashMap<AccountId, AccountLock>>,
    waiting: Mutex<HashMap<AccountId, Vec<oneshot::Sender<Result<()>>>>>,
    wake: Notify,
    changes: broadcast::Sender<Change>,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Keeper {
    /// Reads all accounts and starts to keep them. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// `vault_damaged`, `vault_unavailable`.
    pub async fn start(world: World) -> Result<Self> {
        let mut seed = [0; 8];
        getrandom::fill(&mut seed).map_err(|_| Error::internal("asking the system for random bytes"))?;
        let inner = Arc::new(Inner {
            machine: Mutex::new(Machine::new(u64::from_le_bytes(seed))),
            held: Mutex::default(),
            waiting: Mutex::default(),
            wake: Notify::new(),
            changes: broadcast::channel(1024).0,
            world,
        });
        let records = inner
            .vault(|vault| {
                vault.accounts()?.iter().map(|account| vault.record(account.id)).collect::<Result<Vec<_>>>()
            })
            .await?;
        for record in records {
            inner.feed(Event::Known(Box::new(record)));
        }
        tokio::spawn(keep(Arc::downgrade(&inner)));
        Ok(Self(inner))
    }

    /// Every change from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }

    /// All accounts, by name.
    pub fn views(&self) -> Vec<AccountView> {
        let machine = guard(&self.0.machine);
        let mut views: Vec<_> = machine.all().map(AccountView::of).collect();
        views.sort_by_cached_key(|view| view.name.to_lowercase());
        views
    }

    /// One account.
    ///
    /// # Errors
    /// `no_account`.
    pub fn view(&self, id: AccountId) -> Result<AccountView> {
        guard(&self.0.machine).get(id).map(AccountView::of).ok_or_else(Error::no_account)
    }

    /// Fetches the account's next session now. Everybody who asks meanwhile gets the same one.
    ///
    /// # Errors
    /// Why there is none: `needs_login`, or what failed.
    pub async fn refresh(&self, id: AccountId) -> Result<()> {
        let (send, receive) = oneshot::channel();
        guard(&self.0.waiting).entry(id).or_default().push(send);
        self.0.feed(Event::Asked(id));
        receive.await.unwrap_or_else(|_| Err(Error::internal("waiting for a refresh")))
    }

    /// The account's session with an access token that is good for at least `least`, refreshed first if need be.
    /// A server whose tokens never last that long gives its longest.
    ///
    /// # Errors
    /// `no_account`; why there is no good token.
    pub async fn session(&self, id: AccountId, least: TimeDelta) -> Result<Arc<Session>> {
        let current = || guard(&self.0.machine).get(id).map(|watched| watched.session.clone());
        let session = current().ok_or_else(Error::no_account)?;
        let Some(session) = session else { return Err(signed_out()) };
        let left = |session: &Session| session.access_left(self.0.world.clock.now());
        let least = lead(&session).map_or(least, |lead| lead.min(least));
        if left(&session).is_none_or(|left| left > least) {
            return Ok(session);
        }
        let refreshed = self.refresh(id).await;
        let session = current().ok_or_else(Error::no_account)?.ok_or_else(signed_out)?;
        match (refreshed, left(&session)) {
            (_, None) | (Ok(()), _) => Ok(session),
            // The refresh failed, but what we have is still good for a moment.
            (Err(_), Some(left)) if left > TimeDelta::zero() => Ok(session),
            (Err(error), _) => Err(error),
        }
    }

    /// The account and its session as they are at this moment, good or not.
    ///
    /// # Errors
    /// `no_account`; `needs_login` when it is signed out.
    pub fn current(&self, id: AccountId) -> Result<(Arc<Account>, Arc<Session>)> {
        let machine = guard(&self.0.machine);
        let watched = machine.get(id).ok_or_else(Error::no_account)?;
        Ok((watched.account.clone(), watched.session.clone().ok_or_else(signed_out)?))
    }

    /// Adds a row to an account's timeline.
    pub async fn tell(&self, id: AccountId, row: Row) {
        self.0.perform(Action::Tell(id, row)).await;
    }

    /// The account's timeline, newest first.
    ///
    /// # Errors
    /// `vault_unavailable`.
    pub async fn timeline(&self, id: AccountId) -> Result<Vec<Row>> {
        self.0.vault(move |vault| vault.timeline(id)).await
    }

    /// A last try to put on the disk what is only in memory. Gives the names of the accounts that will have to log
    /// in again because even that failed.
    pub async fn close(&self) -> Vec<String> {
        let pending: Vec<_> = guard(&self.0.machine)
            .all()
            .filter(|watched| watched.uncommitted)
            .filter_map(|watched| Some((watched.account.clone(), watched.session.clone()?)))
            .collect();
        let mut lost = Vec::new();
        for (account, session) in pending {
            let id = account.id;
            if self.0.vault(move |vault| vault.commit(id, &session)).await.is_err() {
                lost.push(account.name.clone());
            }
        }
        lost
    }
}

fn signed_out() -> Error {
    Error::new(Code::NeedsLogin, "This account is signed out.", "Log in first.")
}

/// The one timer. It looks at the wall clock at least once a minute, so a suspend or a changed clock is noticed.
async fn keep(inner: Weak<Inner>) {
    loop {
        let Some(keeper) = inner.upgrade() else { return };
        let now = keeper.world.clock.now();
        let due = guard(&keeper.machine).next_due();
        let pause =
            due.map_or(LONGEST_SLEEP, |due| (due - now).to_std().unwrap_or_default().min(LONGEST_SLEEP));
        if pause.is_zero() {
            keeper.feed(Event::Tick);
            // Lets the flights take off before the next look.
            tokio::task::yield_now().await;
            continue;
        }
        // The keeper may be dropped during the sleep; holding it here would keep it alive for ever.
        let wake = {
            let notified = keeper.clone();
            async move { notified.wake.notified().await }
        };
        drop(keeper);
        let _ = tokio::time::timeout(pause, wake).await;
    }
}

impl Inner {
    /// Takes news in and carries out what follows from it.
    fn feed(self: &Arc<Self>, event: Event) {
        let actions = guard(&self.machine).step(self.world.clock.now(), event);
        self.wake.notify_one();
        if actions.is_empty() {
            return;
        }
        let inner = self.clone();
        // In order, so that what is written down comes before the lock is let go, and that before anybody is told.
        tokio::spawn(async move {
            for action in actions {
                inner.perform(action).await;
            }
        });
    }

    /// Carries one action out. What takes time goes on by itself and feeds its outcome back.
    async fn perform(self: &Arc<Self>, action: Action) {
        match action {
            Action::Lock(id) => self.go(move |inner| async move { inner.lock(id).await }),
            Action::Read(id) => self.go(move |inner| async move {
                match inner.vault(move |vault| vault.record(id)).await {
                    Ok(record) => Event::Read(id, Box::new(record)),
                    Err(error) if error.code == Code::NoAccount => Event::Gone(id),
                    Err(error) => Event::VaultFailed(id, error),
                }
            }),
            Action::Note(id, generation) => self.go(move |inner| async move {
                let now = inner.world.clock.now();
                match inner.vault(move |vault| vault.note_refresh_sent(id, generation, now)).await {
                    Ok(()) => Event::Noted(id),
                    Err(error) => Event::VaultFailed(id, error),
                }
            }),
            Action::Refresh(id, session) => {
                self.go(
                    move |inner| async move { Event::Refreshed(id, inner.send_refresh(id, &session).await) },
                );
            }
            Action::LogIn(id) => self.go(move |inner| async move { inner.log_in_again(id).await }),
            Action::Commit(id, session) => self.go(move |inner| async move {
                match inner.vault(move |vault| vault.commit(id, &session)).await {
                    Ok(()) => Event::Committed(id),
                    Err(error) if error.code == Code::NoAccount => Event::Gone(id),
                    Err(error) => Event::VaultFailed(id, error),
                }
            }),
            Action::Unspent(id, generation) => {
                self.write(move |vault| vault.note_refresh_unspent(id, generation)).await;
            }
            Action::RejectSecrets(id, version) => {
                self.write(move |vault| vault.reject_secrets(id, version)).await;
            }
            Action::Tell(id, row) => self.write(move |vault| vault.note(id, &row)).await,
            Action::Unlock(id) => {
                guard(&self.held).remove(&id);
            }
            Action::Publish(id) => {
                let view = guard(&self.machine).get(id).map(AccountView::of);
                // Nobody listening is fine: a script has no window.
                let _ = self.changes.send(match view {
                    Some(view) => Change::Account(Box::new(view)),
                    None => Change::Removed(id),
                });
            }
            Action::Done(id, result) => {
                for waiter in guard(&self.waiting).remove(&id).unwrap_or_default() {
                    let _ = waiter.send(result.clone());
                }
            }
        }
    }

    fn go<F>(self: &Arc<Self>, work: impl FnOnce(Arc<Self>) -> F + Send + 'static)
    where
        F: Future<Output = Event> + Send + 'static,
    {
        let inner = self.clone();
        tokio::spawn(async move {
            let event = work(inner.clone()).await;
            inner.feed(event);
        });
    }

    async fn lock(self: &Arc<Self>, id: AccountId) -> Event {
        match AccountLock::take(&self.world.home, id, PATIENCE).await {
            Ok(lock) => {
                guard(&self.held).insert(id, lock);
                Event::Locked(id)
            }
            Err(error) => Event::NotLocked(id, error),
        }
    }

    async fn send_refresh(&self, id: AccountId, session: &Session) -> Answer {
        let Some(account) = guard(&self.machine).get(id).map(|watched| watched.account.clone()) else {
            return Answer::NotSent(Error::no_account());
        };
        let profile = match Profile::find(&account.profile) {
            Ok(profile) => profile,
            Err(error) => return Answer::NotSent(error),
        };
        auth::refresh(&self.world.http, &account, profile, session).await
    }

    async fn log_in_again(&self, id: AccountId) -> Event {
        let found = self.vault(move |vault| Ok((vault.record(id)?.account, vault.remembered(id)?))).await;
        let (account, remembered) = match found {
            Ok((account, Some(remembered))) => (account, remembered),
            Ok((_, None)) => return Event::LoggedIn(id, Answer::Rejected(signed_out()), 0),
            Err(error) => return Event::VaultFailed(id, error),
        };
        let answer = match Profile::find(&account.profile) {
            Ok(profile) => auth::login(&self.world.http, &account, profile, &remembered.secrets).await,
            Err(error) => Answer::NotSent(error),
        };
        Event::LoggedIn(id, answer, remembered.version)
    }

    /// Runs a vault call where blocking is allowed.
    async fn vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Vault) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let vault = self.world.vault.clone();
        tokio::task::spawn_blocking(move || work(&vault))
            .await
            .unwrap_or_else(|_| Err(Error::internal("a vault call")))
    }

    /// A write whose failure changes nothing but what people can read later.
    async fn write(&self, work: impl FnOnce(&Vault) -> Result<()> + Send + 'static) {
        if let Err(error) = self.vault(work).await {
            tracing::warn!(code = ?error.code, "the vault did not take a note");
        }
    }
}
