//! The lock of the window: what it shows and copies needs the vault's passphrase again. The keeper goes on.

use crate::{App, events, preferences};
use chrono::TimeDelta;
use fobwatch_core::clock::{LONGEST_SLEEP, steady};
use fobwatch_core::error::{Code, Error, Result};
use fobwatch_core::secret::Secret;
use fobwatch_core::view::VaultView;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

/// Whether the window is locked, and when somebody last had a hand on it.
pub(crate) struct Lock {
    locked: AtomicBool,
    /// A passphrase opens the vault, and so the lock.
    can: AtomicBool,
    /// How often it, or the screen, was locked.
    times: AtomicU64,
    /// When somebody last had a hand on it, by the clock that counts a suspend too.
    touched: Mutex<TimeDelta>,
    /// Something has changed that decides when to lock.
    changed: Notify,
}

impl Lock {
    pub fn new() -> Self {
        Self {
            locked: AtomicBool::new(false),
            can: AtomicBool::new(false),
            times: AtomicU64::new(0),
            touched: Mutex::new(steady()),
            changed: Notify::new(),
        }
    }

    /// Whether nothing may be shown.
    pub fn is_locked(&self) -> bool {
        self.locked.load(Ordering::Relaxed)
    }

    /// Whether the window can be locked at all.
    pub fn can(&self) -> bool {
        self.can.load(Ordering::Relaxed)
    }

    /// The vault is open; whether a passphrase opens it.
    pub fn allow(&self, can: bool) {
        self.can.store(can, Ordering::Relaxed);
    }

    /// # Errors
    /// `locked`.
    pub fn check(&self) -> Result<()> {
        if !self.is_locked() {
            return Ok(());
        }
        Err(Error::new(Code::Locked, "Fobwatch is locked.", "Open its window and enter the passphrase."))
    }

    /// Somebody has a hand on it.
    pub fn touch(&self) {
        *self.touched.lock().unwrap_or_else(PoisonError::into_inner) = steady();
    }

    /// The preferences have changed.
    pub fn reconsider(&self) {
        self.touch();
        self.changed.notify_one();
    }

    /// How often it, or the screen, was locked. Who was at work when this changes may be somebody else now.
    pub fn times(&self) -> u64 {
        self.times.load(Ordering::Relaxed)
    }

    /// How long nobody has had a hand on it.
    fn idle(&self) -> Duration {
        let touched = *self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        (steady() - touched).to_std().unwrap_or_default()
    }
}

/// Locks the window, where a passphrase can open it again.
///
/// # Errors
/// `invalid_input` where none can.
pub(crate) fn lock(app: &AppHandle) -> Result<()> {
    let state = app.state::<App>();
    if !state.lock.can() {
        return Err(Error::new(
            Code::InvalidInput,
            "Only a vault with a passphrase can be locked.",
            "Give it one with `fob vault rekey --key-source passphrase`.",
        ));
    }
    state.lock.locked.store(true, Ordering::Relaxed);
    leave_alone(app);
    if let Ok(keeper) = state.fobwatch.keeper() {
        keeper.attend(false);
    }
    events::vault(app, VaultView::Locked);
    Ok(())
}

/// Whoever comes next may be somebody else: nothing of ours stays on the clipboard, no file that was being
/// looked at, and no copy that is under way gets there.
pub(crate) fn leave_alone(app: &AppHandle) {
    let state = app.state::<App>();
    state.lock.times.fetch_add(1, Ordering::Relaxed);
    state.import.forget();
    let clipboard = state.clipboard.clone();
    tauri::async_runtime::spawn_blocking(move || clipboard.clear());
}

/// Opens the vault, or the lock, with a passphrase.
///
/// # Errors
/// `wrong_passphrase`; why the vault cannot be opened.
pub(crate) async fn unlock(app: &AppHandle, passphrase: Secret) -> Result<VaultView> {
    let state = app.state::<App>();
    let before = state.lock.times();
    state.fobwatch.unlock(passphrase).await?;
    if state.lock.times() != before {
        // Locked again meanwhile, perhaps with the screen.
        state.lock.check()?;
    }
    state.lock.touch();
    if state.lock.locked.swap(false, Ordering::Relaxed) {
        events::vault(app, VaultView::Open);
    }
    Ok(VaultView::Open)
}

/// Locks the window when nobody has had a hand on it for as long as the preferences say.
pub(crate) fn watch(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let state = app.state::<App>();
        loop {
            let after = preferences::load(&app).lock_after();
            match after.map(|after| after.saturating_sub(state.lock.idle())) {
                Some(left) if left.is_zero() => {
                    if !state.lock.is_locked() {
                        // A vault without a passphrase stays as it is.
                        let _ = lock(&app);
                    }
                    state.lock.touch();
                }
                // A sleep does not count a suspend, so it is short.
                Some(left) => {
                    let look = left.min(LONGEST_SLEEP);
                    let _ = tokio::time::timeout(look, state.lock.changed.notified()).await;
                }
                None => state.lock.changed.notified().await,
            }
        }
    });
}
