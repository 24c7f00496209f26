//! What Fobwatch does without a window: the tray, the notifications, and what it means that the screen is locked.

use crate::preferences::Preferences;
#[cfg(not(target_os = "linux"))]
use crate::tray::Tray;
use crate::{App, Language, events, lock, preferences, window};
use fobwatch_core::view::VaultView;
#[cfg(target_os = "linux")]
use fobwatch_desktop::Tray;
use fobwatch_desktop::{Glance, Notices, Notifier, ScreenLock, Wish, watch_screen_lock};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

/// Times are shown in minutes, and some causes to tell somebody are a matter of time.
const MINUTE: Duration = Duration::from_secs(60);
/// How long an answer takes over the session's bus.
const ANSWERED: Duration = Duration::from_millis(100);
/// What happens within this is shown together.
const TOGETHER: Duration = Duration::from_millis(250);

/// What stays when the window is closed.
pub(crate) struct Resident {
    tray: Mutex<Option<Tray>>,
    notifier: Mutex<Option<Notifier>>,
    notices: Mutex<Notices>,
    screen: ScreenLock,
    /// Something shows our tray.
    seen: AtomicBool,
    /// Something has changed that the tray shows, or that somebody is to be told.
    changed: Arc<Notify>,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Resident {
    /// Watches the screen. Tray and notifications come with the preferences.
    pub fn new(app: &AppHandle) -> Self {
        let app = app.clone();
        Self {
            tray: Mutex::default(),
            notifier: Mutex::default(),
            notices: Mutex::default(),
            screen: watch_screen_lock(move |locked| screen(&app, locked)),
            seen: AtomicBool::new(false),
            changed: Arc::default(),
        }
    }

    /// Whether something shows our tray.
    pub fn tray_is_seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed) && guard(&self.tray).is_some()
    }

    /// Whether it would be noticed that the screen is locked.
    pub fn screen_is_watched(&self) -> bool {
        self.screen.is_watched()
    }

    /// Something has changed.
    pub fn wake(&self) {
        self.changed.notify_one();
    }

    /// Has a tray and notifications, or not.
    pub fn apply(&self, app: &AppHandle, preferences: &Preferences) {
        let has_tray = guard(&self.tray).is_some();
        let tray = match (preferences.tray, has_tray) {
            (true, false) => {
                // Not while it is held: the tray may tell at once that it is seen.
                let started = start_tray(app);
                guard(&self.tray).replace(started)
            }
            (false, true) => guard(&self.tray).take(),
            _ => None,
        };
        let notifier = {
            let mut notifier = guard(&self.notifier);
            match (preferences.notifications, notifier.is_some()) {
                (true, false) => {
                    let app = app.clone();
                    *guard(&self.notices) = Notices::default();
                    *notifier = Some(Notifier::start(move |wish| grant(&app, wish)));
                    None
                }
                (false, true) => notifier.take(),
                _ => None,
            }
        };
        // Both wait for the bus for a moment.
        tauri::async_runtime::spawn_blocking(move || end(tray, notifier));
        self.wake();
        events::desktop(app);
    }

    /// Takes tray and notifications away: the program ends.
    pub fn end(&self) {
        let (tray, notifier) = (guard(&self.tray).take(), guard(&self.notifier).take());
        end(tray, notifier);
    }

    fn show(&self, glance: &Glance) {
        if let Some(notifier) = &*guard(&self.notifier) {
            notifier.carry_out(guard(&self.notices).look(glance));
        }
        if let Some(tray) = &*guard(&self.tray) {
            tray.show(glance);
        }
    }
}

fn end(tray: Option<Tray>, notifier: Option<Notifier>) {
    if let Some(tray) = tray {
        tray.end();
    }
    if let Some(notifier) = notifier {
        notifier.end();
    }
}

fn start_tray(app: &AppHandle) -> Tray {
    let (wishes, hosts) = (app.clone(), app.clone());
    Tray::start(
        #[cfg(not(target_os = "linux"))]
        app,
        move |wish| grant(&wishes, wish),
        move |seen| {
            hosts.state::<App>().resident.seen.store(seen, Ordering::Relaxed);
            events::desktop(&hosts);
        },
    )
}

/// Keeps tray and notifications up to date.
pub(crate) fn keep(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let changed = app.state::<App>().resident.changed.clone();
        loop {
            // A wake that comes later in this time is for the next look.
            let _ = tokio::time::timeout(MINUTE, changed.notified()).await;
            tokio::time::sleep(TOGETHER).await;
            let state = app.state::<App>();
            state.resident.show(&glance(&app));
        }
    });
}

/// How everything stands. An account that is removed in a moment is out of sight.
fn glance(app: &AppHandle) -> Glance {
    let state = app.state::<App>();
    let accounts = state.fobwatch.keeper().map(|keeper| keeper.views()).unwrap_or_default();
    Glance {
        vault: if state.lock.is_locked() { VaultView::Locked } else { state.fobwatch.vault() },
        accounts: accounts.into_iter().filter(|account| !state.removals.has(account.id)).collect(),
        now: state.fobwatch.now(),
        language: Language::from(preferences::load(app).language),
    }
}

/// Does what somebody chose in the tray or in a notification. Whatever does not work is shown in the window.
fn grant(app: &AppHandle, wish: Wish) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let state = app.state::<App>();
        state.lock.touch();
        match wish {
            Wish::Open => window::show(&app),
            Wish::OpenAccount(id) => window::show_account(&app, id),
            Wish::Quit => {
                // Whoever shows the menu gets its answer before the bus is left.
                tokio::time::sleep(ANSWERED).await;
                window::quit_asked(&app);
            }
            Wish::Copy(id, what) => {
                if state.copy(&app, id, what).await.is_err() {
                    window::show_account(&app, id);
                }
            }
            Wish::Refresh(id) => {
                let refreshed = match state.keeper() {
                    Ok(keeper) => keeper.refresh(id).await,
                    Err(error) => Err(error),
                };
                if refreshed.is_err() {
                    window::show_account(&app, id);
                }
            }
        }
    });
}

/// Whoever comes back to the screen may be somebody else.
fn screen(app: &AppHandle, locked: bool) {
    if !locked || app.try_state::<App>().is_none() {
        return;
    }
    lock::leave_alone(app);
    if preferences::load(app).lock_with_screen {
        // A vault without a passphrase cannot be locked, and the preference says so.
        let _ = lock::lock(app);
    }
}
