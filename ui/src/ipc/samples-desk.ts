// What scenarios and tests show of the desk: what a desktop can do, the activity, the support report.
// Never part of a build.

import { at } from "./samples";
import type { AccountView, ActivityRow, Desktop, TimelineKind } from "./types.gen";

export const DESKTOP: Desktop = { tray: true, screen_lock: true, autostart: true, can_lock: true };

export const BARE_DESKTOP: Desktop = { tray: false, screen_lock: false, autostart: false, can_lock: false };

export const REPORT = `Fobwatch 0.1.0
System: Linux 6.12, x86_64, Wayland, GNOME
Vault: open, format 4, key from a passphrase
Keeper: leads, 30 accounts: 22 fresh, 3 retrying, 2 need a login, 3 signed out
Tray: a host answers
Clipboard: wl-data-control, histories are told to skip
Last failures:
  2 × server_error, the newest 4 min ago
  1 × refresh_refused, the newest 2 h ago
`;

const TOLD: [TimelineKind, string][] = [
  ["copied", "Access token copied"],
  ["refreshed", "Refreshed; the next one is due in 12 minutes"],
  ["retrying", "Retrying because the server answered 503"],
  ["refreshed", "Refreshed"],
  ["needs-login", "The refresh token was refused"],
  ["edited", "Name and environment changed"],
  ["logged-in", "Logged in"],
  ["logged-out", "Logged out here"],
];

/** What has happened to some accounts, newest first. */
export function history(accounts: AccountView[], count = accounts.length * 14): ActivityRow[] {
  return Array.from({ length: count }, (_, past) => {
    const { id, name } = accounts[(past * 7) % accounts.length] as AccountView;
    const [kind, text] = TOLD[(past * 5 + (past % 3)) % TOLD.length] as [TimelineKind, string];
    return { row: count - past, account: id, name, at: at(-past * 7 * 60_000 - 20_000), kind, text };
  });
}
