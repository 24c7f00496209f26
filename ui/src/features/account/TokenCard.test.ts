import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AccountView } from "../../ipc";
import { remarks } from "../../ipc/samples";
import { account } from "../../ipc/scenarios";
import TokenCard from "./TokenCard.svelte";

const NOW = Date.parse("2030-01-01T12:00:00Z");
const at = (ms: number) => new Date(NOW + ms).toISOString();
const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const children = createRawSnippet(() => ({ render: () => "<span></span>" }));
function show(change: Partial<AccountView>, kind: "access" | "refresh" = "access") {
  render(TokenCard, { account: account(1, change), kind, children });
  return screen.getByTestId(`${kind}-remaining`);
}
const token = (expires_at: string | null) => ({ masked: "••••", issued_at: at(-5 * MINUTE), expires_at });

it("counts down once a second while somebody is here", async () => {
  const left = show({ access: token(at(14 * MINUTE + 5_000)) });
  expect(left.textContent).toBe("14:05");
  expect(left.dataset.expiresAt).toBe(at(14 * MINUTE + 5_000));
  await fireEvent.pointerMove(window);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(left.textContent).toBe("14:04");
});

it("counts by the server's clock", () => {
  const left = show({ access: token(at(14 * MINUTE)), ahead_ms: 4 * MINUTE });
  expect(left.textContent).toBe("10:00");
});

it("says expired once the time has passed", async () => {
  const left = show({ access: token(at(1_500)) });
  expect(left.textContent).toBe("0:01");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(left.textContent).toBe("expired");
});

it("stands still while nobody can see it, and is right again at once", async () => {
  const left = show({ access: token(at(10 * MINUTE)) });
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(left.textContent).toBe("10:00");
  expect(vi.getTimerCount()).toBe(0);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(0);
  expect(left.textContent).toBe("5:00");
});

it("makes nothing up when the server gives no end, or nonsense", () => {
  expect(show({ refresh: token(null) }, "refresh").textContent).toContain("no");
  cleanup();
  expect(show({ access: token("+275761-99-99") }).textContent).not.toContain("NaN");
});

const lasting: Partial<AccountView> = { state: { kind: "static" }, access: token(null), refresh: null };
const calendar = (days: number) => {
  const date = new Date(NOW + days * 24 * 60 * MINUTE);
  return new Date(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())).toISOString().slice(0, 10);
};
const ends = (days: number, remind_days = 0) => ({
  ...lasting,
  remarks: remarks({ ends_on: calendar(days), remind_days }),
});

it("counts the days to an end that somebody has set", () => {
  const left = show(ends(211, 14));
  expect(left.textContent).toBe("211");
  expect(screen.getByTestId("own-end").textContent).toBe("ends 31 Jul 2030, you set this date");
  expect(left.closest("section")?.textContent).toContain("days left");
  expect(left.closest("section")?.textContent).toContain("reminder 14 days before");
});

it("fills the dial towards that end", () => {
  show({ ...ends(100), access: { ...token(null), issued_at: at(-100 * 24 * 60 * MINUTE) } });
  const [on = 0, round = 0] = (document.querySelector(".dial .left")?.getAttribute("stroke-dasharray") ?? "")
    .split(" ")
    .map(Number);
  expect(on / round).toBeCloseTo(0.5, 1);
  expect(document.querySelector(".dial.low")).toBeNull();
});

it.each([
  [4, "4", true],
  [1, "1", true],
  [0, "ends today", true],
  [-1, "ended", true],
  [7, "7", false],
])("shows %i days to the end as %s", (days, text, low) => {
  expect(show(ends(days)).textContent).toBe(text);
  expect(document.querySelector(".dial.low") !== null).toBe(low);
});

it("marks an end that is past", () => {
  show(ends(-12, 30));
  expect(screen.getByTestId("own-end").textContent).toBe("ended 20 Dec 2029, you set this date");
  expect(document.querySelector("section.over")).toBeTruthy();
  expect(document.querySelector(".dial .left")).toBeNull();
  expect(document.body.textContent).not.toContain("reminder");
});

it("goes by the server where it says when the token ends", () => {
  expect(show({ ...ends(3), access: token(at(10 * MINUTE)) }).textContent).toBe("10:00");
  expect(screen.getByTestId("own-end")).toBeTruthy();
});

it("draws a countdown that is hours away by the minute only", async () => {
  const left = show({ access: token(at(5 * 60 * MINUTE)) });
  const drawn = vi.fn();
  new MutationObserver(drawn).observe(document.body, {
    subtree: true,
    characterData: true,
    attributes: true,
  });
  await vi.advanceTimersByTimeAsync(50_000);
  expect(left.textContent).toBe("5h 0m");
  expect(drawn).not.toHaveBeenCalled();
});
