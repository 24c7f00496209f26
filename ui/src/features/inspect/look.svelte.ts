// What somebody looks at, and what came of it.

import { asFailure, ipc } from "../../ipc";
import type { AccountId, Failure, Looked, Said } from "../../ipc";
import { Source } from "../paste/source.svelte";

const NO_KEY = { place: "", secret: "" };

export class Look extends Source<Looked> {
  /** What the account's own host said. */
  said = $state.raw<Said | null>(null);
  askFailure = $state.raw<Failure | null>(null);
  asking = $state(false);
  /** The key that is used. */
  key = $state.raw(NO_KEY);

  get keyed(): boolean {
    return Boolean(this.key.place || this.key.secret);
  }

  /** Looks with another key. */
  async use(key: typeof NO_KEY): Promise<void> {
    this.key = key;
    await this.again();
  }

  protected async ask(): Promise<Looked> {
    const { key, from, whole } = this;
    const look = (key: typeof NO_KEY) =>
      from === "clipboard" ? ipc.inspectClipboard({ key }) : ipc.inspect({ text: whole, key });
    const still = this.watch();
    try {
      return await look(key);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!failure.field || !still()) throw thrown;
      // A key that cannot be used is dropped, and said; the verdict is the one without it.
      const looked = await look(NO_KEY);
      if (still()) {
        this.key = NO_KEY;
        this.failure = failure;
      }
      return looked;
    }
  }

  protected forget(): void {
    this.said = this.askFailure = null;
  }

  /** Sends the token to the account's own host, for this page or the profile's own. Somebody has said yes to that. */
  async askServer(id: AccountId, path: string | null): Promise<void> {
    if (this.asking) return;
    this.forget();
    const still = this.watch();
    this.asking = true;
    try {
      const said = await (this.from === "clipboard"
        ? ipc.checkClipboard({ id, path })
        : ipc.checkPasted({ id, text: this.whole, path }));
      if (still()) this.said = said;
    } catch (thrown) {
      if (still()) this.askFailure = asFailure(thrown);
    } finally {
      this.asking = false;
    }
  }

  /** Leaves nothing behind. */
  end(): void {
    this.clear();
    this.key = NO_KEY;
  }
}
