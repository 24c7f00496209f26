// Tells the program where the window is, so that the next one begins there.

import { ipc } from "../ipc";
import { app } from "../state.svelte";

const PAUSE = 300;

/**
 * Tells of the selected account and the search, once they rest, and at once whether closing the window would lose
 * something. To be called while a component is set up.
 */
export function watchPlace(): void {
  let told = false;
  $effect(() => {
    if (!app.open) return;
    const place = { selected: app.selectedId, query: app.query, unsaved: app.loses };
    const wait = place.unsaved === told ? PAUSE : 0;
    const tell = () => {
      told = place.unsaved;
      // Nobody waits for it.
      void ipc.setPlace({ place }).catch(() => null);
    };
    const timer = setTimeout(tell, wait);
    return () => clearTimeout(timer);
  });
}
