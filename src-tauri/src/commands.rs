//! What the window may ask for: one line each. The work is in the core, where the tests and the command line find it.
//!
//! The build script reads the names from here, and the TypeScript in `ui/src/ipc` is made from these signatures.

use crate::{App, Preferences, Snapshot, events, preferences};
use fobwatch_core::account::AccountId;
use fobwatch_core::auth::{Proposal, Secrets, Trial, Verdict};
use fobwatch_core::error::Result;
use fobwatch_core::handoff::CopyWhat;
use fobwatch_core::keyring::Prompt;
use fobwatch_core::vault::Row;
use fobwatch_core::view::{AccountDraft, AccountView, LogoutView, ProfileCheck, ProfileView, VaultView};
use fobwatch_desktop::{Clears, CopyView};
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
        check_token,
        detect,
        profile_text,
        check_profile,
        save_profile,
        remove_profile,
        try_profile,
        cancel_login,
        open_login_page,
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
    let clears = Clears { after: preferences::load(&handle).clear_after(), on_lock: false };
    let keeper = app.fobwatch.keeper()?;
    let copied =
        fobwatch_desktop::copy(&keeper, &app.clipboard, id, what, clears, || app.fobwatch.now()).await?;
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

/// Asks the server whether it takes an account's token.
#[tauri::command]
async fn check_token(app: State<'_, App>, id: AccountId) -> Result<Verdict> {
    app.fobwatch.keeper()?.check(id, None).await
}

/// Looks at an address and proposes profiles. Sends no credential.
#[tauri::command]
async fn detect(app: State<'_, App>, base: String) -> Result<Vec<Proposal>> {
    app.fobwatch.detect(&base).await
}

/// A profile as it is written.
#[tauri::command]
async fn profile_text(app: State<'_, App>, id: String) -> Result<String> {
    Ok(app.fobwatch.profiles().find(&id)?.text().to_owned())
}

/// Whether a text is a good profile, and if not, what is wrong where.
#[tauri::command]
async fn check_profile(text: String) -> Result<ProfileCheck> {
    Ok(ProfileCheck::of(&text))
}

/// Keeps a profile in the data folder.
#[tauri::command]
async fn save_profile(
    handle: AppHandle,
    app: State<'_, App>,
    text: String,
    replace: bool,
) -> Result<ProfileView> {
    let profile = app.fobwatch.profiles().save(&text, replace)?;
    events::profiles(&handle, &app.fobwatch);
    Ok(ProfileView::from(&*profile))
}

/// Deletes a profile from the data folder.
#[tauri::command]
async fn remove_profile(handle: AppHandle, app: State<'_, App>, id: String) -> Result<()> {
    app.fobwatch.profiles().remove(&id)?;
    events::profiles(&handle, &app.fobwatch);
    Ok(())
}

/// Logs in, refreshes, checks and logs out by a profile as it is being written. Nothing is kept.
#[tauri::command]
async fn try_profile(app: State<'_, App>, text: String, draft: AccountDraft) -> Result<Trial> {
    Ok(app.fobwatch.try_out(&text, draft).await)
}

/// Gives up the login that waits for a person.
#[tauri::command]
async fn cancel_login(app: State<'_, App>) -> Result<()> {
    app.person.stop();
    Ok(())
}

/// Opens the page of the login that waits for a person, in the system's browser. Says whether something was started.
#[tauri::command]
async fn open_login_page(app: State<'_, App>) -> Result<bool> {
    Ok(app.person.browse())
}
