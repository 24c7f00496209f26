// A text that somebody gives to look at: typed, pasted, or on the clipboard, where the page does not have it. It lives
// as long as its view is open, and nothing of it is kept.

import { asFailure } from "../../ipc";
import type { Failure } from "../../ipc";

/** A text of more characters than this is looked at, but not drawn: a page is not made for it. */
const MOST_SHOWN = 32_768;
/** While somebody types, it is waited until they rest. */
const TYPING = 250;

export abstract class Source<Found> {
  /** What is in the field. */
  text = $state("");
  /** How many characters were pasted that are not shown; 0: none. */
  unseen = $state(0);
  from = $state<"field" | "clipboard" | "file">("field");
  found = $state.raw<Found | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);

  #large = "";
  /** Counts the looks: the answer to an older one is dropped. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get empty(): boolean {
    return this.from === "field" && !this.unseen && !this.text.trim();
  }

  /** The whole text, where the page has it. */
  get whole(): string {
    return this.#large || this.text;
  }

  /** Asks the program about it, wherever it is. */
  protected abstract ask(): Promise<Found>;
  /** Takes away what was said about another text. */
  protected abstract forget(): void;

  /** Somebody has typed, or pasted something short: what was found was in another text. */
  typed(): void {
    this.from = "field";
    this.found = null;
    this.turn();
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
    this.from = "clipboard";
    await this.again();
  }

  /** Looks at what is there. */
  async again(): Promise<void> {
    clearTimeout(this.#timer);
    const still = this.turn();
    if (this.empty) {
      this.found = null;
      this.busy = false;
      return;
    }
    this.busy = true;
    try {
      const found = await this.ask();
      if (still()) this.found = found;
    } catch (thrown) {
      if (!still()) return;
      this.failure = asFailure(thrown);
      this.failed(this.failure);
    } finally {
      if (still()) this.busy = false;
    }
  }

  /** What was found before must not stand beside what has failed. */
  protected failed(_: Failure): void {
    this.found = null;
    this.from = "field";
  }

  /** What was said was about another text. Tells, later, whether this is still the one. */
  protected turn(): () => boolean {
    this.failure = null;
    this.forget();
    const turn = ++this.#turn;
    return () => turn === this.#turn;
  }

  /** Whether what comes now is about the text that is there now. */
  protected watch(): () => boolean {
    const turn = this.#turn;
    return () => turn === this.#turn;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.turn();
    this.text = this.#large = "";
    this.unseen = 0;
    this.from = "field";
    this.busy = false;
    this.found = null;
  }
}
