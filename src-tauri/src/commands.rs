//! What the window may ask for: one line each. The work is in the core, where the tests and the command line find it.
//!
//! The build script reads the names from here, and the TypeScript in `ui/src/ipc` is made from these signatures.

use crate::{App, Preferences, Snapshot, events, preferences};
use fobwatch_core::account::AccountId;
use fobwatch_core::auth::Secrets;
use fobwatch_core::error::Result;
use fobwatch_core::handoff::CopyWhat;
use fobwatch_core::keyring::Prompt;
use fobwatch_core::vault::Row;
use fobwatch_core::view::{AccountDraft, AccountView, LogoutView, VaultView};
use fobwatch_desktop::CopyView;
use tauri::ipc::Invoke;
use tauri::{AppHandle, State, Wry};

/// All commands.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        snapshot,
        open_vault,
        add_account,
        update_account,
        remove_account,
        log_in,
        log_out,
        refresh_now,
        copy,
        clear_clipboard,
        timeline,
        set_preferences,
        attend,
    ]
}

/// Everything the window shows, for its first drawing.
#[tauri::command]
async fn snapshot(app: AppHandle) -> Result<Snapshot> {
    Ok(Snapshot::take(&app))
}

/// Tries to open the vault again. The keyring may ask a person to unlock it.
#[tauri::command]
async fn open_vault(app: State<'_, App>) -> Result<VaultView> {
    Ok(app.fobwatch.open(Prompt::Allowed).await)
}

/// Logs in, and keeps the account when that worked.
#[tauri::command]
async fn add_account(app: State<'_, App>, draft: AccountDraft) -> Result<AccountView> {
    app.fobwatch.keeper()?.add(draft).await
}

/// Changes an account; with secrets it logs in with them first.
#[tauri::command]
async fn update_account(app: State<'_, App>, id: AccountId, draft: AccountDraft) -> Result<AccountView> {
    app.fobwatch.keeper()?.change(id, draft).await
}

/// Removes an account with everything it had.
#[tauri::command]
async fn remove_account(app: State<'_, App>, id: AccountId) -> Result<()> {
    app.fobwatch.keeper()?.remove(id).await
}

/// Logs an account in again.
#[tauri::command]
async fn log_in(app: State<'_, App>, id: AccountId, secrets: Secrets, remember: bool) -> Result<AccountView> {
    app.fobwatch.keeper()?.log_in(id, secrets, Some(remember)).await
}

/// Ends the session here, and with `everywhere` at the server too.
#[tauri::command]
async fn log_out(app: State<'_, App>, id: AccountId, everywhere: bool) -> Result<LogoutView> {
    app.fobwatch.keeper()?.log_out(id, everywhere).await
}

/// Fetches a new access token now.
#[tauri::command]
async fn refresh_now(app: State<'_, App>, id: AccountId) -> Result<AccountView> {
    let keeper = app.fobwatch.keeper()?;
    keeper.refresh(id).await?;
    keeper.view(id)
}

/// Puts something of an account on the clipboard.
#[tauri::command]
async fn copy(handle: AppHandle, app: State<'_, App>, id: AccountId, what: CopyWhat) -> Result<CopyView> {
    let clear_after = preferences::load(&handle).clear_after();
    let keeper = app.fobwatch.keeper()?;
    let copied =
        fobwatch_desktop::copy(&keeper, &app.clipboard, id, what, clear_after, || app.fobwatch.now()).await?;
    events::copied(&handle, &app.copied, Some(copied.clone()));
    Ok(copied)
}

/// Takes what was copied off the clipboard, if it is still there.
#[tauri::command]
async fn clear_clipboard(app: State<'_, App>) -> Result<()> {
    app.clipboard.clear()
}

/// What happened to an account, newest first.
#[tauri::command]
async fn timeline(app: State<'_, App>, id: AccountId) -> Result<Vec<Row>> {
    app.fobwatch.keeper()?.timeline(id).await
}

/// Keeps the preferences and puts them in force.
#[tauri::command]
async fn set_preferences(app: AppHandle, preferences: Preferences) -> Result<Preferences> {
    preferences::save(&app, preferences)
}

/// Whether the window is seen: then what other processes do is seen within a second.
#[tauri::command]
async fn attend(app: State<'_, App>, visible: bool) -> Result<()> {
    app.fobwatch.keeper()?.attend(visible);
    Ok(())
}
