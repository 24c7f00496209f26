import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account, Fake } from "../../ipc/fake";
import { app } from "../../state.svelte";
import Rail from "./Rail.svelte";

const NOW = Date.parse("2030-01-01T12:00:00Z");
const token = (ms: number) => ({
  masked: "••••",
  issued_at: new Date(NOW - 60_000).toISOString(),
  expires_at: new Date(NOW + ms).toISOString(),
});
const HOSTILE = `<img src=x onerror=alert(1)> ${"very long ".repeat(1_000)}`;
const accounts = [
  account(1, { name: "Alpha", access: token(14 * 60_000 + 59_000) }),
  account(2, { name: "Beta", access: token(-1_000) }),
  account(3, { name: HOSTILE, inputs: { username: "<b>bold</b>" } }),
];

let fake: Fake;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  fake = new Fake({ accounts });
  app.query = "";
  app.pane = "detail";
  app.selectedId = null;
  await app.start();
  render(Rail);
});
afterEach(() => {
  cleanup();
  fake.end();
  vi.useRealTimers();
});

const rows = () => screen.getAllByTestId("account-row");
const row = (name: string) => rows().find((r) => r.dataset.account === name) as HTMLElement;

it("tells the state in words, and for tests", () => {
  expect(row("Alpha").dataset.state).toBe("fresh");
  expect(within(row("Alpha")).getByText("Fresh")).toBeTruthy();
});

it("counts the days to an end that somebody has set", async () => {
  const access = { ...token(0), expires_at: null };
  const put = (id: number, name: string, ends_on: string) => {
    const remarks = { notes: "", tags: [], ends_on, remind_days: 0 };
    app.put(account(id, { name, state: { kind: "static" }, access, remarks }));
  };
  put(1, "Alpha", "2030-01-12");
  put(2, "Beta", "2029-12-01");
  put(3, "Gamma", "2030-01-01");
  await vi.advanceTimersByTimeAsync(0);
  expect(row("Alpha").textContent).toMatch(/11d.*Own end/s);
  expect(row("Beta").textContent).toContain("ended");
  expect(row("Gamma").textContent).toContain("today");
});

it("shows whole minutes, and touches the text only when it changes", async () => {
  const text = within(row("Alpha")).getByText("14m").firstChild as Text;
  const writes = vi.fn();
  const seen = new MutationObserver(writes);
  seen.observe(row("Alpha"), { characterData: true, childList: true, subtree: true });
  await vi.advanceTimersByTimeAsync(58_000);
  expect(writes).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(text.data).toBe("13m");
  expect(within(row("Beta")).getByText("expired")).toBeTruthy();
  seen.disconnect();
});

describe("a hostile name", () => {
  it("is text, in a direction of its own", () => {
    const name = within(row(HOSTILE)).getByText(/^<img src=x/);
    expect(name.tagName).toBe("BDI");
    expect(row(HOSTILE).querySelector("img, b")).toBeNull();
  });
  it("is cut, however long it is", () =>
    expect(row(HOSTILE).textContent?.length ?? Infinity).toBeLessThan(300));
});

describe("keys", () => {
  const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key });
  it("move through the rows, one of which takes part in the Tab order", async () => {
    row(HOSTILE).focus();
    await press("Home");
    expect(document.activeElement).toBe(rows()[0]);
    await press("ArrowDown");
    expect(document.activeElement).toBe(rows()[1]);
    await press("End");
    await press("ArrowDown");
    expect(document.activeElement).toBe(rows()[2]);
    expect(rows().filter((r) => r.tabIndex === 0)).toHaveLength(1);
  });
  it("go from the search to the first hit and back", async () => {
    const search = screen.getByTestId("search");
    await fireEvent.input(search, { target: { value: "beta" } });
    search.focus();
    await press("ArrowDown");
    expect(document.activeElement).toBe(row("Beta"));
    await press("ArrowUp");
    expect(document.activeElement).toBe(search);
    await press("Enter");
    expect(app.selected?.name).toBe("Beta");
  });
});

it("says when nothing matches", async () => {
  await fireEvent.input(screen.getByTestId("search"), { target: { value: "nothing like it" } });
  expect(screen.getByRole("status").textContent).toBe("No account matches");
});
