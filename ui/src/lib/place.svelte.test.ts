import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { account, Fake } from "../ipc/fake";
import type { Place } from "../ipc";
import { app } from "../state.svelte";
import { watchPlace } from "./place.svelte";

const accounts = [account(1), account(2)];
let fake: Fake;
let stop = () => {};
async function start(place: Place | null) {
  fake = new Fake({ accounts, place });
  app.vault = { state: "opening" };
  app.selectedId = null;
  app.query = "";
  await app.start();
  stop = $effect.root(watchPlace);
  flushSync();
}
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  fake.end();
  vi.useRealTimers();
});

it("tells where the window is, once it rests", async () => {
  await start(null);
  app.select("account-2");
  for (const query of ["b", "bi"]) {
    app.query = query;
    flushSync();
    vi.advanceTimersByTime(200);
  }
  expect(fake.sent("set_place")).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(fake.sent("set_place")).toEqual([{ place: { selected: "account-2", query: "bi", unsaved: false } }]);
});

it("begins where the last window was, where that is still there", async () => {
  await start({ selected: "account-2", query: "sand", unsaved: false });
  expect([app.selectedId, app.query]).toEqual(["account-2", "sand"]);
  stop();
  fake.end();
  await start({ selected: "gone", query: "", unsaved: false });
  expect(app.selectedId).toBe("account-1");
});

it("tells at once whether closing would lose something", async () => {
  await start(null);
  vi.advanceTimersByTime(1_000);
  app.typed = true;
  flushSync();
  vi.advanceTimersByTime(1);
  expect(fake.sent("set_place").at(-1)).toMatchObject({ place: { unsaved: true } });
  app.typed = false;
});

it("tells nothing of a window that is locked", async () => {
  await start({ selected: "account-2", query: "", unsaved: false });
  await fake.tell("vault", { state: "locked" });
  flushSync();
  vi.advanceTimersByTime(1_000);
  expect(fake.sent("set_place")).toEqual([]);
});
