// One clock for the whole page: everything that counts down reads it, so all of it is painted together. It runs only
// as finely as something on the page asks for, and not at all while nobody can see it.

import { createSubscriber } from "svelte/reactivity";
import { presence } from "./presence.svelte";

const SECOND = 1_000;
/** While nobody touches the window. What a paint costs hardly depends on what is painted. */
const CALM = 5 * SECOND;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A timer that runs while something that is drawn reads it, aligned to its step. */
class Beat {
  #now: number | null = null;
  readonly #step: number;
  readonly #subscribe: () => void;

  constructor(step: number) {
    this.#step = step;
    this.#subscribe = createSubscriber((update) => this.#run(update));
  }

  /** The time of the last beat, so that all that is read in one go agrees. */
  get now(): number {
    this.#subscribe();
    return this.#now ?? Date.now();
  }

  #run(update: () => void): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      this.#now = Date.now();
      if (!document.hidden) timer = setTimeout(wake, this.#step - (this.#now % this.#step));
    };
    const wake = () => {
      wait();
      if (!document.hidden) update();
    };
    document.addEventListener("visibilitychange", wake);
    wait();
    return () => {
      this.#now = null;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }
}

const seconds = new Beat(SECOND);
const calm = new Beat(CALM);
const minutes = new Beat(MINUTE);

export const clock = {
  /** Now, once a second. Only for what shows seconds. */
  get now(): number {
    return seconds.now;
  },

  /** Now, once a minute. */
  get minute(): number {
    return minutes.now;
  },

  /**
   * Now, as finely as a countdown to `end` needs it: by the minute until its last stretch and after it; in the stretch
   * by the second, or in steps of five while nobody is here and more than a minute is left. The stretch is an hour
   * where seconds are shown below that.
   */
  toward(end: number, stretch = HOUR): number {
    const left = end - Date.now();
    // Where it is over by the time of the last minute as well, nothing changes any more.
    if (left <= -MINUTE || left > stretch + MINUTE) return minutes.now;
    return left < MINUTE + CALM || presence.here ? seconds.now : calm.now;
  },
};
