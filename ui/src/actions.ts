// What people do, wherever they do it: buttons, keys and the palette call the same functions. What comes of it is
// told by events; an answer that overtakes a newer event, or comes after it, would show what is no longer so.

import { asFailure, ipc } from "./ipc";
import type { AccountId, CopyWhat, Preferences } from "./ipc";
import { app, trouble } from "./state.svelte";
import { words } from "./words";

/** Runs a command; what it rejects with becomes a notice. Tells whether it worked. */
async function run(account: AccountId | null, command: () => Promise<unknown>): Promise<boolean> {
  app.notice = null;
  try {
    await command();
    return true;
  } catch (thrown) {
    const failure = asFailure(thrown);
    const view = app.accounts.find((a) => a.id === account);
    // The account's banner says it already: once is enough.
    const told = view ? trouble(view)?.code === failure.code : false;
    if (!told) app.notice = { account, title: null, failure };
    return false;
  }
}

export const copy = (id: AccountId, what: CopyWhat): Promise<boolean> =>
  run(id, () => ipc.copy({ id, what }));

export const clearClipboard = (): Promise<boolean> =>
  run(null, async () => {
    await ipc.clearClipboard();
    app.copied = null;
  });

export const refresh = (id: AccountId): Promise<boolean> => run(id, () => ipc.refreshNow({ id }));

export const remove = (id: AccountId): Promise<boolean> =>
  run(id, async () => {
    await ipc.removeAccount({ id });
    app.drop(id);
  });

export const logOut = (id: AccountId, everywhere: boolean): Promise<boolean> =>
  run(id, async () => {
    const { failure } = await ipc.logOut({ id, everywhere });
    if (failure) app.notice = { account: null, title: words.banner.notRevoked, failure };
  });

export const openVault = (): Promise<boolean> => run(null, async () => app.vaultIs(await ipc.openVault()));

/** Tells whether the window is seen. Nobody waits for it, and nothing is lost without it. */
export const attend = (visible: boolean): Promise<unknown> => ipc.attend({ visible }).catch(() => null);

export const setPreferences = (change: Partial<Preferences>): Promise<boolean> =>
  run(null, async () => {
    app.preferences = await ipc.setPreferences({ preferences: { ...app.preferences, ...change } });
  });

/** Whether copying and refreshing make sense. */
export const hasTokens = (): boolean => app.selected?.access != null;
