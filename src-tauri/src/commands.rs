//! What the window may ask for: one line each. The work is in the core, where the tests and the command line find it.
//!
//! The build script reads the names from here, and the TypeScript in `ui/src/ipc` is made from these signatures.

use crate::import::{ImportOpened, in_file};
use crate::{
    App, Place, Preferences, Removing, Snapshot, events, lock, preferences, removals, report, window,
};
use fobwatch_core::account::AccountId;
use fobwatch_core::auth::{Proposal, Said, Secrets, Trial};
use fobwatch_core::error::Result;
use fobwatch_core::handoff::CopyWhat;
use fobwatch_core::import::ImportEntered;
use fobwatch_core::inspect::{KeyGiven, Looked, token_in};
use fobwatch_core::keyring::Prompt;
use fobwatch_core::remarks::Remarks;
use fobwatch_core::secret::Secret;
use fobwatch_core::settings::Settings;
use fobwatch_core::share::Shared;
use fobwatch_core::vault::{ActivityQuery, ActivityRow, Row};
use fobwatch_core::view::{AccountDraft, AccountView, LogoutView, ProfileCheck, ProfileView, VaultView};
use fobwatch_desktop::CopyView;
use std::path::Path;
use std::sync::PoisonError;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Manager, State, Wry};
use zeroize::Zeroizing;

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
        keep_file,
        stop_file,
        timeline,
        set_preferences,
        attend,
        check_token,
        check_pasted,
        check_clipboard,
        inspect,
        inspect_clipboard,
        share,
        share_to_file,
        share_to_clipboard,
        look_at_import,
        look_at_import_clipboard,
        look_at_import_file,
        take_in,
        forget_import,
        detect,
        profile_text,
        check_profile,
        save_profile,
        remove_profile,
        try_profile,
        cancel_login,
        open_login_page,
        unlock,
        lock_now,
        set_remarks,
        replace_secrets,
        copy_secret,
        set_settings,
        activity,
        undo_remove,
        set_place,
        support_report,
        copy_report,
        hide_window,
        quit,
    ]
}

/// Everything the window shows, for its first drawing.
#[tauri::command]
async fn snapshot(app: AppHandle) -> Result<Snapshot> {
    Ok(Snapshot::take(&app).await)
}

/// Tries to open the vault again. The keyring may ask a person to unlock it.
#[tauri::command]
async fn open_vault(app: State<'_, App>) -> Result<VaultView> {
    Ok(app.fobwatch.open(Prompt::Allowed).await)
}

/// Logs in, and keeps the account when that worked.
#[tauri::command]
async fn add_account(app: State<'_, App>, draft: AccountDraft) -> Result<AccountView> {
    app.keeper()?.add(draft).await
}

/// Changes an account; with secrets it logs in with them first.
#[tauri::command]
async fn update_account(app: State<'_, App>, id: AccountId, draft: AccountDraft) -> Result<AccountView> {
    app.keeper()?.change(id, draft).await
}

/// Takes an account out of sight, and removes it with everything it had after a moment.
#[tauri::command]
async fn remove_account(app: AppHandle, id: AccountId) -> Result<Removing> {
    removals::begin(&app, id)
}

/// Has an account back that was to be removed.
#[tauri::command]
async fn undo_remove(app: AppHandle, id: AccountId) -> Result<()> {
    removals::undo(&app, id)
}

/// Logs an account in again.
#[tauri::command]
async fn log_in(app: State<'_, App>, id: AccountId, secrets: Secrets, remember: bool) -> Result<AccountView> {
    app.keeper()?.log_in(id, secrets, Some(remember)).await
}

/// Ends the session here, and with `everywhere` at the server too.
#[tauri::command]
async fn log_out(app: State<'_, App>, id: AccountId, everywhere: bool) -> Result<LogoutView> {
    app.keeper()?.log_out(id, everywhere).await
}

/// Fetches a new access token now.
#[tauri::command]
async fn refresh_now(app: State<'_, App>, id: AccountId) -> Result<AccountView> {
    let keeper = app.keeper()?;
    keeper.refresh(id).await?;
    keeper.view(id)
}

/// Puts something of an account on the clipboard.
#[tauri::command]
async fn copy(handle: AppHandle, app: State<'_, App>, id: AccountId, what: CopyWhat) -> Result<CopyView> {
    app.copy(&handle, id, what).await
}

/// Puts a secret that was entered for an account on the clipboard.
#[tauri::command]
async fn copy_secret(
    handle: AppHandle,
    app: State<'_, App>,
    id: AccountId,
    name: String,
) -> Result<CopyView> {
    app.copy_secret(&handle, id, &name).await
}

