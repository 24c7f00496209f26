import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { account } from "../../ipc/scenarios";
import type { CopyView } from "../../ipc";
import { app } from "../../state.svelte";
import { PROFILES } from "../../ipc/samples";
import { speak } from "../../words";
import CopiedToast from "./CopiedToast.svelte";

const NOW = new Date(2030, 0, 1, 14, 0).getTime();
const at = (ms: number) => new Date(NOW + ms).toISOString();
const view = account(1, { name: "One" });

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  app.accounts = [view];
  app.profiles = PROFILES;
  app.selectedId = view.id;
});
afterEach(() => {
  cleanup();
  app.copied = null;
  speak("en");
  vi.useRealTimers();
});

function show(change: Partial<CopyView> = {}) {
  const copied: CopyView = {
    account: view.id,
    what: "access-token",
    good_until: at(32 * 60_000),
    clears_at: at(45_000),
    refreshed: false,
    secret: null,
    hidden: true,
    clears_on_lock: true,
    ...change,
  };
  app.copied = copied;
  render(CopiedToast, { copied });
  return screen.getByTestId("copied").textContent?.replace(/\s+/g, " ").trim() ?? "";
}

it("says in one line what was copied, and below what holds", () => {
  const says = show();
  expect(says).toContain("Copied · good until 14:32 · clears in 0:45");
  expect(says).toContain(
    "Checked. Clipboard histories are asked to skip it. Also cleared on screen lock and quit.",
  );
});

it("counts down", async () => {
  show();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(screen.getByTestId("copied").textContent).toContain("clears in 0:40");
});

it("promises nothing that does not hold", () => {
  const says = show({ hidden: false, clears_on_lock: false });
  expect(says).toContain("A clipboard history may keep it. Also cleared on quit.");
});

it("says until when it stays where it is not cleared by itself, longer than what is no secret", async () => {
  const says = show({ clears_at: null });
  expect(says).toContain("Stays until something else is copied, the screen locks or Fobwatch quits.");
  expect(says).not.toContain("clears in");
  await vi.advanceTimersByTimeAsync(7_000);
  expect(app.copied).not.toBeNull();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(app.copied).toBeNull();
});

it("names a secret by its label, and counts it down like a token", () => {
  const says = show({ what: "secret", secret: "password", good_until: null });
  expect(says).toContain("API password copied · clears in 0:45");
});

it("says no more of a client ID than that it was copied", () => {
  show({ what: "client-id", good_until: null, clears_at: null, hidden: false });
  expect(screen.queryByTestId("copied-held")).toBeNull();
});

it("is as short in other languages", () => {
  speak("de");
  expect(show()).toContain("Kopiert · gültig bis 14:32 · gelöscht in 0:45");
});

it("is put away by itself, and the copy can still be cleared", async () => {
  show();
  await fireEvent.click(screen.getByTestId("put-away"));
  expect(screen.queryByTestId("copied")).toBeNull();
  expect(app.copied).not.toBeNull();
});
