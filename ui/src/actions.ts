// What people do, wherever they do it: buttons, keys and the palette call the same functions. What comes of it is
// told by events; an answer that overtakes a newer event, or comes after it, would show what is no longer so.

import { asFailure, ipc } from "./ipc";
import type { AccountId, AccountView, CopyWhat, Failure, Preferences, Settings } from "./ipc";
import { pool } from "./lib/pool";
import { isFixed, profileOf } from "./lib/account";
import { app, trouble, type Outcome } from "./state.svelte";
import { speak, words } from "./words";

/** Runs a command; what it rejects with becomes a notice. Tells whether it worked. */
async function run(account: AccountId | null, command: () => Promise<unknown>): Promise<boolean> {
  app.notice = null;
  try {
    await command();
    return true;
  } catch (thrown) {
    const failure = asFailure(thrown);
    const view = app.accounts.find((a) => a.id === account);
    // What is locked shows nothing of accounts, nor what failed of them.
    if (app.vault.state === "locked") return false;
    // The account's banner says it already: once is enough.
    const told = view ? trouble(view)?.code === failure.code : false;
    if (!told) app.notice = { account, title: null, failure };
    return false;
  }
}

export const copy = (id: AccountId, what: CopyWhat): Promise<boolean> =>
  run(id, () => ipc.copy({ id, what }));

/** Takes our lines out of a file, and keeps it fresh no more. */
export const stopFile = (id: AccountId, path: string): Promise<boolean> =>
  run(id, () => ipc.stopFile({ path }));

/** Puts a remembered secret on the clipboard. Somebody has said yes to that. */
export const copySecret = (id: AccountId, name: string): Promise<boolean> =>
  run(id, () => ipc.copySecret({ id, name }));

export const clearClipboard = (): Promise<boolean> =>
  run(null, async () => {
    await ipc.clearClipboard();
    app.copied = null;
  });

/** Asks the server whether it takes the token; the answer is said once, and stays among the account's facts. */
export const check = (id: AccountId): Promise<boolean> =>
  run(id, async () => {
    const { verdict, ahead_ms } = await ipc.checkToken({ id });
    app.told = { account: id, what: verdict, ahead: ahead_ms };
  });

/** Gives the login up that waits for a person. The dialog goes at once: there is nothing more to do in it. */
export const cancelLogin = (): Promise<boolean> =>
  run(null, async () => {
    app.loginStep = null;
    await ipc.cancelLogin();
  });

/** Opens the page of the login that waits, again. Tells whether a browser was started. */
export const openLoginPage = (): Promise<boolean> => ipc.openLoginPage().catch(() => false);

export const refresh = (id: AccountId): Promise<boolean> => run(id, () => ipc.refreshNow({ id }));

/** Removes an account in a moment: until then it can be had back. */
export const remove = (id: AccountId): Promise<boolean> =>
  run(id, async () => {
    const going = await ipc.removeAccount({ id });
    // The event may have told of it already.
    if (!app.removing.some((known) => known.id === id)) app.removingIs([...app.removing, going]);
  });

/** Has an account back that was about to be removed, and shows it. */
export const undoRemove = (id: AccountId): Promise<boolean> =>
  run(null, async () => {
    await ipc.undoRemove({ id });
    app.removingIs(app.removing.filter((going) => going.id !== id));
    if (app.pane === "detail") app.openAccount(id);
  });

export const logOut = (id: AccountId, everywhere: boolean): Promise<boolean> =>
  run(id, async () => {
    const { failure } = await ipc.logOut({ id, everywhere });
    if (failure) app.notice = { account: null, title: () => words.banner.notRevoked, failure };
  });

/** How many accounts are asked about at the same time: enough to be quick, few enough for a server to bear. */
const AT_ONCE = 8;

/** Does something for several accounts, and tells once what came of it. */
async function forEach(
  accounts: AccountView[],
  done: Outcome["done"],
  command: (id: AccountId) => Promise<Failure | null>,
): Promise<void> {
  app.notice = app.outcome = null;
  const answers = await pool(accounts, AT_ONCE, ({ id }) => command(id).catch(asFailure));
  const failed = accounts.flatMap(({ name }, at) => {
    const failure = answers[at];
    return failure ? [{ name, failure }] : [];
  });
  app.outcome = { done, worked: accounts.length - failed.length, failed };
}

/** Refreshes several accounts. */
export const refreshAll = (accounts: AccountView[]): Promise<void> =>
  forEach(accounts, "refreshed", async (id) => {
    await ipc.refreshNow({ id });
    return null;
  });

/** Logs several accounts out. Everywhere only means those that have a way to tell their server. */
export const logOutAll = (accounts: AccountView[], everywhere: boolean): Promise<void> =>
  forEach(accounts, "logged-out", async (id) => {
    const account = accounts.find((a) => a.id === id);
    const tell = everywhere && account !== undefined && canTell(account);
    return (await ipc.logOut({ id, everywhere: tell })).failure;
  });

export const openVault = (): Promise<boolean> => run(null, async () => app.vaultIs(await ipc.openVault()));

/** Tells whether the window is seen. Nobody waits for it, and nothing is lost without it. */
export const attend = (visible: boolean): Promise<unknown> => ipc.attend({ visible }).catch(() => null);

/** Opens what a passphrase opens. Rejects with a Failure, which belongs beside the field. */
export const unlock = async (passphrase: string): Promise<void> =>
  app.vaultIs(await ipc.unlock({ passphrase }));

/** Locks the window; an event tells of it. */
export const lockNow = (): Promise<boolean> => run(null, () => ipc.lockNow());

let chosen: Promise<unknown> = Promise.resolve();

/**
 * Changes some of the preferences. One change after the other, so that none is undone by one that was under way.
 * Rejects with a Failure, which belongs beside the field.
 */
export function setPreferences(change: Partial<Preferences>): Promise<void> {
  const set = async () => {
    app.preferences = await ipc.setPreferences({ preferences: { ...app.preferences, ...change } });
    const { language } = app.preferences;
    // Only the program knows the system's language.
    if (change.language) speak(language === "system" ? (await ipc.snapshot()).language : language);
  };
  const done = chosen.then(set, set);
  chosen = done;
  return done;
}

/** Changes what the keeper goes by. Rejects with a Failure, which belongs beside the field. */
export const setSettings = async (settings: Settings): Promise<void> => {
  app.settings = await ipc.setSettings({ settings });
};

/** Closes the window; Fobwatch goes on in the tray. */
export const hideWindow = (): Promise<boolean> => run(null, () => ipc.hideWindow());

/** Ends Fobwatch, and remembers that closing the window may. */
export async function quit(): Promise<void> {
  // That it is asked again the next time is no reason to stay.
  await setPreferences({ quit_known: true }).catch(() => null);
  await run(null, () => ipc.quit());
}

/** Whether there is something to refresh. */
export const canRefresh = (account: AccountView): boolean =>
  !isFixed(account) && (account.access !== null || account.refresh !== null);

/** Whether the server can be told of a log-out. A profile that is gone from here may still have a way: it is tried. */
export const canTell = (account: AccountView): boolean =>
  !isFixed(account) && profileOf(account)?.can_log_out !== false;

/** Whether the server can be asked about the token. */
export const canCheck = (account: AccountView): boolean => account.can_check && account.access !== null;
