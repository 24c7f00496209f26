// What the palette offers for what is typed.

import { canCheck, canRefresh, check, copy, hasTokens, lockNow, refresh } from "../../actions";
import type { AccountView } from "../../ipc";
import { focusOn } from "../../lib/focus";
import { app, isFixed, mainCopy } from "../../state.svelte";
import { words } from "../../words";

export interface Entry {
  id: string;
  label: string;
  hint: string;
  production: boolean;
  key?: string;
  act: () => unknown;
}

const MOST = 40;
const MOST_COPIES = 10;

function actions(): Entry[] {
  const account = app.selected;
  const list: Entry[] = [];
  const add = (id: string, label: string, act: () => unknown, key?: string, hint = "") =>
    list.push({ id, label, hint, production: false, key, act });
  if (account && hasTokens()) {
    const ofAccount = (id: string, label: string, act: () => unknown, key?: string) =>
      list.push({ id, label, hint: account.name, production: account.production, key, act });
    ofAccount("copy", words.token.copyOf(isFixed(account)), () => copy(account.id, mainCopy(account)), "C");
    if (!isFixed(account)) {
      ofAccount("header", words.token.header, () => copy(account.id, "authorization-header"));
    }
    ofAccount("curl", words.token.curl, () => copy(account.id, "curl"));
    ofAccount("env", words.token.envLine, () => copy(account.id, "env-line"));
    if (account.client_id) {
      ofAccount("client", words.account.copyClientId, () => copy(account.id, "client-id"));
    }
    if (canRefresh(account)) ofAccount("refresh", words.account.refresh, () => refresh(account.id), "R");
    if (canCheck(account)) ofAccount("check", words.account.checkLong, () => check(account.id), "T");
    if (account.refresh) {
      ofAccount("copy-refresh", words.token.copyRefreshLabel, () => (app.dialog = "copy-refresh"));
    }
  }
  if (account) {
    if (account.state.kind !== "signed-out") {
      add("log-out", words.account.logOut, () => (app.dialog = "log-out"), undefined, account.name);
    }
    add("edit", words.account.edit, () => app.show("edit"), undefined, account.name);
    add("remove", words.account.remove, () => (app.dialog = "remove"), undefined, account.name);
  }
  add("add", words.rail.add, () => app.show("add"), "N");
  if (!app.firstRun) add("activity", words.activity.title, () => app.showActivity(), "A");
  add("profiles", words.palette.editProfiles, () => app.showProfiles());
  add("preferences", words.preferences.title, () => (app.dialog = "preferences"));
  add("report", words.preferences.report, () => (app.dialog = "support-report"));
  if (app.desktop.can_lock) add("lock", words.preferences.lockNow, lockNow);
  add("shortcuts", words.shortcuts.title, () => (app.dialog = "shortcuts"), "?");
  return list;
}

function open(account: AccountView): Entry {
  const { id, name, environment, production, inputs } = account;
  const hint = [environment, ...Object.values(inputs)].filter(Boolean).join(" · ");
  const act = () => {
    app.query = "";
    app.select(id);
    void focusOn("h1");
  };
  return { id: `open ${id}`, label: name, hint, production, act };
}

/** From anywhere to another account's token: only what was searched for, so that nothing is copied by a slip. */
function copyFrom(account: AccountView): Entry {
  return { ...open(account), id: `copy ${account.id}`, act: () => copy(account.id, mainCopy(account)) };
}

export function entries(query: string): { actions: Entry[]; accounts: Entry[]; copies: Entry[] } {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (entry: Entry) => {
    const text = `${entry.label}\n${entry.hint}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
  const accounts = app.accounts.map(open).filter(fits).slice(0, MOST);
  const withToken = parts.length ? app.accounts.filter((account) => account.access) : [];
  const copies = withToken.map(copyFrom).filter(fits).slice(0, MOST_COPIES);
  return { actions: actions().filter(fits), accounts, copies };
}
