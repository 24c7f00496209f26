// Made from the Rust sources by `cargo xtask bindings`. Do not edit.
// Every command rejects with a Failure.
import { invoke } from "@tauri-apps/api/core";
import type { AccountDraft, AccountId, AccountView, ActivityQuery, ActivityRow, CopyView, CopyWhat, ImportEntered, ImportOpened, KeyGiven, LogoutView, Looked, Place, Preferences, ProfileCheck, ProfileProposal, ProfileView, Remarks, Removing, Said, Settings, Shared, Snapshot, TimelineRow, Trial, VaultView } from "./types.gen";

/** Everything the window shows, for its first drawing. */
export const snapshot = (): Promise<Snapshot> => invoke("snapshot");

/** Tries to open the vault again. The keyring may ask a person to unlock it. */
export const openVault = (): Promise<VaultView> => invoke("open_vault");

/** Logs in, and keeps the account when that worked. */
export const addAccount = (args: { draft: AccountDraft }): Promise<AccountView> => invoke("add_account", args);

/** Changes an account; with secrets it logs in with them first. */
export const updateAccount = (args: { id: AccountId; draft: AccountDraft }): Promise<AccountView> => invoke("update_account", args);

/** Takes an account out of sight, and removes it with everything it had after a moment. */
export const removeAccount = (args: { id: AccountId }): Promise<Removing> => invoke("remove_account", args);

/** Has an account back that was to be removed. */
export const undoRemove = (args: { id: AccountId }): Promise<null> => invoke("undo_remove", args);

/** Logs an account in again. */
export const logIn = (args: { id: AccountId; secrets: Record<string, string>; remember: boolean }): Promise<AccountView> => invoke("log_in", args);

/** Ends the session here, and with `everywhere` at the server too. */
export const logOut = (args: { id: AccountId; everywhere: boolean }): Promise<LogoutView> => invoke("log_out", args);

/** Fetches a new access token now. */
export const refreshNow = (args: { id: AccountId }): Promise<AccountView> => invoke("refresh_now", args);

/** Puts something of an account on the clipboard. */
export const copy = (args: { id: AccountId; what: CopyWhat }): Promise<CopyView> => invoke("copy", args);

/** Puts a secret that was entered for an account on the clipboard. */
export const copySecret = (args: { id: AccountId; name: string }): Promise<CopyView> => invoke("copy_secret", args);

/** Keeps a `.env` file fresh with an account's token. */
export const keepFile = (args: { id: AccountId; file: string }): Promise<null> => invoke("keep_file", args);

/** Takes our lines out of a file, and keeps it fresh no more. */
export const stopFile = (args: { path: string }): Promise<null> => invoke("stop_file", args);

/** Takes what was copied off the clipboard, if it is still there. */
export const clearClipboard = (): Promise<null> => invoke("clear_clipboard");

/** What happened to an account, newest first. */
export const timeline = (args: { id: AccountId }): Promise<TimelineRow[]> => invoke("timeline", args);

/** Keeps the preferences and puts them in force. */
export const setPreferences = (args: { preferences: Preferences }): Promise<Preferences> => invoke("set_preferences", args);

/** Whether the window is seen: then what other processes do is seen within a second. Somebody has a hand on it. */
export const attend = (args: { visible: boolean }): Promise<null> => invoke("attend", args);

/** Asks the server whether it takes an account's token. */
export const checkToken = (args: { id: AccountId }): Promise<Said> => invoke("check_token", args);

/** Asks the account's own host whether it takes the token in a pasted text. */
export const checkPasted = (args: { id: AccountId; text: string; path: string | null }): Promise<Said> => invoke("check_pasted", args);

/** Asks the account's own host whether it takes the token on the clipboard that was looked at last. */
export const checkClipboard = (args: { id: AccountId; path: string | null }): Promise<Said> => invoke("check_clipboard", args);

/** Looks at a pasted text, offline, and keeps nothing of it. */
export const inspect = (args: { text: string; key: KeyGiven }): Promise<Looked> => invoke("inspect", args);

/** The same with what lies on the clipboard; the page does not see it. */
export const inspectClipboard = (args: { key: KeyGiven }): Promise<Looked> => invoke("inspect_clipboard", args);

