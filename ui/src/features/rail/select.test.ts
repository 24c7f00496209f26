import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account, failure, Fake } from "../../ipc/fake";
import { app } from "../../state.svelte";
import Dialogs from "../shell/Dialogs.svelte";
import { onKey } from "../shortcuts/keys";
import Toasts from "../toast/Toasts.svelte";
import { marks } from "./marks.svelte";
import Rail from "./Rail.svelte";

const accounts = ["Alpha", "Beta", "Gamma", "Delta"].map((name, id) => account(id, { name }));
let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts });
  app.query = "";
  app.pane = "detail";
  app.dialog = null;
  app.outcome = null;
  app.selectedId = null;
  app.vault = { state: "opening" };
  await app.start();
  addEventListener("keydown", onKey);
  render(Rail);
  render(Toasts);
  render(Dialogs);
});
afterEach(() => {
  removeEventListener("keydown", onKey);
  cleanup();
  fake.end();
});

const row = (name: string) =>
  screen.getAllByTestId("account-row").find((r) => r.dataset.account === name) as HTMLElement;
const selected = () => marks.accounts.map((a) => a.name);
const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement as Element, { key, ...more });

describe("selecting", () => {
  it("begins with Ctrl, goes on with a click, and opens nothing", async () => {
    const open = app.selectedId;
    await fireEvent.click(row("Gamma"), { ctrlKey: true });
    await fireEvent.click(row("Beta"));
    expect(selected()).toEqual(["Beta", "Gamma"]);
    expect(row("Beta").getAttribute("aria-pressed")).toBe("true");
    expect(row("Alpha").getAttribute("aria-pressed")).toBe("false");
    expect(app.selectedId).toBe(open);
    expect(screen.getByTestId("select-bar").textContent).toContain("2 selected");
  });

  it("takes a range with Shift", async () => {
    await fireEvent.click(row("Beta"), { ctrlKey: true });
    await fireEvent.click(row("Gamma"), { shiftKey: true });
    expect(selected()).toEqual(["Beta", "Delta", "Gamma"]);
  });

  it("goes by keys: x, Ctrl+A for what is shown, Escape", async () => {
    row("Beta").focus();
    await press("x");
    expect(selected()).toEqual(["Beta"]);
    app.query = "ta";
    await tick();
    row("Beta").focus();
    await press("a", { ctrlKey: true });
    expect(selected()).toEqual(["Beta", "Delta"]);
    await press("Escape");
    expect(screen.queryByTestId("select-bar")).toBeNull();
    expect(row("Beta").hasAttribute("aria-pressed")).toBe(false);
  });
});

describe("what is done to several", () => {
  const refused = failure("unreachable", "The server could not be reached.", "Try again.");

  it("is told once, with those that it did not work for", async () => {
    fake.answers.refresh_now = ({ id }) => {
      if (id === "account-1") throw refused;
      return accounts[0];
    };
    marks.all();
    await tick();
    await fireEvent.click(screen.getByTestId("refresh-selected"));
    await vi.waitFor(() => screen.getByTestId("outcome"));
    expect(fake.sent("refresh_now")).toHaveLength(4);
    const told = screen.getByTestId("outcome").textContent;
    expect(told).toContain("Refreshed 3 of 4 accounts");
    expect(told).toMatch(/Beta\s+The server could not be reached\./);
    await fireEvent.click(screen.getByTestId("dismiss"));
    expect(screen.queryByTestId("outcome")).toBeNull();
  });

  it("asks before it logs out, and tells servers only when somebody is sure", async () => {
    fake.answers.log_out = () => ({ revoked: true, failure: null });
    marks.toggle("account-0");
    marks.toggle("account-2");
    await tick();
    await fireEvent.click(screen.getByTestId("log-out-selected"));
    await fireEvent.click(screen.getByTestId("log-out-everywhere"));
    expect(fake.sent("log_out")).toEqual([]);
    await fireEvent.click(screen.getByTestId("confirm"));
    await vi.waitFor(() => screen.getByTestId("outcome"));
    expect(fake.sent("log_out")).toEqual([
      { id: "account-0", everywhere: true },
      { id: "account-2", everywhere: true },
    ]);
    expect(screen.getByTestId("outcome").textContent).toContain("Logged out of 2 accounts");
    expect(marks.on).toBe(false);
  });
});

describe("a removed account", () => {
  const until = () => new Date(Date.now() + 9_500).toISOString();

  it("is gone from everywhere, and can be had back", async () => {
    fake.answers.undo_remove = () => null;
    marks.toggle("account-1");
    app.select("account-1");
    await fake.tell("removing", [{ id: "account-1", name: "Beta", until: until() }]);
    await tick();
    expect(screen.getAllByTestId("account-row").map((r) => r.dataset.account)).not.toContain("Beta");
    expect(marks.on).toBe(false);
    expect(app.selected?.name).toBe("Delta");
    expect(screen.getByTestId("removed").textContent).toMatch(/Removed Beta.*Undo.*0:09/s);
    await fireEvent.click(screen.getByTestId("undo-remove"));
    expect(fake.sent("undo_remove")).toEqual([{ id: "account-1" }]);
    await vi.waitFor(() => expect(app.selected?.name).toBe("Beta"));
    expect(screen.queryByTestId("removed")).toBeNull();
  });

  it("is told by the answer when the event has not come yet", async () => {
    fake.answers.remove_account = ({ id }) => ({ id, name: "Alpha", until: until() });
    app.select("account-0");
    app.dialog = "remove";
    await tick();
    expect(screen.getByRole("dialog").textContent).toContain("You can undo this for ten seconds.");
    await fireEvent.click(screen.getByTestId("confirm"));
    await vi.waitFor(() => screen.getByTestId("undo-remove"));
    expect(app.accounts.map((a) => a.name)).toEqual(["Beta", "Delta", "Gamma"]);
    await fake.tell("account-removed", { id: "account-0" });
    await tick();
    expect(screen.queryByTestId("undo-remove")).toBeNull();
  });
});

it("offers to clear a search that finds nothing", async () => {
  await fireEvent.input(screen.getByTestId("search"), { target: { value: "nothing like it" } });
  await fireEvent.click(screen.getByTestId("clear-search"));
  expect(screen.getAllByTestId("account-row")).toHaveLength(4);
  expect(document.activeElement).toBe(screen.getByTestId("search"));
});
