// The accounts that are selected together, for what is done to several at once.

import { SvelteSet } from "svelte/reactivity";
import type { AccountId, AccountView } from "../../ipc";
import { app } from "../../state.svelte";

class Marks {
  readonly #ids = new SvelteSet<AccountId>();
  /** Where a range begins. */
  #anchor: AccountId | null = null;

  /** The selected accounts that are there, in the order of the list, also those that the search does not show. */
  accounts: AccountView[] = $derived(
    this.#ids.size ? app.accounts.filter(({ id }) => this.#ids.has(id)) : [],
  );
  /** Whether something is selected: then a click selects, too. */
  on = $derived(this.accounts.length > 0);

  has(id: AccountId): boolean {
    return this.#ids.has(id);
  }

  toggle(id: AccountId): void {
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#anchor = id;
  }

  /** Selects everything between the last one and this. */
  reach(id: AccountId): void {
    const from = app.shown.findIndex((a) => a.id === (this.#anchor ?? app.selectedId));
    const to = app.shown.findIndex((a) => a.id === id);
    if (from < 0 || to < 0) return this.toggle(id);
    this.#anchor ??= app.selectedId;
    for (const account of app.shown.slice(Math.min(from, to), Math.max(from, to) + 1)) {
      this.#ids.add(account.id);
    }
  }

  all(): void {
    for (const { id } of app.shown) this.#ids.add(id);
  }

  clear(): void {
    this.#ids.clear();
    this.#anchor = null;
  }
}

export const marks = new Marks();
