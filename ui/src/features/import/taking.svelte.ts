// The file that somebody takes accounts over from. One for the page: the view is drawn anew when the first account
// comes, and goes on with it then.

import { SvelteMap } from "svelte/reactivity";
import { ipc } from "../../ipc";
import type { AccountView, ImportEntered, ImportOpened } from "../../ipc";
import { Source } from "../paste/source.svelte";

class Taking extends Source<ImportOpened> {
  /** The path of a file. */
  file = $state("");
  /** The program may have the text in its memory. */
  #held = false;
  /** The accounts that were added, by their place in the file. */
  readonly added = new SvelteMap<number, AccountView>();

  async readFile(): Promise<void> {
    const { file } = this;
    this.clear();
    this.from = "file";
    this.file = file;
    await this.again();
  }

  /** Adds the account at this place. Rejects with a Failure, which belongs beside it. */
  async add(at: number, entered: ImportEntered): Promise<AccountView> {
    const still = this.watch();
    const view = await ipc.takeIn({ number: this.found?.number ?? 0, at, entered });
    if (still()) this.added.set(at, view);
    return view;
  }

  protected ask(): Promise<ImportOpened> {
    this.#held = true;
    if (this.from === "clipboard") return ipc.lookAtImportClipboard();
    return this.from === "file"
      ? ipc.lookAtImportFile({ file: this.file })
      : ipc.lookAtImport({ text: this.whole });
  }

  protected forget(): void {
    this.added.clear();
  }

  /** Leaves nothing behind, here and in the program. */
  end(): void {
    this.clear();
    this.file = "";
    if (!this.#held) return;
    this.#held = false;
    void ipc.forgetImport().catch(() => null);
  }
}

export const taking = new Taking();
