// Whether somebody is at the window: they have touched it within the last minute, by pointer, key or wheel, or came to it.

import { createSubscriber } from "svelte/reactivity";

const WHILE = 60_000;
const TOUCHES = ["pointermove", "pointerdown", "keydown", "wheel", "focus"] as const;

let touched = Date.now();
let here = true;

const subscribe = createSubscriber((update) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    // Nothing is drawn, so nothing has to be told.
    if (document.hidden) return;
    // A clock that was set back must not keep anybody here.
    const left = WHILE - Math.abs(Date.now() - touched);
    const now = left > 0;
    if (now) timer = setTimeout(look, left);
    if (now !== here) {
      here = now;
      update();
    }
  };
  // A touch only notes its time: a pointer moves a hundred times a second.
  const touch = () => {
    touched = Date.now();
    if (!here) look();
  };
  for (const kind of TOUCHES) window.addEventListener(kind, touch, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
    for (const kind of TOUCHES) window.removeEventListener(kind, touch, { capture: true });
  };
});

export const presence = {
  /** Reactive; whoever draws by it is drawn again when somebody comes or goes. */
  get here(): boolean {
    subscribe();
    return here;
  },
};
