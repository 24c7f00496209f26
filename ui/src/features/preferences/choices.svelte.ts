// What somebody chose, from the moment that they did: shown at once, and taken back where it could not be kept.

import { tick } from "svelte";
import { setPreferences, setSettings } from "../../actions";
import { asFailure } from "../../ipc";
import type { Failure, Preferences, Settings } from "../../ipc";
import { app } from "../../state.svelte";

type All = Preferences & Settings;
type Name = keyof All;

export class Choices {
  /** Why a choice could not be kept, by what it is called. */
  failures = $state.raw<Partial<Record<Name, Failure>>>({});
  #wanted = $state.raw<Partial<All>>({});

  shown: All = $derived({ ...app.preferences, ...app.settings, ...this.#wanted });

  /** Keeps one choice. What fails is told beside the choice that it belongs to. */
  async choose<Chosen extends Name>(name: Chosen, value: All[Chosen]): Promise<void> {
    this.#wanted = { ...this.#wanted, [name]: value };
    this.failures = { ...this.failures, [name]: undefined };
    try {
      if (name === "lead_seconds") await setSettings({ lead_seconds: value as number });
      else await setPreferences({ [name]: value });
    } catch (thrown) {
      const failure = asFailure(thrown);
      const where = failure.field && failure.field in this.shown ? failure.field : name;
      this.failures = { ...this.failures, [where]: failure };
    }
    // What was chosen has to have been drawn, or drawing what was before would change nothing.
    await tick();
    if (this.#wanted[name] !== value) return;
    const { [name]: _, ...rest } = this.#wanted;
    this.#wanted = rest as Partial<All>;
  }
}