/// Keeps a `.env` file fresh with an account's token.
#[tauri::command]
async fn keep_file(app: State<'_, App>, id: AccountId, file: String) -> Result<()> {
    app.unlocked()?.live()?.keep_for(id, file).await
}

/// Takes our lines out of a file, and keeps it fresh no more.
#[tauri::command]
async fn stop_file(app: State<'_, App>, path: String) -> Result<()> {
    app.unlocked()?.live()?.stop_at(path).await
}

/// Takes what was copied off the clipboard, if it is still there.
#[tauri::command]
async fn clear_clipboard(app: State<'_, App>) -> Result<()> {
    app.clipboard.clear()
}

/// What happened to an account, newest first.
#[tauri::command]
async fn timeline(app: State<'_, App>, id: AccountId) -> Result<Vec<Row>> {
    app.keeper()?.timeline(id).await
}

/// Keeps the preferences and puts them in force.
#[tauri::command]
async fn set_preferences(app: AppHandle, preferences: Preferences) -> Result<Preferences> {
    app.state::<App>().lock.check()?;
    preferences::save(&app, preferences)
}

/// Whether the window is seen: then what other processes do is seen within a second. Somebody has a hand on it.
#[tauri::command]
async fn attend(app: State<'_, App>, visible: bool) -> Result<()> {
    app.lock.check()?;
    app.attended();
    app.keeper()?.attend(visible);
    Ok(())
}

/// Asks the server whether it takes an account's token.
#[tauri::command]
async fn check_token(app: State<'_, App>, id: AccountId) -> Result<Said> {
    app.keeper()?.check(id, None).await
}

/// Asks the account's own host whether it takes the token in a pasted text.
#[tauri::command]
async fn check_pasted(
    app: State<'_, App>,
    id: AccountId,
    text: Secret,
    path: Option<String>,
) -> Result<Said> {
    app.keeper()?.check_pasted(id, token_in(&text)?, path.as_deref()).await
}

/// Asks the account's own host whether it takes the token on the clipboard that was looked at last.
#[tauri::command]
async fn check_clipboard(app: State<'_, App>, id: AccountId, path: Option<String>) -> Result<Said> {
    let keeper = app.keeper()?;
    keeper.check_pasted(id, app.pasted.same(&app.on_clipboard().await?)?, path.as_deref()).await
}

/// Looks at a pasted text, offline, and keeps nothing of it.
#[tauri::command]
async fn inspect(app: State<'_, App>, text: Secret, key: KeyGiven) -> Result<Looked> {
    app.unlocked()?.look(text, key).await
}

/// The same with what lies on the clipboard; the page does not see it.
#[tauri::command]
async fn inspect_clipboard(app: State<'_, App>, key: KeyGiven) -> Result<Looked> {
    let fobwatch = app.unlocked()?;
    let text = app.on_clipboard().await?;
    app.pasted.looked_at(&text);
    fobwatch.look(text, key).await
}

/// A set-up of these accounts without secrets, as a text to look at.
#[tauri::command]
async fn share(app: State<'_, App>, ids: Vec<AccountId>) -> Result<Shared> {
    app.unlocked()?.share(&ids).await
}

/// Writes that set-up to a file.
#[tauri::command]
async fn share_to_file(app: State<'_, App>, ids: Vec<AccountId>, file: String) -> Result<()> {
    app.unlocked()?.share(&ids).await?.write(Path::new(file.trim()))
}

/// Puts that set-up on the clipboard.
#[tauri::command]
async fn share_to_clipboard(app: AppHandle, ids: Vec<AccountId>) -> Result<()> {
    let state = app.state::<App>();
    let shared = state.unlocked()?.share(&ids).await?;
    state.copy_plain(&app, shared.text).await
}

/// Says what a text would add: a set-up, an environment of another tool, a curl command. Adds nothing.
#[tauri::command]
async fn look_at_import(app: State<'_, App>, text: Secret) -> Result<ImportOpened> {
    app.look_at_import(async || Ok(Zeroizing::new(text.expose().as_bytes().to_vec()))).await
}

/// The same with what lies on the clipboard; the page does not see it.
#[tauri::command]
async fn look_at_import_clipboard(app: State<'_, App>) -> Result<ImportOpened> {
    app.look_at_import(async || Ok(Zeroizing::new(app.on_clipboard().await?.expose().as_bytes().to_vec())))
        .await
}

/// The same with a file.
#[tauri::command]
async fn look_at_import_file(app: State<'_, App>, file: String) -> Result<ImportOpened> {
    app.look_at_import(async || in_file(file).await).await
}

