import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchHands } from "./hands";

const tell = vi.fn();
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  tell.mockClear();
  stop = watchHands(tell);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it.each(["pointerdown", "pointermove", "keydown", "wheel"])("tells of a hand (%s)", (sign) => {
  document.body.dispatchEvent(new Event(sign, { bubbles: true }));
  expect(tell).toHaveBeenCalledTimes(1);
});

it("tells at most every 20 seconds, and no more when nobody asks", () => {
  const press = () => document.body.dispatchEvent(new Event("keydown", { bubbles: true }));
  press();
  vi.advanceTimersByTime(19_000);
  press();
  expect(tell).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  press();
  expect(tell).toHaveBeenCalledTimes(2);
  stop();
  vi.advanceTimersByTime(60_000);
  press();
  expect(tell).toHaveBeenCalledTimes(2);
});