/** A set-up of these accounts without secrets, as a text to look at. */
export const share = (args: { ids: AccountId[] }): Promise<Shared> => invoke("share", args);

/** Writes that set-up to a file. */
export const shareToFile = (args: { ids: AccountId[]; file: string }): Promise<null> => invoke("share_to_file", args);

/** Puts that set-up on the clipboard. */
export const shareToClipboard = (args: { ids: AccountId[] }): Promise<null> => invoke("share_to_clipboard", args);

/** Says what a text would add: a set-up, an environment of another tool, a curl command. Adds nothing. */
export const lookAtImport = (args: { text: string }): Promise<ImportOpened> => invoke("look_at_import", args);

/** The same with what lies on the clipboard; the page does not see it. */
export const lookAtImportClipboard = (): Promise<ImportOpened> => invoke("look_at_import_clipboard");

/** The same with a file. */
export const lookAtImportFile = (args: { file: string }): Promise<ImportOpened> => invoke("look_at_import_file", args);

/** Adds the account at this place of the file with this number. */
export const takeIn = (args: { number: number; at: number; entered: ImportEntered }): Promise<AccountView> => invoke("take_in", args);

/** Forgets what was looked at, with the secrets in it. */
export const forgetImport = (): Promise<null> => invoke("forget_import");

/** Looks at an address and proposes profiles. Sends no credential. */
export const detect = (args: { base: string }): Promise<ProfileProposal[]> => invoke("detect", args);

/** A profile as it is written. */
export const profileText = (args: { id: string }): Promise<string> => invoke("profile_text", args);

/** Whether a text is a good profile, and if not, what is wrong where. */
export const checkProfile = (args: { text: string }): Promise<ProfileCheck> => invoke("check_profile", args);

/** Keeps a profile in the data folder. */
export const saveProfile = (args: { text: string; replace: boolean }): Promise<ProfileView> => invoke("save_profile", args);

/** Deletes a profile from the data folder. */
export const removeProfile = (args: { id: string }): Promise<null> => invoke("remove_profile", args);

/** Logs in, refreshes, checks and logs out by a profile as it is being written. Nothing is kept. */
export const tryProfile = (args: { text: string; draft: AccountDraft }): Promise<Trial> => invoke("try_profile", args);

/** Gives up the login that waits for a person. */
export const cancelLogin = (): Promise<null> => invoke("cancel_login");

/** Opens the page of the login that waits for a person, in the system's browser. Says whether something was started. */
export const openLoginPage = (): Promise<boolean> => invoke("open_login_page");

/** Opens the vault, or the locked window, with a passphrase. */
export const unlock = (args: { passphrase: string }): Promise<VaultView> => invoke("unlock", args);

/** Locks the window. */
export const lockNow = (): Promise<null> => invoke("lock_now");

/** Keeps what somebody has written down about an account. */
export const setRemarks = (args: { id: AccountId; remarks: Remarks }): Promise<AccountView> => invoke("set_remarks", args);

/** Puts other secrets in the place of those that are kept, once a login has worked with them. */
export const replaceSecrets = (args: { id: AccountId; secrets: Record<string, string> }): Promise<AccountView> => invoke("replace_secrets", args);

/** Keeps how the keeper is to work. */
export const setSettings = (args: { settings: Settings }): Promise<Settings> => invoke("set_settings", args);

/** What happened to all accounts, newest first, a page at a time. */
export const activity = (args: { query: ActivityQuery }): Promise<ActivityRow[]> => invoke("activity", args);

/** Keeps where the window is, for the next one. */
export const setPlace = (args: { place: Place }): Promise<null> => invoke("set_place", args);

/** What somebody who helps needs to know, without names, addresses and secrets. */
export const supportReport = (): Promise<string> => invoke("support_report");

/** Puts the one that was shown last on the clipboard. */
export const copyReport = (): Promise<null> => invoke("copy_report");

/** Closes the window; Fobwatch goes on in the tray. */
export const hideWindow = (): Promise<null> => invoke("hide_window");

/** Ends Fobwatch. */
export const quit = (): Promise<null> => invoke("quit");
