// The profile that is open in the editor. It outlives the components that show it, so that nothing typed is lost
// when the window is laid out anew.

import { asFailure, ipc } from "../../ipc";
import type { Failure, ProfileFault, ProfileView } from "../../ipc";
import { app } from "../../state.svelte";
import { words } from "../../words";
import { copyOf } from "./toml";

const PAUSE = 300;

export type Outcome = "saved" | "taken" | "wrong" | "failed";

class Editor {
  /** The id under which it is kept; null: nowhere yet. */
  id = $state<string | null>(null);
  text = $state("");
  readOnly = $state(false);
  fault = $state.raw<ProfileFault | null>(null);
  /** As it was when nothing was wrong with it last. */
  profile = $state.raw<ProfileView | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** What is said of it is about the text as it is. */
  fresh = $state(false);
  busy = $state(false);
  /** Counts what was opened, so that what belongs to one profile is never shown beside another. */
  opened = $state(0);

  #saved = "";
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async open(id: string): Promise<void> {
    const view = app.profiles.find((profile) => profile.id === id);
    const opening = ++this.opened;
    try {
      const text = await ipc.profileText({ id });
      if (opening === this.opened) await this.#show(id, text, text, view?.built_in ?? false);
    } catch (thrown) {
      if (opening === this.opened) this.failure = asFailure(thrown);
    }
  }

  duplicate(): Promise<void> {
    this.opened += 1;
    const taken = app.profiles.map((profile) => profile.id);
    return this.#show(null, copyOf(this.text, taken, words.profiles.copyOf), "", false);
  }

  type(text: string): void {
    this.text = text;
    this.failure = null;
    this.fresh = false;
    this.#asked += 1;
    app.unsaved = text !== this.#saved;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look(), PAUSE);
  }

  /** Has the text judged as it is now. Tells whether nothing is wrong with it. */
  async look(): Promise<boolean> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    try {
      const { fault, profile } = await ipc.checkProfile({ text: this.text });
      if (asked !== this.#asked) return false;
      this.fault = fault;
      if (profile) this.profile = profile;
      this.fresh = true;
      return profile !== null;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
      return false;
    }
  }

  async save(replace: boolean): Promise<Outcome> {
    if (this.busy) return "failed";
    this.busy = true;
    this.failure = null;
    const { text } = this;
    try {
      // The id may have been changed a moment ago: whose place it takes is decided by the text that is sent.
      if (!(await this.look())) return this.fault ? "wrong" : "failed";
      const saved = await ipc.saveProfile({ text, replace: replace || this.profile?.id === this.id });
      this.id = saved.id;
      this.#saved = text;
      app.unsaved = this.text !== text;
      return "saved";
    } catch (thrown) {
      const failure = asFailure(thrown);
      const own = app.profiles.some((profile) => !profile.built_in && profile.id === this.profile?.id);
      if (failure.code === "invalid_input" && failure.field === "id" && own && !replace) return "taken";
      this.failure = failure;
      return "failed";
    } finally {
      this.busy = false;
    }
  }

  async remove(): Promise<void> {
    if (this.id === null) return;
    try {
      await ipc.removeProfile({ id: this.id });
      app.unsaved = false;
      const next = app.profiles.find((profile) => profile.id !== this.id);
      if (next) await this.open(next.id);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  async #show(id: string | null, text: string, saved: string, readOnly: boolean): Promise<void> {
    this.id = id;
    this.text = text;
    this.readOnly = readOnly;
    this.failure = this.fault = this.profile = null;
    this.fresh = false;
    this.#saved = saved;
    app.unsaved = text !== saved;
    await this.look();
  }
}

export const editor = new Editor();
