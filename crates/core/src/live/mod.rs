//! Files that are kept fresh: a `.env` whose token is replaced at each refresh, and taken out again when it ends.
//!
//! Each file is on a list, so that a crash leaves at most one token, which the next start renews or takes out. One process
//! at a time writes into a file: whoever holds its lock.

mod file;
mod lines;
mod listed;
mod scrub;

pub use file::write_once;
pub use scrub::{clear_leftovers, empty_of, take_out_of};

use crate::account::AccountId;
use crate::error::{Error, Failure, Result};
use crate::export;
use crate::home::Home;
use crate::keeper::{Change, Keeper};
use crate::theirs::{full, refused};
use file::{empty, refuse_clash, write};
use listed::Listed;
use scrub::{empty_in_turn, take_out_in_turn};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
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
    /// `None` once the end has come: nothing is written any more. Held while a file is written, so that nobody writes a token
    /// behind the back of whoever takes it out.
    held: Mutex<Option<Files>>,
    /// Grows with each change of what is shown.
    shown: watch::Sender<u64>,
}

/// By their paths.
type Files = BTreeMap<PathBuf, Held>;

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
            held: Mutex::new(Some(Files::new())),
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
        let mine = self.is_held(&path);
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
        let kept = match lock {
            Some(lock) => self.take(listed, lock),
            // For how long may be another answer now.
            None => {
                let mut held = self.held();
                let held = held.as_mut().and_then(|held| held.get_mut(&path));
                held.map(|held| held.listed = listed).is_some()
            }
        };
        self.renew(&path);
        let failure = self.failure(&path).or_else(|| (!kept).then(closing));
        self.told();
        match failure {
            None => Ok(path),
            Some(error) => {
                let _ = self.stop(&path);
                Err(error)
            }
        }
    }

    fn failure(&self, path: &Path) -> Option<Error> {
        self.held().as_ref()?.get(path)?.failure.clone()
    }

    /// Takes our lines out of a file, and it from the list. A file with nothing else in it is deleted.
    ///
    /// # Errors
    /// `invalid_input` where it is not on the list, another program writes into it at the moment, or it cannot be written.
    pub fn stop(&self, path: &Path) -> Result<()> {
        let mine = self.held().as_mut().and_then(|held| held.remove(path));
        let (names, _lock) = match mine {
            Some(held) => (held.listed.names, held._lock),
            None => {
                let listed = listed::read(&self.0.home)?.into_iter().find(|listed| listed.path == path);
                // A path comes from the window, and no other file is any business of ours.
                let listed = listed.ok_or_else(|| {
                    refused(format!("{} is not kept fresh.", path.display()), "Choose one that is.")
                })?;
                let lock = listed::hold(&self.0.home, path)?.ok_or_else(|| taken(path, None))?;
                (listed.names, lock)
            }
        };
        let out = take_out_in_turn(&self.0.home, path, &names);
        // The lock is let go last: whoever finds it free finds the file on the list, or not to be its business. What could
        // not be taken out stays on the list: somebody will look again.
        if out.is_ok() {
            listed::forget(&self.0.home, path)?;
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

    /// The program ends: no token stays in a file that it has written into. Gives a sentence where one could not be taken out.
    pub fn end(&self) -> Vec<String> {
        // A write that is under way has ended when this is had, and after it there is none.
        let held = self.held().take();
        let ended = held.into_iter().flatten().map(|(path, held)| {
            if !held.listed.for_now {
                return empty_in_turn(&self.0.home, &held.listed);
            }
            take_out_in_turn(&self.0.home, &path, &held.listed.names)?;
            listed::forget(&self.0.home, &path)
        });
        ended
            .filter_map(Result::err)
            .map(|error| format!("A token may be left in a file: {} Look into it.", error.message))
            .collect()
    }

    /// All files that this process knows of, by account and path.
    pub fn views(&self) -> Vec<LiveView> {
        let listed = listed::read(&self.0.home).unwrap_or_default();
        let held = self.held();
        let mut views: Vec<_> = listed
            .into_iter()
            .map(|listed| {
                let mine = held.as_ref().and_then(|held| held.get(&listed.path));
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

    fn held(&self) -> MutexGuard<'_, Option<Files>> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_held(&self, path: &Path) -> bool {
        self.held().as_ref().is_some_and(|held| held.contains_key(path))
    }

    /// Writes into it from now on; says no where the end has come.
    fn take(&self, listed: Listed, lock: File) -> bool {
        let mut held = self.held();
        let Some(held) = &mut *held else { return false };
        held.insert(listed.path.clone(), Held { listed, _lock: lock, good: false, failure: None });
        true
    }

    /// Takes over what nobody writes into, and looks after all that is ours.
    fn take_over(&self) {
        if !self.0.keeper.leads() {
            return;
        }
        for listed in listed::read(&self.0.home).unwrap_or_default() {
            let path = listed.path.clone();
            if self.is_held(&path) {
                continue;
            }
            let Ok(Some(lock)) = listed::hold(&self.0.home, &path) else { continue };
            // Somebody may have stopped it since the list was read.
            if !listed::read(&self.0.home).unwrap_or_default().contains(&listed) {
                continue;
            }
            if listed.for_now || self.0.keeper.view(listed.account).is_err() {
                // Its command has died, or its account is gone.
                drop(lock);
                let _ = self.stop(&path);
            } else {
                self.take(listed, lock);
            }
        }
        let all: Vec<_> = self.held().iter().flatten().map(|(path, _)| path.clone()).collect();
        all.iter().for_each(|path| self.renew(path));
        self.told();
    }

    fn renew_of(&self, id: AccountId) {
        let mine: Vec<_> = {
            let held = self.held();
            let all = held.iter().flatten();
            all.filter(|(_, held)| held.listed.account == id).map(|(path, _)| path.clone()).collect()
        };
        mine.iter().for_each(|path| self.renew(path));
        if self.0.keeper.current(id).is_err() {
            empty_of(&self.0.home, id);
        }
    }

    fn removed(&self, id: AccountId) {
        if let Some(held) = &mut *self.held() {
            held.retain(|_, held| held.listed.account != id);
        }
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
        let mut held = self.held();
        let Some(mine) = held.as_mut().and_then(|held| held.get_mut(path)) else { return };
        // Before the token is looked at: a log-out waits for this one, or this one sees that there is no token any more.
        let turn = listed::turn(&self.0.home, path);
        let current = self.0.keeper.current(mine.listed.account);
        let now = self.0.keeper.now();
        let good = current.ok().filter(|(_, session)| !session.has_ended(now));
        let written = match (good, &turn) {
            (Some(_), Err(error)) => Err(error.clone()),
            (Some((account, session)), Ok(_)) => self
                .noted(&mut mine.listed, &export::names(&account, &session))
                .and_then(|()| write(path, &mine.listed.names, &account, &session))
                .map(|()| true),
            (None, _) => empty(path, &mine.listed.names).map(|()| false),
        };
        let before = (mine.good, mine.failure.is_some());
        (mine.good, mine.failure) = match written {
            Ok(good) => (good, None),
            Err(error) => (false, Some(error)),
        };
        let changed = before != (mine.good, mine.failure.is_some());
        drop((turn, held));
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

fn closing() -> Error {
    refused(
        "Fobwatch is closing, so no file is kept fresh.".to_owned(),
        "Start it again, then try once more.",
    )
}

fn taken(path: &Path, by: Option<String>) -> Error {
    let whose = by.map_or_else(|| "by another Fobwatch".to_owned(), |name| format!("for {name}"));
    refused(
        format!("{} is kept fresh {whose} already.", path.display()),
        "Stop that first, or name another file.",
    )
}
