// Stands in for the program when the page is looked at in an ordinary browser (`npm run preview`). Never in a build.

import type { Ipc } from "./index";
import type { Events } from "./events";
import { account, at, failure, scene, timeline } from "./scenarios";
import type { AccountDraft, AccountView, CopyView, Snapshot } from "./types.gen";

const query = new URLSearchParams(location.search);
const snapshot: Snapshot = scene(query.get("scenario") ?? "thirty");
const theme = query.get("theme");
if (theme === "light" || theme === "dark") snapshot.preferences.theme = theme;

type Listeners = { [Name in keyof Events]: ((payload: Events[Name]) => void)[] };
const listeners: Listeners = { account: [], "account-removed": [], vault: [], clipboard: [] };
const emit = <Name extends keyof Events>(name: Name, payload: Events[Name]) =>
  listeners[name].forEach((handle) => handle(payload));

const pause = (ms = 600) => new Promise((done) => setTimeout(done, ms));
const find = (id: string): AccountView => {
  const view = snapshot.accounts.find((a) => a.id === id);
  if (!view) throw failure("no_account", "There is no such account.", "It may have been removed.");
  return view;
};
function put(view: AccountView): AccountView {
  snapshot.accounts = [...snapshot.accounts.filter((a) => a.id !== view.id), view];
  emit("account", view);
  return view;
}
function check(draft: AccountDraft) {
  if (!draft.base_url)
    throw failure("invalid_base_url", "The base URL is missing.", "Fill it in.", { field: "base_url" });
  if (draft.secrets.password === "wrong") {
    throw failure(
      "bad_credentials",
      "The server did not accept this username and password.",
      "Check both and try again.",
      {
        field: "password",
        server: "invalid credentials <b>",
      },
    );
  }
  if (draft.secrets.password === "busy") {
    throw failure("rate_limited", "The server asks to slow down.", "Wait a little and try again.", {
      server: "Too many attempts",
      retry_at: at(30_000),
    });
  }
}
let clearing: ReturnType<typeof setTimeout> | undefined;

export const preview: Ipc = {
  snapshot: async () => ({ ...snapshot }),
  openVault: async () => {
    await pause(900);
    snapshot.vault = { state: "open" };
    emit("vault", snapshot.vault);
    return snapshot.vault;
  },
  addAccount: async ({ draft }) => {
    await pause();
    check(draft);
    const { secrets: _, remember, ...rest } = draft;
    const production = draft.environment.toLowerCase().startsWith("prod");
    return put(
      account(Date.now(), { ...rest, name: rest.name || "api.example.com", remembers: remember, production }),
    );
  },
  updateAccount: async ({ id, draft }) => {
    await pause();
    check(draft);
    const { secrets: _, remember, ...rest } = draft;
    return put({ ...find(id), ...rest, remembers: remember });
  },
  removeAccount: async ({ id }) => {
    await pause(200);
    snapshot.accounts = snapshot.accounts.filter((a) => a.id !== id);
    emit("account-removed", { id });
    return null;
  },
  logIn: async ({ id, secrets, remember }) => {
    await pause();
    if (!secrets.password)
      throw failure("invalid_input", "The API password is missing.", "Fill it in.", { field: "password" });
    const { name, environment, production, inputs, base_url } = find(id);
    return put({
      ...account(1, { name, environment, production, inputs, base_url }),
      id,
      remembers: remember,
    });
  },
  logOut: async ({ id, everywhere }) => {
    await pause(300);
    put({
      ...find(id),
      state: { kind: "signed-out" },
      access: null,
      refresh: null,
      client_id: null,
      remembers: false,
    });
    return {
      revoked: false,
      failure: everywhere
        ? failure("unreachable", "The server could not be reached.", "Its session ends by itself.")
        : null,
    };
  },
  refreshNow: async ({ id }) => {
    const view = put({ ...find(id), state: { kind: "refreshing" } });
    await pause(900);
    const token = { masked: "eyJhbG…9aZ2", issued_at: at(0), expires_at: at(15 * 60_000) };
    return put({ ...view, state: { kind: "fresh" }, access: token });
  },
  copy: async ({ id, what }) => {
    await pause(80);
    const view = find(id);
    if (view.name.startsWith("D"))
      throw failure("clipboard", "The clipboard could not be written.", "Try again.");
    clearTimeout(clearing);
    const plain = what === "client-id";
    const copied: CopyView = {
      account: id,
      what,
      good_until: plain ? null : (view.access?.expires_at ?? null),
      clears_at: plain ? null : at(45_000),
      refreshed: false,
    };
    if (!plain) clearing = setTimeout(() => emit("clipboard", null), 45_000);
    emit("clipboard", copied);
    return copied;
  },
  clearClipboard: async () => {
    emit("clipboard", null);
    return null;
  },
  timeline: async ({ id }) => timeline(find(id)),
  attend: async () => null,
  setPreferences: async ({ preferences }) => (snapshot.preferences = preferences),
  on: async (name, handle) => listeners[name].push(handle as never),
};
