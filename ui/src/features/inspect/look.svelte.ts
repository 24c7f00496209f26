// What somebody looks at: the text, or that on the clipboard, and what came of it. It lives as long as the view is
// open, and nothing of it is kept.

import { asFailure, ipc } from "../../ipc";
import type { AccountId, Failure, Looked, Said } from "../../ipc";

/** A text of more characters than this is looked at, but not drawn: a page is not made for it. */
const MOST_SHOWN = 32_768;
/** While somebody types, it is waited until they rest. */
const TYPING = 250;

const NO_KEY = { place: "", secret: "" };

export class Look {
  /** What is in the field. */
  text = $state("");
  /** How many characters were pasted that are not shown; 0: none. */
  unseen = $state(0);
  /** It is that on the clipboard that was looked at, which the page does not have. */
  clipboard = $state(false);
  looked = $state.raw<Looked | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  /** What the account's own host said. */
  said = $state.raw<Said | null>(null);
  askFailure = $state.raw<Failure | null>(null);
  asking = $state(false);
  /** The key that is used. */
  key = $state.raw(NO_KEY);

  #large = "";
  /** Counts the looks: the answer to an older one is dropped. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get keyed(): boolean {
    return Boolean(this.key.place || this.key.secret);
  }

  get empty(): boolean {
    return !this.clipboard && !this.unseen && !this.text.trim();
  }

  /** Somebody has typed, or pasted something short. */
  typed(): void {
    this.clipboard = false;
    this.#forget();
    this.#turn++;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.again(), TYPING);
  }

  /** Takes a text that is too long to be drawn; else the field takes it itself. Tells which. */
  pasted(text: string): boolean {
    if (text.length <= MOST_SHOWN) return false;
    this.clear();
    this.#large = text;
    this.unseen = text.length;
    void this.again();
    return true;
  }

  async readClipboard(): Promise<void> {
    this.clear();
    this.clipboard = true;
    await this.again();
  }

  /** Looks with another key. Tells whether it could be used. */
  async use(key: typeof NO_KEY): Promise<boolean> {
    this.key = key;
    await this.again();
    if (this.failure?.field !== "place" && this.failure?.field !== "secret") return true;
    this.key = NO_KEY;
    return false;
  }

  /** Looks at what is there. */
  async again(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#forget();
    if (this.empty) {
      this.looked = null;
      this.busy = false;
      return;
    }
    this.busy = true;
    const { key } = this;
    try {
      const text = this.#large || this.text;
      const looked = await (this.clipboard ? ipc.inspectClipboard({ key }) : ipc.inspect({ text, key }));
      if (turn === this.#turn) this.looked = looked;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.failure = asFailure(thrown);
      // The verdict on what was there before must not stand beside it; a key that cannot be used changes none.
      if (!this.failure.field) this.looked = null;
      if (!this.failure.field) this.clipboard = false;
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  /** Sends the token to the account's own host, for this page or the profile's own. Somebody has said yes to that. */
  async ask(id: AccountId, path: string | null): Promise<void> {
    if (this.asking) return;
    const turn = this.#turn;
    this.#forget();
    this.asking = true;
    try {
      const text = this.#large || this.text;
      const said = await (this.clipboard
        ? ipc.checkClipboard({ id, path })
        : ipc.checkPasted({ id, text, path }));
      if (turn === this.#turn) this.said = said;
    } catch (thrown) {
      if (turn === this.#turn) this.askFailure = asFailure(thrown);
    } finally {
      this.asking = false;
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#turn++;
    this.text = this.#large = "";
    this.unseen = 0;
    this.clipboard = this.busy = false;
    this.looked = null;
    this.#forget();
  }

  /** Leaves nothing behind. */
  end(): void {
    this.clear();
    this.key = NO_KEY;
  }

  #forget(): void {
    this.failure = this.askFailure = null;
    this.said = null;
  }
}
