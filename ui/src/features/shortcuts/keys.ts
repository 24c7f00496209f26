// The keys that work everywhere. A single letter never does anything while somebody types, or while a dialog or a
// menu is open: then it belongs to them.

import { canCheck, canRefresh, check, copy, lockNow, refresh } from "../../actions";
import type { AccountView } from "../../ipc";
import { focusOn, isTyping } from "../../lib/focus";
import { mainCopy } from "../../lib/account";
import { app } from "../../state.svelte";
import { marks } from "../rail/marks.svelte";

const MAC = navigator.userAgent.includes("Mac OS X");
export const MOD = MAC ? "⌘" : "Ctrl";

/** The account that a letter is about: the row that has the focus, else the one that is open. */
function meant(): AccountView | null {
  const id = document.activeElement?.closest<HTMLElement>("[data-testid=account-row]")?.dataset.id;
  if (id) return app.accounts.find((a) => a.id === id) ?? null;
  return app.pane === "detail" && !app.over ? app.selected : null;
}

function letter(key: string): (() => unknown) | null {
  const account = meant();
  switch (key) {
    case "/":
      return () => void focusOn("#search");
    case "?":
      return () => (app.dialog = "shortcuts");
    case "a":
      return () => app.showActivity();
    case "i":
      return () => app.showInspect();
    case "n":
      return () => app.show("add");
    case "x":
      return account ? () => marks.toggle(account.id) : null;
    case "escape":
      return marks.on ? () => marks.clear() : null;
    case "c":
      return account?.access ? () => copy(account.id, mainCopy(account)) : null;
    case "r":
      return account?.access && canRefresh(account) ? () => refresh(account.id) : null;
    case "t":
      return account && canCheck(account) ? () => check(account.id) : null;
    default:
      return null;
  }
}

/** Whether Escape leaves what fills the window. What lies over it, and the search, close first. */
export function leaves(event: KeyboardEvent): boolean {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return false;
  if (!app.open || app.dialog || app.loginStep || app.closing || document.querySelector("[role=menu]"))
    return false;
  if (marks.on || (event.target as Element | null)?.id === "search") return false;
  event.preventDefault();
  return true;
}

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || !app.open) return;
  const mod = MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  const plain = mod && !event.altKey && !event.shiftKey ? event.key.toLowerCase() : "";
  // Whoever leaves the desk locks at once, whatever is open.
  if (plain === "l" && app.desktop.can_lock) {
    event.preventDefault();
    void lockNow();
    return;
  }
  if (app.loginStep || app.closing) return;
  if (plain === "k") {
    event.preventDefault();
    app.dialog = app.dialog === "palette" ? null : (app.dialog ?? "palette");
    return;
  }
  if (plain === "," && !app.dialog) {
    event.preventDefault();
    app.dialog = "preferences";
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (app.dialog || document.querySelector("[role=menu]")) return;
  const act = app.firstRun && event.key !== "?" ? null : letter(event.key.toLowerCase());
  if (!act) return;
  event.preventDefault();
  act();
}
