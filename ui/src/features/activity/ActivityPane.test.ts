import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account, failure, Fake, history } from "../../ipc/fake";
import type { ActivityQuery, ActivityRow } from "../../ipc";
import { app } from "../../state.svelte";
import ActivityPane from "./ActivityPane.svelte";
import { PAGE } from "./log.svelte";

const HOSTILE = `<img src=x onerror=alert(1)> ${"very long ".repeat(500)}`;
const accounts = [account(1, { name: "Billing" }), account(2, { name: "Ledger" })];
let all: ActivityRow[];
let fake: Fake;
beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse("2030-01-01T12:00:00Z") });
  all = history(accounts, 5);
  fake = new Fake({ accounts });
  fake.answers.activity = (args) => {
    const { before, kinds, text } = args.query as ActivityQuery;
    return all
      .filter((row) => before === null || row.row < before)
      .filter((row) => kinds.length === 0 || kinds.includes(row.kind))
      .filter((row) => row.text.includes(text))
      .slice(0, PAGE);
  };
  app.vault = { state: "opening" };
  await app.start();
});
afterEach(() => {
  cleanup();
  app.over = null;
  fake.end();
  vi.useRealTimers();
});

async function open() {
  render(ActivityPane);
  await vi.advanceTimersByTimeAsync(10);
}
const rows = () => screen.queryAllByTestId("activity-row");
const queries = () => fake.sent("activity").map((args) => args.query as ActivityQuery);
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it("shows what happened, whose it was, and when in both clocks", async () => {
  await open();
  const first = rows()[0] as HTMLElement;
  expect(rows()).toHaveLength(5);
  expect([first.dataset.kind, first.dataset.account]).toEqual(["copied", "Billing"]);
  expect(first.textContent).toContain("Access token copied");
  expect(first.querySelector("time")?.title).toBe("2030-01-01 11:59:40 UTC");
  expect(first.textContent).toContain("11:59 UTC");
});

it("leads to the account", async () => {
  app.showActivity();
  await open();
  await fireEvent.click(screen.getAllByRole("button", { name: "Ledger" })[0] as HTMLElement);
  expect([app.selected?.name, app.over]).toEqual(["Ledger", null]);
});

it("shows hostile text as text, and an account that is gone as no way", async () => {
  all = [{ ...(all[0] as ActivityRow), account: "gone", name: HOSTILE, text: "<b>bold</b>" }];
  await open();
  const row = rows()[0] as HTMLElement;
  expect(row.querySelector("img, b, button")).toBeNull();
  expect(row.textContent?.length ?? Infinity).toBeLessThan(300);
});

describe("filters", () => {
  it("ask the program, one by one and together", async () => {
    await open();
    await fireEvent.click(screen.getByTestId("activity-filter-refreshed"));
    await fireEvent.click(screen.getByTestId("activity-filter-copied"));
    await fireEvent.change(screen.getByTestId("activity-account"), { target: { value: accounts[1]?.id } });
    await wait(10);
    const kinds = ["refreshed", "copied"];
    expect(queries().at(-1)).toEqual({ account: accounts[1]?.id, kinds, text: "", before: null });
    expect(screen.getByTestId("activity-filter-copied").getAttribute("aria-pressed")).toBe("true");
    await fireEvent.click(screen.getByTestId("activity-filter-copied"));
    await wait(10);
    expect(queries().at(-1)?.kinds).toEqual(["refreshed"]);
  });

  it("wait until nobody types", async () => {
    await open();
    const before = queries().length;
    for (const value of ["r", "re", " ref "])
      await fireEvent.input(screen.getByTestId("activity-text"), { target: { value } });
    expect(queries()).toHaveLength(before);
    await wait(300);
    expect(
      queries()
        .slice(before)
        .map((query) => query.text),
    ).toEqual(["ref"]);
  });

  it("say when nothing matches, and can be cleared", async () => {
    await open();
    await fireEvent.input(screen.getByTestId("activity-text"), { target: { value: "nothing like it" } });
    await wait(300);
    expect(screen.getByRole("status").textContent).toContain("Nothing matches these filters");
    await fireEvent.click(screen.getByTestId("activity-clear"));
    await wait(300);
    expect(rows()).toHaveLength(5);
  });

  it("are not overtaken by an answer to an earlier question", async () => {
    const answers: ((rows: ActivityRow[]) => void)[] = [];
    fake.answers.activity = () => new Promise((done) => answers.push(done));
    await open();
    await fireEvent.click(screen.getByTestId("activity-filter-edited"));
    await wait(10);
    answers[1]?.([]);
    answers[0]?.(all);
    await wait(10);
    expect(rows()).toHaveLength(0);
  });
});

it("says when nothing has happened, and when it cannot be read", async () => {
  all = [];
  await open();
  expect(screen.getByRole("status").textContent).toContain("Nothing has happened yet.");
  fake.answers.activity = () => {
    throw failure("vault_unavailable", "The vault cannot be read.", "Try again.");
  };
  await fireEvent.click(screen.getByTestId("activity-filter-edited"));
  await wait(10);
  expect(screen.getByRole("alert").textContent).toContain("The vault cannot be read.");
});

it("fetches older rows, a page at a time, until there are none", async () => {
  all = history(accounts, PAGE + 5);
  await open();
  expect(rows()).toHaveLength(PAGE);
  await fireEvent.click(screen.getByTestId("activity-more"));
  await wait(10);
  expect(queries().at(-1)?.before).toBe(6);
  expect(rows()).toHaveLength(PAGE + 5);
  expect(screen.queryByTestId("activity-more")).toBeNull();
});

describe("while it is open", () => {
  const happen = async (row: number) => {
    all = [{ ...(all[0] as ActivityRow), row }, ...all];
    await fake.tell("account", { ...(accounts[0] as (typeof accounts)[0]) });
  };

  it("shows what happens, asking at most once a second", async () => {
    await open();
    await wait(1_000);
    const before = queries().length;
    for (const row of [6, 7, 8, 9]) await happen(row);
    await wait(10);
    expect(queries().length - before).toBe(1);
    for (const row of [10, 11]) await happen(row);
    await wait(500);
    expect(queries().length - before).toBe(1);
    await wait(500);
    expect(queries().length - before).toBe(2);
    expect(rows()).toHaveLength(11);
  });

  it("keeps the older rows that were fetched", async () => {
    all = history(accounts, PAGE + 5);
    await open();
    await fireEvent.click(screen.getByTestId("activity-more"));
    await wait(1_000);
    await happen(PAGE + 6);
    await wait(1_000);
    expect(rows()).toHaveLength(PAGE + 6);
  });

  it("does not move what somebody reads further below, until they are back", async () => {
    await open();
    await wait(1_000);
    const list = screen.getByRole("list");
    list.getBoundingClientRect = () => ({ top: -300 }) as DOMRect;
    const before = queries().length;
    await happen(6);
    await wait(3_000);
    expect(queries()).toHaveLength(before);
    list.getBoundingClientRect = () => ({ top: 0 }) as DOMRect;
    await fireEvent.scroll(list);
    await wait(10);
    expect(queries()).toHaveLength(before + 1);
  });

  it("asks no more when it is closed", async () => {
    await open();
    await wait(1_000);
    await happen(6);
    cleanup();
    const before = queries().length;
    await wait(3_000);
    expect(queries()).toHaveLength(before);
  });
});
