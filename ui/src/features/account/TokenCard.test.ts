import { cleanup, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AccountView } from "../../ipc";
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

it("counts down once a second", async () => {
  const left = show({ access: token(at(14 * MINUTE + 5_000)) });
  expect(left.textContent).toBe("14:05");
  expect(left.dataset.expiresAt).toBe(at(14 * MINUTE + 5_000));
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
