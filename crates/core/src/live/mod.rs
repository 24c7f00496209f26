//! Files that are kept fresh: a `.env` whose token is replaced at each refresh, and taken out again when it ends.
//!
//! Each file is on a list, so that a crash leaves at most one token, which the next start renews or takes out. One process
//! at a time writes into a file: whoever holds its lock.

mod file;
mod lines;
mod listed;

pub use file::write_once;

use crate::account::AccountId;
use crate::error::{Error, Failure, Result};
use crate::export;
use crate::home::Home;
use crate::keeper::{Change, Keeper};
use crate::theirs::{full, refused};
use file::{empty, refuse_clash, take_out, write};
use listed::Listed;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::sync::watch;
use ts_rs::TS;

/// How often files are looked for that nobody writes into: somebody else's program may have ended.
const LOOK: Duration = Duration::from_secs(60);

/// A file that is kept fresh, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LiveView {
    /// Whose token is in it.
    pub account: AccountId,
    /// Where it is.
    pub path: String,
    /// There is a good token in it.
    pub good: bool,
    /// Why it could not be written last.
    pub failure: Option<Failure>,
}

/// Keeps files fresh until [`Live::end`]. Cloning gives another handle to the same.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    home: Home,
    keeper: Keeper,
    held: Mutex<BTreeMap<PathBuf, Held>>,
    /// The end has come: nothing is written any more.
    ended: AtomicBool,
    /// Grows with each change of what is shown.
    shown: watch::Sender<u64>,
}

/// A file that this process writes into.
struct Held {
    listed: Listed,
    _lock: File,
    good: bool,
    failure: Option<Error>,
}

impl Live {
    /// Takes over the files that nobody writes into, and keeps them fresh as long as the keeper lives.
    pub fn start(home: Home, keeper: Keeper) -> Self {
        let live = Self(Arc::new(Inner {
            home,
            keeper,
            held: Mutex::default(),
            ended: AtomicBool::new(false),
            shown: watch::Sender::new(0),
        }));
        tokio::spawn(watch_over(Arc::downgrade(&live.0), live.0.keeper.changes()));
        live
    }

    /// Keeps a `.env` file fresh from now on; with `for_now` only until [`Live::end`], else until [`Live::stop`], also in
    /// programs that start later. Gives its path in full.
    ///
    /// # Errors
    /// `no_account`, `needs_login`; `invalid_input` on the field `file`: it cannot be written, another account's token is
    /// in it, or it sets one of the variables itself.
    pub fn keep(&self, account: AccountId, file: &Path, for_now: bool) -> Result<PathBuf> {
        let path = full(file)?;
        let (known, session) = self.0.keeper.current(account)?;
        let names = export::names(&known, &session);
        refuse_clash(&path, &names)?;
        let mut listed = Listed { account, path: path.clone(), for_now, names };
        let mut lock = None;
        // Before the list is locked: whoever writes a file locks the list last.
        let mine = self.held().contains_key(&path);
        listed::change(&self.0.home, |list| {
            if let Some(other) = list.iter().find(|other| other.path == path) {
                if other.account != account {
                    return Err(taken(&path, self.0.keeper.view(other.account).map(|view| view.name).ok()));
                }
                listed.add_names(&other.names);
            }
            lock = if mine { None } else { listed::hold(&self.0.home, &path)? };
            if lock.is_none() && !mine {
                return Err(taken(&path, None));
            }
            list.retain(|other| other.path != path);
            list.push(listed.clone());
            Ok(())
        })?;
        if let Some(lock) = lock {
            self.held().insert(path.clone(), Held { listed, _lock: lock, good: false, failure: None });
        }
        self.renew(&path);
        let failure = self.held().get(&path).and_then(|held| held.failure.clone());
        self.told();
        match failure {
            None => Ok(path),
            Some(error) => {
                let _ = self.stop(&path);
                Err(error)
            }
        }
    }

