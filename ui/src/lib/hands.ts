// A hand on the window keeps the lock away. The program counts; the page only tells, and not at every move.

const PAUSE = 20_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;

/** Calls `tell` when somebody uses the page, at most every 20 seconds, until what it gives back is called. */
export function watchHands(tell: () => void): () => void {
  let last = -Infinity;
  const seen = () => {
    const now = performance.now();
    if (now - last < PAUSE) return;
    last = now;
    tell();
  };
  const how = { capture: true, passive: true };
  for (const sign of SIGNS) addEventListener(sign, seen, how);
  return () => {
    for (const sign of SIGNS) removeEventListener(sign, seen, how);
  };
}
