//! Accounts that are removed in a moment. Until then nothing is lost: they are only out of sight, and can be had back.

use crate::{App, events};
use chrono::{DateTime, TimeDelta, Utc};
use fobwatch_core::account::AccountId;
use fobwatch_core::error::{Code, Error, Result};
use serde::Serialize;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use ts_rs::TS;

/// How long an account can be had back, in seconds.
const GRACE: u32 = 10;
/// How often a removal is tried whose account is busy.
const TRIES: u32 = 5;
/// How long the end of the program waits for removals.
const PATIENCE: Duration = Duration::from_secs(5);

/// An account that is removed in a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Removing {
    /// Which.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// When it is removed, this computer's clock, UTC.
    pub until: DateTime<Utc>,
}

/// The accounts that are removed in a moment.
#[derive(Default)]
pub(crate) struct Removals(Mutex<BTreeMap<AccountId, Pending>>);

struct Pending {
    removing: Removing,
    /// It is being removed: nobody can have it back any more.
    begun: bool,
}

impl Removals {
    /// All of them.
    pub fn all(&self) -> Vec<Removing> {
        self.pending().values().map(|pending| pending.removing.clone()).collect()
    }

    /// Whether this account is out of sight.
    pub fn has(&self, id: AccountId) -> bool {
        self.pending().contains_key(&id)
    }

    fn pending(&self) -> MutexGuard<'_, BTreeMap<AccountId, Pending>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes an account out of sight, and removes it after a while.
///
/// # Errors
/// `no_account`; why the vault is closed.
pub(crate) fn begin(app: &AppHandle, id: AccountId) -> Result<Removing> {
    let state = app.state::<App>();
    let name = state.keeper()?.view(id)?.name;
    let until = state.fobwatch.now() + TimeDelta::seconds(GRACE.into());
    let removing = Removing { id, name, until };
    let pending = Pending { removing: removing.clone(), begun: false };
    match state.removals.pending().entry(id) {
        Entry::Occupied(known) if known.get().begun => return Err(gone()),
        Entry::Occupied(mut known) => drop(known.insert(pending)),
        Entry::Vacant(place) => drop(place.insert(pending)),
    }
    events::removing(app);
    let app = app.clone();
    let of = removing.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(Duration::from_secs(GRACE.into())).await;
        // Had back, and perhaps removed again since.
        let is_this = |pending: &Pending| pending.removing == of;
        if app.state::<App>().removals.pending().get(&id).is_some_and(is_this) {
            finish(&app, id).await;
            events::removing(&app);
        }
    });
    Ok(removing)
}

/// Puts an account back where it was.
///
/// # Errors
/// `no_account` where it is too late.
pub(crate) fn undo(app: &AppHandle, id: AccountId) -> Result<()> {
    let state = app.state::<App>();
    state.lock.check()?;
    let found = match state.removals.pending().entry(id) {
        Entry::Occupied(known) if !known.get().begun => Some(known.remove()),
        _ => None,
    };
    events::removing(app);
    found.map(drop).ok_or_else(gone)
}

fn gone() -> Error {
    Error::new(Code::NoAccount, "The account has been removed already.", "Add it again.")
}

/// Removes all that was to be removed: the program ends.
pub(crate) async fn finish_all(app: &AppHandle) {
    let all = async {
        for Removing { id, .. } in app.state::<App>().removals.all() {
            finish(app, id).await;
        }
    };
    // Somebody waits for the end; an account that another process holds stays.
    let _ = tokio::time::timeout(PATIENCE, all).await;
}

/// Removes an account. Where that fails it comes back into sight: nothing was lost.
async fn finish(app: &AppHandle, id: AccountId) {
    let state = app.state::<App>();
    if let Some(pending) = state.removals.pending().get_mut(&id) {
        pending.begun = true;
    }
    for _ in 0..TRIES {
        let outcome = match state.fobwatch.keeper() {
            Ok(keeper) => keeper.remove(id).await,
            Err(error) => Err(error),
        };
        match outcome {
            Err(error) if error.code == Code::Busy => tokio::time::sleep(Duration::from_secs(1)).await,
            Err(error) if error.code != Code::NoAccount => {
                tracing::warn!(code = ?error.code, "an account could not be removed");
                break;
            }
            _ => break,
        }
    }
    state.removals.pending().remove(&id);
}
