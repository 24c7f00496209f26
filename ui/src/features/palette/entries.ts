// What the palette offers for what is typed.

import {
  canCheck,
  canRefresh,
  check,
  clearClipboard,
  copy,
  lockNow,
  refresh,
  refreshAll,
  undoRemove,
} from "../../actions";
import type { AccountView } from "../../ipc";
import { found } from "../../lib/accounts";
import { focusOn } from "../../lib/focus";
import { inputLabel, isFixed, mainCopy } from "../../lib/account";
import { app } from "../../state.svelte";
import { words } from "../../words";
import { toolsFor } from "../handoff/tools";
import { marks } from "../rail/marks.svelte";
import { edit } from "../remarks/draft.svelte";
import { MOD } from "../shortcuts/keys";

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

/** An action, with what it is about behind its name. */
type Add = (id: string, label: string, act: () => unknown, key?: string) => void;

function tokenActions(account: AccountView, add: Add) {
  const { id } = account;
  const fixed = isFixed(account);
  if (account.access) {
    add("copy", words.token.copyOf(fixed), () => copy(id, mainCopy(account)), "C");
    if (!fixed) add("header", words.token.header, () => copy(id, "authorization-header"));
    add("curl", words.token.curl, () => copy(id, "curl"));
    add("env", words.token.envLine, () => copy(id, "env-line"));
  }
  if (account.client_id) add("client", words.account.copyClientId, () => copy(id, "client-id"));
  if (canRefresh(account)) add("refresh", words.account.refresh, () => refresh(id), "R");
  if (canCheck(account)) add("check", words.account.checkLong, () => check(id), "T");
  if (account.refresh) add("copy-refresh", words.token.copyRefreshLabel, () => (app.dialog = "copy-refresh"));
}

function secretActions(account: AccountView, add: Add) {
  for (const { name } of account.secrets) {
    const label = inputLabel(account, name);
    const ask = (dialog: "copy-secret" | "replace-secrets") => () => {
      app.secret = name;
      app.dialog = dialog;
    };
    add(`copy-secret ${name}`, words.secrets.copyLabel(label), ask("copy-secret"));
    add(`replace-secret ${name}`, words.secrets.replaceLabel(label), ask("replace-secrets"));
  }
}

function accountActions(account: AccountView, add: Add) {
  tokenActions(account, add);
  secretActions(account, add);
  add("remarks", words.palette.remarks, () => {
    app.select(account.id);
    edit(account);
  });
  add("mark", words.shortcuts.rows.mark, () => marks.toggle(account.id), "X");
  if (account.state.kind !== "signed-out") {
    add("log-out", words.account.logOut, () => (app.dialog = "log-out"));
  }
  add("edit", words.account.edit, () => app.show("edit"));
  add("remove", words.account.remove, () => (app.dialog = "remove"));
}

/** Last, since there are many of them: most people search for theirs. */
function toolActions(account: AccountView, add: Add) {
  if (!account.access) return;
  add("keep-file", words.handoff.keep, () => (app.dialog = "keep-file"));
  for (const { what, name } of toolsFor(isFixed(account))) {
    add(`for ${what}`, words.handoff.copyForTool(name), () => copy(account.id, what));
  }
}

function selectedActions(add: Add) {
  const refreshable = marks.accounts.filter(canRefresh);
  if (refreshable.length) add("refresh-selected", words.select.refresh, () => refreshAll(refreshable));
  if (marks.accounts.some((account) => account.state.kind !== "signed-out")) {
    add("log-out-selected", words.select.logOut, () => (app.dialog = "log-out-selected"));
  }
  add("share-selected", words.share.open, () => (app.dialog = "share"));
  add("clear-selection", words.select.clear, () => marks.clear(), "Esc");
}

function windowActions(add: Add) {
  for (const { id, name } of app.removing) {
    add(`undo ${id}`, words.undo.undoOf(name), () => undoRemove(id));
  }
  if (app.copied?.clears_at) add("clear", words.palette.clearClipboard, () => clearClipboard());
  if (!app.firstRun) {
    add("add", words.rail.add, () => app.show("add"), "N");
    add("search", words.rail.search, () => focusOn("#search"), "/");
    if (app.shown.length) add("mark-all", words.shortcuts.rows.markAll, () => marks.all(), `${MOD} A`);
    add("activity", words.activity.title, () => app.showActivity(), "A");
  }
  add("inspect", words.inspect.title, () => app.showInspect(), "I");
  add("import", words.imports.open, () => app.showImport());
  if (!app.firstRun && !marks.on) add("share", words.share.open, () => (app.dialog = "share"));
  add("profiles", words.palette.editProfiles, () => app.showProfiles());
  add("preferences", words.preferences.title, () => (app.dialog = "preferences"), `${MOD} ,`);
  add("report", words.preferences.report, () => (app.dialog = "support-report"));
  if (app.desktop.can_lock) add("lock", words.preferences.lockNow, () => lockNow(), `${MOD} L`);
  add("shortcuts", words.shortcuts.title, () => (app.dialog = "shortcuts"), "?");
  if (app.desktop.tray && app.preferences.tray) add("hide", words.quit.close, () => app.leave(true));
  add("quit", words.quit.quit, () => app.leave(false));
}

function actions(): Entry[] {
  const list: Entry[] = [];
  const about =
    (hint: string, production: boolean): Add =>
    (id, label, act, key) =>
      list.push({ id, label, hint, production, key, act });
  if (marks.on) {
    const production = marks.accounts.some((account) => account.production);
    selectedActions(about(words.select.count(marks.accounts.length), production));
  }
  const account = app.selected;
  if (account) accountActions(account, about(account.name, account.production));
  windowActions(about("", false));
  if (account) toolActions(account, about(account.name, account.production));
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
  const fits = ({ label, hint }: Entry) => {
    const text = `${label}\n${hint}`.toLowerCase();
    return parts.every((part) => text.includes(part));
  };
  const accounts = found(app.accounts, query);
  const withToken = parts.length ? accounts.filter((account) => account.access) : [];
  return {
    actions: actions().filter(fits),
    accounts: accounts.slice(0, MOST).map(open),
    copies: withToken.slice(0, MOST_COPIES).map(copyFrom),
  };
}
