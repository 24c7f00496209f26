// The keys that work everywhere. A single letter never does anything while somebody types, or while a dialog or a
// menu is open: then it belongs to them.

import { copy, hasTokens, refresh } from "../../actions";
import { focusOn, isTyping } from "../../lib/focus";
import { app } from "../../state.svelte";

const MAC = navigator.userAgent.includes("Mac OS X");
export const MOD = MAC ? "⌘" : "Ctrl";

function letter(key: string): (() => unknown) | null {
  const account = app.selected;
  const detail = account && app.pane === "detail" && hasTokens();
  switch (key) {
    case "/":
      return () => void focusOn("#search");
    case "?":
      return () => (app.dialog = "shortcuts");
    case "n":
      return () => app.show("add");
    case "c":
      return detail ? () => copy(account.id, "access-token") : null;
    case "r":
      return detail ? () => refresh(account.id) : null;
    default:
      return null;
  }
}

export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || !app.open) return;
  const mod = MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (mod && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    app.dialog = app.dialog === "palette" ? null : (app.dialog ?? "palette");
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (app.dialog || document.querySelector("[role=menu]")) return;
  const act = app.firstRun && event.key !== "?" ? null : letter(event.key.toLowerCase());
  if (!act) return;
  event.preventDefault();
  act();
}