/// Adds the account at this place of the file with this number.
#[tauri::command]
async fn take_in(app: State<'_, App>, number: u32, at: usize, entered: ImportEntered) -> Result<AccountView> {
    app.unlocked()?.take_in(&app.import.step(number, at)?, entered).await
}

/// Forgets what was looked at, with the secrets in it.
#[tauri::command]
async fn forget_import(app: State<'_, App>) -> Result<()> {
    app.import.forget();
    Ok(())
}

/// Looks at an address and proposes profiles. Sends no credential.
#[tauri::command]
async fn detect(app: State<'_, App>, base: String) -> Result<Vec<Proposal>> {
    app.unlocked()?.detect(&base).await
}

/// A profile as it is written.
#[tauri::command]
async fn profile_text(app: State<'_, App>, id: String) -> Result<String> {
    Ok(app.unlocked()?.profiles().find(&id)?.text().to_owned())
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
    let profile = app.unlocked()?.profiles().save(&text, replace)?;
    events::profiles(&handle, &app.fobwatch);
    Ok(ProfileView::from(&*profile))
}

/// Deletes a profile from the data folder.
#[tauri::command]
async fn remove_profile(handle: AppHandle, app: State<'_, App>, id: String) -> Result<()> {
    app.unlocked()?.profiles().remove(&id)?;
    events::profiles(&handle, &app.fobwatch);
    Ok(())
}

/// Logs in, refreshes, checks and logs out by a profile as it is being written. Nothing is kept.
#[tauri::command]
async fn try_profile(app: State<'_, App>, text: String, draft: AccountDraft) -> Result<Trial> {
    Ok(app.unlocked()?.try_out(&text, draft).await)
}

/// Gives up the login that waits for a person.
#[tauri::command]
async fn cancel_login(app: State<'_, App>) -> Result<()> {
    app.lock.check()?;
    app.person.stop();
    Ok(())
}

/// Opens the page of the login that waits for a person, in the system's browser. Says whether something was started.
#[tauri::command]
async fn open_login_page(app: State<'_, App>) -> Result<bool> {
    app.lock.check()?;
    Ok(app.person.browse())
}

/// Opens the vault, or the locked window, with a passphrase.
#[tauri::command]
async fn unlock(app: AppHandle, passphrase: Secret) -> Result<VaultView> {
    lock::unlock(&app, passphrase).await
}

/// Locks the window.
#[tauri::command]
async fn lock_now(app: AppHandle) -> Result<()> {
    lock::lock(&app)
}

/// Keeps what somebody has written down about an account.
#[tauri::command]
async fn set_remarks(app: State<'_, App>, id: AccountId, remarks: Remarks) -> Result<AccountView> {
    app.unlocked()?.set_remarks(id, remarks).await
}

/// Puts other secrets in the place of those that are kept, once a login has worked with them.
#[tauri::command]
async fn replace_secrets(app: State<'_, App>, id: AccountId, secrets: Secrets) -> Result<AccountView> {
    app.unlocked()?.replace_secrets(id, secrets).await
}

/// Keeps how the keeper is to work.
#[tauri::command]
async fn set_settings(app: State<'_, App>, settings: Settings) -> Result<Settings> {
    app.unlocked()?.set_settings(settings).await
}

/// What happened to all accounts, newest first, a page at a time.
#[tauri::command]
async fn activity(app: State<'_, App>, query: ActivityQuery) -> Result<Vec<ActivityRow>> {
    app.unlocked()?.activity(query).await
}

/// Keeps where the window is, for the next one.
#[tauri::command]
async fn set_place(app: State<'_, App>, place: Place) -> Result<()> {
    app.lock.check()?;
    app.put_place(place);
    Ok(())
}

/// What somebody who helps needs to know, without names, addresses and secrets.
#[tauri::command]
async fn support_report(app: AppHandle) -> Result<String> {
    report::make(&app).await
}

/// Puts the one that was shown last on the clipboard.
#[tauri::command]
async fn copy_report(app: AppHandle) -> Result<()> {
    let state = app.state::<App>();
    state.lock.check()?;
    let text = state.report.lock().unwrap_or_else(PoisonError::into_inner).clone();
    state.copy_plain(&app, text).await
}

/// Closes the window; Fobwatch goes on in the tray.
#[tauri::command]
async fn hide_window(app: AppHandle) -> Result<()> {
    window::close(&app);
    Ok(())
}

/// Ends Fobwatch.
#[tauri::command]
async fn quit(app: AppHandle) -> Result<()> {
    app.exit(0);
    Ok(())
}
