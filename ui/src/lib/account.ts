// What can be said of one account.

import type { AccountView, CopyWhat, ProfileView } from "../ipc";
import { app } from "../state.svelte";
import { daysUntil } from "./days";

/** The profile that an account was added by; none when it has been deleted since. */
export function profileOf(account: AccountView): ProfileView | null {
  return app.profiles.find((profile) => profile.id === account.profile) ?? null;
}

/** Whether what was entered is the credential itself: then nothing is refreshed. */
export function isFixed(account: AccountView): boolean {
  return account.state.kind === "static" || profileOf(account)?.fixed === true;
}

/** Whether nobody but a person can know when it ends. */
export function hasNoEnd(account: AccountView): boolean {
  return isFixed(account) || (account.access !== null && account.access.expires_at === null);
}

/** How many days until the end that somebody has set, below 0 when it is past; null: none, or the server says when. */
export function daysToOwnEnd({ remarks, access }: AccountView, now: number): number | null {
  return remarks.ends_on && !access?.expires_at ? daysUntil(remarks.ends_on, now) : null;
}

/** How people call one of an account's inputs. */
export function inputLabel(account: AccountView, name: string): string {
  return profileOf(account)?.inputs.find((input) => input.name === name)?.label ?? name;
}

/** What most people want of an account: its access token, or all the headers of a fixed credential. */
export function mainCopy(account: AccountView): CopyWhat {
  return isFixed(account) ? "authorization-header" : "access-token";
}
