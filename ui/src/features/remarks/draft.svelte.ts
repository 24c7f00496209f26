// What is being written about accounts. It is kept apart from the form, so that a look at another account loses nothing.

import { SvelteMap } from "svelte/reactivity";
import { asFailure, ipc } from "../../ipc";
import type { AccountId, AccountView, Failure, Remarks } from "../../ipc";
import { isDay } from "../../lib/days";
import { focusOn } from "../../lib/focus";
import { hasNoEnd } from "../../lib/account";
import { withTyped } from "./tags";

/** How many days before the end somebody can be told. */
export const REMINDERS = [0, 1, 7, 14, 30];

export const FIELDS = ["notes", "tags", "ends_on", "remind_days"];

/** One account's remarks while they are edited. */
export class Draft {
  notes = $state("");
  tags = $state.raw<string[]>([]);
  /** A tag that is not finished yet; it counts too. */
  typed = $state("");
  endsOn = $state("");
  remindDays = $state(0);
  failure = $state.raw<Failure | null>(null);
  /** The end is no day that exists. */
  noDay = $state(false);
  busy = $state(false);

  readonly id: AccountId;
  /** Whether an end of one's own makes sense. */
  readonly ends: boolean;
  #before: string;

  constructor(account: AccountView) {
    const { notes, tags, ends_on, remind_days } = account.remarks;
    this.id = account.id;
    this.ends = ends_on !== null || hasNoEnd(account);
    this.notes = notes;
    this.tags = tags;
    this.endsOn = ends_on ?? "";
    this.remindDays = remind_days;
    this.#before = JSON.stringify(this.remarks);
  }

  get remarks(): Remarks {
    const ends_on = this.endsOn.trim() || null;
    const tags = withTyped(this.tags, this.typed);
    return { notes: this.notes, tags, ends_on, remind_days: ends_on ? this.remindDays : 0 };
  }

  get changed(): boolean {
    return JSON.stringify(this.remarks) !== this.#before;
  }

  /** Keeps what was written. Tells whether that worked; if not, `failure` or `noDay` says why. */
  async save(): Promise<boolean> {
    if (this.busy) return false;
    const { remarks } = this;
    this.failure = null;
    this.noDay = remarks.ends_on !== null && !isDay(remarks.ends_on);
    if (this.noDay) return false;
    this.busy = true;
    try {
      await ipc.setRemarks({ id: this.id, remarks });
      drafts.delete(this.id);
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** The accounts whose remarks are being edited. */
export const drafts = new SvelteMap<AccountId, Draft>();

/** Begins to edit an account's remarks, or goes on. */
export function edit(account: AccountView, field = "notes"): void {
  if (!drafts.has(account.id)) drafts.set(account.id, new Draft(account));
  void focusOn(`[data-testid=field-${field}]`);
}

/** Begins to edit the day on which an account's credential ends. */
export const editEnd = (account: AccountView): void => edit(account, "ends-on");
