//! What the window is told without asking. Data flows one way: from the keeper to here to the page.

use crate::{App, Desktop};
use fobwatch_core::Fobwatch;
use fobwatch_core::account::AccountId;
use fobwatch_core::keeper::{Change, Keeper};
use fobwatch_core::view::{AccountView, VaultView};
use fobwatch_desktop::CopyView;
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::broadcast::error::RecvError;

#[derive(Clone, Serialize)]
struct Removed {
    id: AccountId,
}

#[derive(Clone, Serialize)]
struct Opened {
    id: AccountId,
}

#[derive(Clone, Serialize)]
struct Closing {
    to_tray: bool,
}

/// Sends every change of the vault and of the accounts to the window, and quits when the system asks to.
pub(crate) fn forward(app: &AppHandle) {
    let app = app.clone();
    quit_when_asked(&app);
    tauri::async_runtime::spawn(async move {
        let fobwatch = app.state::<App>().fobwatch.clone();
        let mut vault = fobwatch.watch();
        loop {
            if let (VaultView::Open, Ok(keeper)) = (fobwatch.vault(), fobwatch.keeper()) {
                app.state::<App>().lock.allow(fobwatch.has_passphrase().await);
                desktop(&app);
                self::vault(&app, VaultView::Open);
                files(&app, &fobwatch);
                accounts(&app, &keeper).await;
                return;
            }
            let Some(view) = vault.changed().await else { return };
            if view != VaultView::Open {
                self::vault(&app, view);
            }
        }
    });
}

/// Tells which files are kept fresh, whenever that changes.
fn files(app: &AppHandle, fobwatch: &Fobwatch) {
    let Ok(live) = fobwatch.live() else { return };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut changed = live.watch();
        while changed.changed().await.is_ok() {
            if !app.state::<App>().lock.is_locked() {
                let _ = app.emit("files", live.views());
            }
        }
    });
}

async fn accounts(app: &AppHandle, keeper: &Keeper) {
    let mut changes = keeper.changes();
    let state = app.state::<App>();
    // A locked window knows nothing; once unlocked it asks for the whole picture.
    let tell = |view: AccountView| {
        state.resident.wake();
        if !state.lock.is_locked() {
            let _ = app.emit("account", view);
        }
    };
    let all = || keeper.views().into_iter().for_each(tell);
    all();
    loop {
        match changes.recv().await {
            Ok(Change::Account(view)) => tell(*view),
            Ok(Change::Told(..) | Change::Leads(_)) => {}
            Ok(Change::Removed(id)) => {
                state.resident.wake();
                if !state.lock.is_locked() {
                    let _ = app.emit("account-removed", Removed { id });
                }
            }
            // More changes than the window could take: it gets the whole picture instead.
            Err(RecvError::Lagged(_)) => all(),
            Err(RecvError::Closed) => return,
        }
    }
}

/// Tells whether the vault can be used, and the window shown what is in it.
pub(crate) fn vault(app: &AppHandle, view: VaultView) {
    app.state::<App>().resident.wake();
    let _ = app.emit("vault", view);
}

/// Tells which accounts are removed in a moment.
pub(crate) fn removing(app: &AppHandle) {
    let state = app.state::<App>();
    state.resident.wake();
    if !state.lock.is_locked() {
        let _ = app.emit("removing", state.removals.all());
    }
}

/// Tells what this desktop can do.
pub(crate) fn desktop(app: &AppHandle) {
    let _ = app.emit("desktop", Desktop::look(app));
}

/// Asks the page to open an account.
pub(crate) fn open_account(app: &AppHandle, id: AccountId) {
    let _ = app.emit("open-account", Opened { id });
}

/// Asks the page what to do: somebody wants to close the window.
pub(crate) fn closing(app: &AppHandle, to_tray: bool) {
    let _ = app.emit("closing", Closing { to_tray });
}

/// Keeps and tells what lies on the clipboard.
pub(crate) fn copied(app: &AppHandle, kept: &Mutex<Option<CopyView>>, view: Option<CopyView>) {
    kept.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&view);
    if !app.try_state::<App>().is_some_and(|state| state.lock.is_locked()) {
        let _ = app.emit("clipboard", view);
    }
}

/// Tells which profiles there are now.
pub(crate) fn profiles(app: &AppHandle, fobwatch: &Fobwatch) {
    let _ = app.emit("profiles", fobwatch.profile_views());
}

#[cfg(unix)]
fn quit_when_asked(app: &AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let (Ok(mut terminate), Ok(mut interrupt)) =
            (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
        else {
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        app.exit(0);
    });
}

#[cfg(not(unix))]
fn quit_when_asked(_: &AppHandle) {}
