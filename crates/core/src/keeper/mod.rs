//! The keeper: keeps every session fresh, in the background, one refresh an account over all processes.
//!
//! [`Machine`] decides and touches nothing; this file carries its decisions out, one small function for each.

mod draft;
mod event;
mod flight;
mod hosts;
mod look;
mod machine;
mod person;
mod rules;
mod state;
#[cfg(test)]
mod tests;
mod timing;
mod token;

pub use event::{Action, Event, Ticket, Urgency};
pub use machine::Machine;
pub use rules::Rules;
pub use state::State;
pub(crate) use state::Watched;
pub use timing::Chance;
pub use token::Token;

use crate::account::{Account, AccountId};
use crate::auth::{self, Answer};
use crate::error::{Code, Error, Result};
use crate::lock::{Hold, PATIENCE};
use crate::profile::Profile;
use crate::session::Session;
use crate::vault::{Row, Store};
use crate::view::AccountView;
use crate::world::World;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, broadcast, oneshot};

/// What the window is told. It holds no secret.
#[derive(Debug, Clone)]
pub enum Change {
    /// An account is new or looks different.
    Account(Box<AccountView>),
    /// An account is gone.
    Removed(AccountId),
    /// Something was written into an account's timeline.
    Told(AccountId, Row),
    /// Whether this process keeps sessions fresh by itself now, or another one does.
    Leads(bool),
}

/// Whether a keeper works without being asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Working {
    /// It keeps every session fresh, unless another process does so already.
    ByItself,
    /// It refreshes only what somebody asks for.
    WhenAsked,
}

/// Keeps every session fresh until it is dropped. Cloning gives another handle to the same keeper.
#[derive(Clone)]
pub struct Keeper(Arc<Inner>);

struct Inner {
    world: World,
    machine: Mutex<Machine>,
    held: Mutex<HashMap<Ticket, Box<dyn Hold>>>,
    waiting: Mutex<HashMap<AccountId, Vec<oneshot::Sender<Result<()>>>>>,
    wake: Notify,
    changes: broadcast::Sender<Change>,
    /// The vault's version when it was last looked at.
    version: AtomicU64,
    working: Working,
    /// What the machine was told last.
    leads: AtomicBool,
    /// Somebody is looking on, so other processes' changes are to be seen soon.
    attended: AtomicBool,
    /// The end has come: nothing new is begun.
    closing: AtomicBool,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Keeper {
    /// Reads all accounts and starts to keep them.
    ///
    /// # Errors
    /// `vault_damaged`, `vault_unavailable`.
    pub async fn start(world: World, working: Working) -> Result<Self> {
        let inner = Arc::new(Inner {
            machine: Mutex::new(Machine::new(world.rules.clone(), world.seed, world.clock.anchor())),
            held: Mutex::default(),
            waiting: Mutex::default(),
            wake: Notify::new(),
            changes: broadcast::channel(1024).0,
            version: AtomicU64::new(0),
            working,
            leads: AtomicBool::new(false),
            attended: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            world,
        });
        inner.read_all().await?;
        inner.world.tasks.spawn(Box::pin(look::keep(Arc::downgrade(&inner))));
        Ok(Self(inner))
    }

    /// Every change from now on.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.changes.subscribe()
    }

    /// Whether this process keeps sessions fresh by itself at the moment.
    pub fn leads(&self) -> bool {
        self.0.working == Working::ByItself && self.0.world.locks.leads()
    }

    /// The time, by this computer's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.world.clock.now()
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

    /// The profile that a login of this account goes by: as it is now, or as it was where it is gone.
    ///
    /// # Errors
    /// `no_account`; `invalid_input` where this Fobwatch does not have it.
    pub fn profile(&self, id: AccountId) -> Result<Arc<Profile>> {
        let account = self.view_of(id)?;
        self.0.present_profile(&account)
    }