    /// Takes our lines out of a file, and it from the list. A file with nothing else in it is deleted.
    ///
    /// # Errors
    /// `invalid_input` where another program writes into it at the moment, or it cannot be written.
    pub fn stop(&self, path: &Path) -> Result<()> {
        let mine = self.held().remove(path);
        let (names, lock) = match mine {
            Some(held) => (held.listed.names, held._lock),
            None => {
                let listed = listed::read(&self.0.home)?.into_iter().find(|listed| listed.path == path);
                let lock = listed::hold(&self.0.home, path)?.ok_or_else(|| taken(path, None))?;
                (listed.map(|listed| listed.names).unwrap_or_default(), lock)
            }
        };
        let out = take_out(path, &names);
        drop(lock);
        // What could not be taken out stays on the list: somebody will look again.
        if out.is_ok() {
            listed::change(&self.0.home, |list| {
                list.retain(|other| other.path != path);
                Ok(())
            })?;
        }
        self.told();
        out
    }

    /// [`Live::keep`] for good, by the path as a person types it.
    ///
    /// # Errors
    /// As there.
    pub async fn keep_for(&self, account: AccountId, file: String) -> Result<()> {
        self.blocking(move |live| live.keep(account, Path::new(file.trim()), false).map(drop)).await
    }

    /// [`Live::stop`], by the path that [`Live::views`] gives.
    ///
    /// # Errors
    /// As there.
    pub async fn stop_at(&self, path: String) -> Result<()> {
        self.blocking(move |live| live.stop(Path::new(&path))).await
    }

    async fn blocking(&self, work: impl FnOnce(&Self) -> Result<()> + Send + 'static) -> Result<()> {
        let live = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&live)).await;
        done.unwrap_or_else(|_| Err(Error::internal("writing a file")))
    }

    /// The program ends: no token stays in a file that it has written into.
    pub fn end(&self) {
        self.0.ended.store(true, Ordering::Relaxed);
        let held = std::mem::take(&mut *self.held());
        for (path, held) in held {
            if held.listed.for_now {
                if take_out(&path, &held.listed.names).is_ok() {
                    let _ = listed::change(&self.0.home, |list| {
                        list.retain(|other| other.path != path);
                        Ok(())
                    });
                }
            } else {
                let _ = empty(&path, &held.listed.names);
            }
        }
    }

    /// All files that this process knows of, by account and path.
    pub fn views(&self) -> Vec<LiveView> {
        let listed = listed::read(&self.0.home).unwrap_or_default();
        let held = self.held();
        let mut views: Vec<_> = listed
            .into_iter()
            .map(|listed| {
                let mine = held.get(&listed.path);
                LiveView {
                    account: listed.account,
                    path: listed.path.display().to_string(),
                    // Somebody else writes into it, and says so there.
                    good: mine.is_none_or(|held| held.good),
                    failure: mine.and_then(|held| Some(held.failure.as_ref()?.failure().clone())),
                }
            })
            .collect();
        views.sort_by(|a, b| (a.account, &a.path).cmp(&(b.account, &b.path)));
        views
    }

    /// Changes with [`Live::views`].
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.0.shown.subscribe()
    }

    fn told(&self) {
        self.0.shown.send_modify(|number| *number += 1);
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Held>> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over what nobody writes into, and looks after all that is ours.
    fn take_over(&self) {
        if self.0.ended.load(Ordering::Relaxed) || !self.0.keeper.leads() {
            return;
        }
        for listed in listed::read(&self.0.home).unwrap_or_default() {
            let path = listed.path.clone();
            if self.held().contains_key(&path) {
                continue;
            }
            let Ok(Some(lock)) = listed::hold(&self.0.home, &path) else { continue };
            if listed.for_now || self.0.keeper.view(listed.account).is_err() {
                // Its command has died, or its account is gone.
                drop(lock);
                let _ = self.stop(&path);
            } else {
                self.held().insert(path, Held { listed, _lock: lock, good: false, failure: None });
            }
        }
        let all: Vec<_> = self.held().keys().cloned().collect();
        all.iter().for_each(|path| self.renew(path));
        self.told();
    }

    fn renew_of(&self, id: AccountId) {
        let mine: Vec<_> = {
            let held = self.held();
            held.iter().filter(|(_, held)| held.listed.account == id).map(|(path, _)| path.clone()).collect()
        };
        mine.iter().for_each(|path| self.renew(path));
        if self.0.keeper.current(id).is_err() {
            empty_of(&self.0.home, id);
        }
    }

    fn removed(&self, id: AccountId) {
        self.held().retain(|_, held| held.listed.account != id);
        take_out_of(&self.0.home, id);
        self.told();
    }

    /// Notes what a file is about to get, so that whoever finds it after a crash knows which lines are ours.
    fn noted(&self, listed: &mut Listed, names: &[String]) -> Result<()> {
        if !listed.add_names(names) {
            return Ok(());
        }
        listed::change(&self.0.home, |list| {
            list.iter_mut()
                .filter(|other| other.path == listed.path)
                .for_each(|other| *other = listed.clone());
            Ok(())
        })
    }

    /// Writes the token of this moment into a file, or empties it where there is none.
    fn renew(&self, path: &Path) {
        // Held while it writes, so that two writers in this process do not overtake each other.
        let mut held = self.held();
        let Some(mine) = held.get_mut(path) else { return };
        let current = self.0.keeper.current(mine.listed.account);
        let now = self.0.keeper.now();
        let written = match current.ok().filter(|(_, session)| !session.has_ended(now)) {
            Some((account, session)) => self
                .noted(&mut mine.listed, &export::names(&account, &session))
                .and_then(|()| write(path, &mine.listed.names, &account, &session))
                .map(|()| true),
            None => empty(path, &mine.listed.names).map(|()| false),
        };
        let before = (mine.good, mine.failure.is_some());
        (mine.good, mine.failure) = match written {
            Ok(good) => (good, None),
            Err(error) => (false, Some(error)),
        };
        let changed = before != (mine.good, mine.failure.is_some());
        drop(held);
        if changed {
            self.told();
        }
    }
}

