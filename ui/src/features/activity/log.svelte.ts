// What the activity page shows: the newest rows that match, and as many older ones as somebody asked for.

import { asFailure, ipc } from "../../ipc";
import type { AccountId, ActivityRow, Failure, TimelineKind } from "../../ipc";

/** As many rows as one call gives at most: fewer means that there are no older ones. */
export const PAGE = 200;
const SECOND = 1_000;

export class Log {
  account = $state<AccountId | null>(null);
  kinds = $state.raw<TimelineKind[]>([]);
  text = $state("");

  rows = $state.raw<ActivityRow[]>([]);
  /** The program may have older rows. */
  more = $state(false);
  /** The rows are those of the filters as they are. */
  fresh = $state(false);
  failure = $state.raw<Failure | null>(null);
  filtered = $derived(this.account !== null || this.kinds.length > 0 || this.text.trim() !== "");

  /** Counts the filters' changes, and the renewals: an answer to an earlier question is out of date. */
  #asked = 0;
  #renewed = 0;
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Starts anew, with the filters as they are now. */
  begin(): Promise<void> {
    this.fresh = false;
    this.#asked += 1;
    return this.#fetch(null, (got) => {
      this.more = got.length >= PAGE;
      return got;
    });
  }

  /** Something has happened: fetches the newest rows again, at most once a second. */
  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#newest(), Math.max(this.#last + SECOND - Date.now(), 0));
  }

  /** Fetches a page of older rows. */
  older(): Promise<void> {
    const last = this.rows.at(-1)?.row ?? null;
    return this.#fetch(last, (got) => {
      if (this.rows.at(-1)?.row !== last) return this.rows;
      this.more = got.length >= PAGE;
      return [...this.rows, ...got];
    });
  }

  /** Ends what is waited for. */
  end(): void {
    this.#asked += 1;
    clearTimeout(this.#timer);
  }

  toggle(kind: TimelineKind): void {
    this.kinds = this.kinds.includes(kind)
      ? this.kinds.filter((each) => each !== kind)
      : [...this.kinds, kind];
  }

  clear(): void {
    this.account = null;
    this.kinds = [];
    this.text = "";
  }

  /** What was fetched before stays below; a gap, after more than a page has happened, is closed by starting anew. */
  #newest(): Promise<void> {
    const renewed = ++this.#renewed;
    return this.#fetch(null, (got) => {
      if (renewed !== this.#renewed) return this.rows;
      const oldest = got.at(-1)?.row;
      const newestBefore = this.rows[0]?.row;
      const joins =
        oldest !== undefined && newestBefore !== undefined && (oldest <= newestBefore || got.length < PAGE);
      if (joins) return [...got, ...this.rows.filter((row) => row.row < oldest)];
      this.more = got.length >= PAGE;
      return got;
    });
  }

  async #fetch(before: number | null, join: (got: ActivityRow[]) => ActivityRow[]): Promise<void> {
    const asked = this.#asked;
    this.#last = Date.now();
    const { account, kinds, text } = this;
    try {
      const got = await ipc.activity({ query: { account, kinds, text: text.trim(), before } });
      if (asked !== this.#asked) return;
      this.rows = join(got);
      this.failure = null;
      this.fresh = true;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
    }
  }
}