    fn view_of(&self, id: AccountId) -> Result<Arc<Account>> {
        guard(&self.0.machine).get(id).map(|watched| watched.account.clone()).ok_or_else(Error::no_account)
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

    /// Ends the work: nothing new is begun, what was sent is waited for, and there is a last try to put on the disk what is
    /// only in memory. Takes as long as a call may take. Gives the names of the accounts that will have to log
    /// in again because even that failed.
    pub async fn close(&self) -> Vec<String> {
        self.0.closing.store(true, Ordering::Relaxed);
        let deadline =
            tokio::time::Instant::now() + crate::http::TOTAL_TIMEOUT + crate::http::CONNECT_TIMEOUT;
        while guard(&self.0.machine).all().any(Watched::has_sent) && tokio::time::Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let pending: Vec<_> = guard(&self.0.machine)
            .all()
            .filter(|watched| watched.uncommitted())
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

/// What follows when a step that would begin something new is not taken any more; other steps are given back.
fn refused(action: Action) -> std::result::Result<Event, Action> {
    let error = || Error::new(Code::Busy, "Fobwatch is closing.", "Start it again.");
    match action {
        Action::Lock(ticket) => Ok(Event::NotLocked(ticket, error())),
        Action::Read(ticket) | Action::Note(ticket, _) => Ok(Event::VaultFailed(ticket, error())),
        Action::Refresh(ticket, _) => Ok(Event::Refreshed(ticket, Answer::NotSent(error()))),
        Action::LogIn(ticket) => Ok(Event::LoggedIn(ticket, Answer::NotSent(error()), 0)),
        other => Err(other),
    }
}

fn signed_out() -> Error {
    Error::new(Code::NeedsLogin, "This account is signed out.", "Log in first.")
}

impl Inner {
    /// Takes news in and carries out what follows from it.
    fn feed(self: &Arc<Self>, event: Event) {
        self.step(Some(event));
    }

    /// One step of the machine. When the wall clock was set since the last one, the machine is told so first: what it
    /// has planned and what it plans now must be by the same clock.
    fn step(self: &Arc<Self>, event: Option<Event>) {
        let (actions, done) = {
            let mut machine = guard(&self.machine);
            let events: Vec<_> = self.clock_set(&machine).into_iter().chain(event).collect();
            if events.is_empty() {
                return;
            }
            let now = self.world.clock.now();
            let actions: Vec<_> = events.into_iter().flat_map(|event| machine.step(now, event)).collect();
            // Whoever asks from here on waits for the next flight, not for the end of this one.
            let done = actions.iter().filter_map(|action| match action {
                Action::Done(id, result) => Some((guard(&self.waiting).remove(id)?, result.clone())),
                _ => None,
            });
            let done: Vec<_> = done.collect();
            (actions, done)
        };
        self.wake.notify_one();
        if actions.is_empty() {
            return;
        }
        let inner = self.clone();
        // In order, so that what is written down comes before the lock is let go, and that before anybody is told.
        self.world.tasks.spawn(Box::pin(async move {
            for action in actions {
                inner.perform(action).await;
            }
            for (waiters, result) in done {
                for waiter in waiters {
                    let _ = waiter.send(result.clone());
                }
            }
        }));
    }

    /// Carries one action out. What takes time goes on by itself and feeds its outcome back.
    async fn perform(self: &Arc<Self>, action: Action) {
        let action = match self.closing.load(Ordering::Relaxed) {
            true => match refused(action) {
                Ok(event) => return self.feed(event),
                Err(action) => action,
            },
            false => action,
        };
        match action {
            Action::Lock(ticket) => self.go(ticket, move |inner| async move { inner.lock(ticket).await }),
            Action::Read(ticket) => self.go(ticket, move |inner| async move {
                let record = inner.vault(move |vault| vault.record(ticket.account)).await?;
                Ok(Event::Read(ticket, Box::new(record)))
            }),
            Action::Note(ticket, generation) => self.go(ticket, move |inner| async move {
                let now = inner.world.clock.now();
                inner
                    .vault(move |vault| vault.note_refresh_sent(ticket.account, generation, now))
                    .await
                    .map(|()| Event::Noted(ticket))
            }),
            Action::Refresh(ticket, session) => self.go(ticket, move |inner| async move {
                Ok(Event::Refreshed(ticket, inner.send_refresh(ticket.account, &session).await))
            }),
            Action::LogIn(ticket) => {
                self.go(ticket, move |inner| async move { inner.log_in_again(ticket).await })
            }
            Action::Commit(ticket, session) => self.go(ticket, move |inner| async move {
                inner
                    .vault(move |vault| vault.commit(ticket.account, &session))
                    .await
                    .map(|()| Event::Committed(ticket))
            }),
            Action::RejectSecrets(ticket, version) => self.go(ticket, move |inner| async move {
                inner
                    .vault(move |vault| vault.reject_secrets(ticket.account, version))
                    .await
                    .map(|()| Event::SecretsRejected(ticket))
            }),
            Action::Unspent(id, generation, earlier) => {
                self.write(move |vault| vault.note_refresh_unspent(id, generation, earlier)).await;
            }
            Action::Postpone(id, generation, moment) => {
                self.write(move |vault| vault.postpone(id, generation, &moment)).await;
            }
            Action::KeepUncommitted(ticket) => {
                if let Some(lock) = guard(&self.held).get(&ticket) {
                    lock.keep_uncommitted();
                }
            }
            Action::Tell(id, row) => {
                let told = Change::Told(id, row.clone());
                self.write(move |vault| vault.note(id, &row)).await;
                let _ = self.changes.send(told);
            }
            Action::Unlock(ticket) => {
                guard(&self.held).remove(&ticket);
            }
            Action::Publish(id) => {
                let view = guard(&self.machine).get(id).map(AccountView::of);
                // Nobody listening is fine: a script has no window.
                let _ = self.changes.send(match view {
                    Some(view) => Change::Account(Box::new(view)),
                    None => Change::Removed(id),
                });
            }
            // Whoever waited was called out of the queue when this was decided.
            Action::Done(..) => {}
        }
    }

    /// Starts something whose outcome is fed back; what fails is the vault.
    fn go<F>(self: &Arc<Self>, ticket: Ticket, work: impl FnOnce(Arc<Self>) -> F + Send + 'static)
    where
        F: Future<Output = Result<Event>> + Send + 'static,
    {
        let inner = self.clone();
        self.world.tasks.spawn(Box::pin(async move {
            inner.feed(match work(inner.clone()).await {
                Ok(event) => event,
                Err(error) if error.code == Code::NoAccount => Event::Gone(ticket.account),
                Err(error) => Event::VaultFailed(ticket, error),
            });
        }));
    }

    async fn lock(self: &Arc<Self>, ticket: Ticket) -> Result<Event> {
        Ok(match self.world.locks.take(ticket.account, PATIENCE).await {
            Ok(lock) => {
                guard(&self.held).insert(ticket, lock);
                Event::Locked(ticket)
            }
            Err(error) => Event::NotLocked(ticket, error),
        })
    }

    async fn send_refresh(&self, id: AccountId, session: &Session) -> Answer {
        let Some(account) = guard(&self.machine).get(id).map(|watched| watched.account.clone()) else {
            return Answer::NotSent(Error::no_account());
        };
        auth::refresh(self.world.outside(), &account, session).await
    }

    async fn log_in_again(&self, ticket: Ticket) -> Result<Event> {
        let id = ticket.account;
        let (account, remembered) =
            self.vault(move |vault| Ok((vault.record(id)?.account, vault.remembered(id)?))).await?;
        let Some(remembered) = remembered else {
            return Ok(Event::LoggedIn(ticket, Answer::Rejected(signed_out()), 0));
        };
        let answer = auth::login(self.world.outside(), &account, &remembered.secrets).await;
        Ok(Event::LoggedIn(ticket, answer, remembered.version))
    }

    /// Runs a vault call where blocking is allowed.
    async fn vault<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (store, (done, result)) = (self.world.store.clone(), oneshot::channel());
        self.world.tasks.block(Box::new(move || drop(done.send(work(&*store))))).await;
        result.await.unwrap_or_else(|_| Err(Error::internal("a vault call")))
    }

    /// A write whose failure changes nothing but what people can read later.
    async fn write(&self, work: impl FnOnce(&dyn Store) -> Result<()> + Send + 'static) {
        if let Err(error) = self.vault(work).await {
            tracing::warn!(code = ?error.code, "the vault did not take a note");
        }
    }
}