/// Follows the keeper as long as both are there.
async fn watch_over(live: Weak<Inner>, mut changes: broadcast::Receiver<Change>) {
    let mut next = Some(Ok(Change::Leads(true)));
    loop {
        let Some(inner) = live.upgrade() else { return };
        let live = Live(inner);
        let work: Box<dyn FnOnce() + Send> = match next {
            Some(Ok(Change::Account(view))) => Box::new(move || live.renew_of(view.id)),
            Some(Ok(Change::Removed(id))) => Box::new(move || live.removed(id)),
            Some(Ok(Change::Told(..))) => Box::new(|| {}),
            Some(Err(RecvError::Closed)) => return,
            Some(Ok(Change::Leads(_)) | Err(RecvError::Lagged(_))) | None => {
                Box::new(move || live.take_over())
            }
        };
        let _ = tokio::task::spawn_blocking(work).await;
        next = tokio::time::timeout(LOOK, changes.recv()).await.ok();
    }
}

/// Takes the tokens of an account out of all its files: it has been logged out.
pub fn empty_of(home: &Home, account: AccountId) {
    // Also where another process writes: there is no token any more that it could write.
    for listed in listed::read(home).unwrap_or_default().iter().filter(|listed| listed.account == account) {
        let _ = empty(&listed.path, &listed.names);
    }
}

/// Takes our lines out of all files of an account, and them from the list: it has been removed.
pub fn take_out_of(home: &Home, account: AccountId) {
    let _ = listed::change(home, |list| {
        list.retain(|listed| listed.account != account || take_out(&listed.path, &listed.names).is_err());
        Ok(())
    });
}

/// Takes the tokens out that a crash has left, of files that nobody writes into: for a start that cannot open its vault.
pub fn empty_leftovers(home: &Home) {
    for listed in listed::read(home).unwrap_or_default() {
        if let Ok(Some(_lock)) = listed::hold(home, &listed.path) {
            let _ = empty(&listed.path, &listed.names);
        }
    }
}

fn taken(path: &Path, by: Option<String>) -> Error {
    let whose = by.map_or_else(|| "by another Fobwatch".to_owned(), |name| format!("for {name}"));
    refused(
        format!("{} is kept fresh {whose} already.", path.display()),
        "Stop that first, or name another file.",
    )
}
