import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clock } from "./clock.svelte";

const NOW = Date.parse("2030-01-01T12:00:20Z");
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const CALM = 5 * SECOND;

let timers: ReturnType<typeof vi.spyOn>;
let stop: () => void = () => {};
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  timers = vi.spyOn(globalThis, "setTimeout");
});
afterEach(async () => {
  stop();
  hide(false);
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function hide(hidden: boolean) {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  flushSync();
}
function touch() {
  window.dispatchEvent(new Event("pointermove"));
  flushSync();
}
/** Reads in an effect, as what is drawn does; tells how often it was drawn. */
function draw(read: () => unknown) {
  const drawn = vi.fn();
  stop = $effect.root(() => {
    $effect(() => drawn(read()));
  });
  flushSync();
  touch();
  drawn.mockClear();
  timers.mockClear();
  return drawn;
}
const pass = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  flushSync();
};

it("wakes once a second for what counts seconds, on the second", async () => {
  const drawn = draw(() => clock.toward(NOW + 10 * MINUTE));
  await pass(10 * SECOND);
  expect(drawn).toHaveBeenCalledTimes(10);
  expect(drawn).toHaveBeenLastCalledWith(NOW + 10 * SECOND);
});

it("wakes once a minute for a far countdown, on the minute", async () => {
  const drawn = draw(() => clock.toward(NOW + 5 * HOUR));
  await pass(HOUR);
  expect(drawn).toHaveBeenCalledTimes(60);
  expect(timers.mock.calls.length).toBeLessThanOrEqual(61);
  expect((drawn.mock.lastCall?.[0] as number) % MINUTE).toBe(0);
});

it("goes over to seconds before the last hour begins", async () => {
  const drawn = draw(() => clock.toward(NOW + HOUR + 90 * SECOND));
  await pass(90 * SECOND);
  touch();
  drawn.mockClear();
  await pass(10 * SECOND);
  expect(drawn).toHaveBeenCalledTimes(10);
});

describe("counts in steps of five seconds", () => {
  it("once nobody has touched the window for a minute, and by the second again at a touch", async () => {
    const drawn = draw(() => clock.toward(NOW + 30 * MINUTE));
    await pass(MINUTE + CALM);
    drawn.mockClear();
    timers.mockClear();
    await pass(MINUTE);
    expect(drawn).toHaveBeenCalledTimes(12);
    expect(timers.mock.calls.length).toBeLessThanOrEqual(12);
    await pass(2 * SECOND);
    touch();
    expect(drawn).toHaveBeenLastCalledWith(Date.now());
    drawn.mockClear();
    await pass(10 * SECOND);
    expect(drawn).toHaveBeenCalledTimes(10);
  });

  it("but its last minute by the second", async () => {
    const drawn = draw(() => clock.toward(NOW + 3 * MINUTE));
    await pass(2 * MINUTE);
    drawn.mockClear();
    await pass(10 * SECOND);
    expect(drawn).toHaveBeenCalledTimes(10);
  });
});

it("does not count what is over", async () => {
  const drawn = draw(() => clock.toward(NOW - HOUR));
  await pass(10 * MINUTE);
  expect(drawn).toHaveBeenCalledTimes(10);
});

describe("stands still", () => {
  it("while nobody can see it, and is right at once when somebody can", async () => {
    const drawn = draw(() => clock.now);
    hide(true);
    timers.mockClear();
    await pass(HOUR);
    expect(drawn).not.toHaveBeenCalled();
    expect(timers).not.toHaveBeenCalled();
    hide(false);
    expect(drawn).toHaveBeenLastCalledWith(NOW + HOUR);
  });

  it("while nothing that is drawn reads it", async () => {
    draw(() => clock.now);
    stop();
    await pass(0);
    timers.mockClear();
    await pass(HOUR);
    expect(timers).not.toHaveBeenCalled();
    expect(clock.now).toBe(NOW + HOUR);
  });
});
