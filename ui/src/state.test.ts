import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { copy, logOut, refresh } from "./actions";
import { account, failure, Fake } from "./ipc/fake";
import { app } from "./state.svelte";

const production = account(1, { name: "Zeta", environment: "zone one", production: true });
const staging = account(2, { name: "alpha 10", environment: "staging" });
const staging2 = account(3, { name: "Alpha 9", environment: " Staging " });
const bare = account(4, { name: "No label", environment: "" });

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [bare, staging, production, staging2] });
  app.query = "";
  app.notice = null;
  app.selectedId = null;
  app.vault = { state: "opening" };
  await app.start();
});
afterEach(() => fake.end());

const names = () => app.groups.map((g) => [g.environment, ...g.accounts.map((a) => a.name)]);

describe("the list", () => {
  it("puts production first and what has no label last, by name inside", () =>
    expect(names()).toEqual([
      ["zone one", "Zeta"],
      ["staging", "Alpha 9", "alpha 10"],
      ["", "No label"],
    ]));

  it("finds every word anywhere", () => {
    app.query = "stag  ALPHA 9";
    expect(names()).toEqual([["Staging", "Alpha 9"]]);
  });

  it("goes to a neighbour when the open account is removed", async () => {
    app.select(staging.id);
    await fake.tell("account-removed", { id: staging.id });
    expect(app.selected?.name).toBe("No label");
  });

  it("is the first-run form again when the last one is gone", async () => {
    for (const { id } of [bare, staging, production, staging2]) await fake.tell("account-removed", { id });
    expect(app.firstRun).toBe(true);
  });

  it("shows what the program tells without being asked", async () => {
    await fake.tell("account", { ...staging, name: "Renamed" });
    await fake.tell("account", account(9, { name: "New", environment: "staging" }));
    expect(app.groups[1]?.accounts.map((a) => a.name)).toEqual(["Alpha 9", "New", "Renamed"]);
  });
});

describe("what fails", () => {
  const refused = failure("clipboard", "The clipboard could not be written.", "Try again.");

  it("becomes a notice, which the next success takes away", async () => {
    fake.answers.copy = () => {
      throw refused;
    };
    expect(await copy(staging.id, "access-token")).toBe(false);
    expect(app.notice?.failure).toEqual(refused);
    fake.answers.copy = () => null;
    expect(await copy(staging.id, "access-token")).toBe(true);
    expect(app.notice).toBeNull();
  });

  it("is not said twice when the account's own banner says it", async () => {
    const cause = failure("unreachable", "The server could not be reached.", "Check the network.");
    const at = new Date().toISOString();
    app.put({ ...staging, state: { kind: "retrying", since: at, next: at, cause } });
    fake.answers.refresh_now = () => {
      throw cause;
    };
    await refresh(staging.id);
    expect(app.notice).toBeNull();
  });

  it("is told as ours when it is no Failure", async () => {
    fake.answers.copy = () => {
      throw new Error("boom");
    };
    await copy(staging.id, "access-token");
    expect(app.notice?.failure.code).toBe("internal");
  });

  it("tells when a log-out did not reach the server", async () => {
    const why = failure("unreachable", "The server could not be reached.", "Its session ends by itself.");
    fake.answers.log_out = () => ({ revoked: false, failure: why });
    await logOut(staging.id, true);
    expect(fake.sent("log_out")).toEqual([{ id: staging.id, everywhere: true }]);
    expect(app.notice?.failure).toEqual(why);
  });
});

it("shows the accounts of a vault that was opened later, without the first-run form in between", async () => {
  app.vault = { state: "closed", failure: failure("keyring_locked", "Locked.", "Unlock it.") };
  app.accounts = [];
  const seen: boolean[] = [];
  const opened = app.vaultIs({ state: "open" });
  seen.push(app.firstRun);
  await opened;
  seen.push(app.firstRun);
  expect(seen).toEqual([false, false]);
  expect(app.accounts).toHaveLength(4);
});

it("goes to an account that was asked for outside, once the vault is open", async () => {
  app.query = "zeta";
  await fake.tell("open-account", { id: bare.id });
  expect([app.selected?.name, app.query]).toEqual(["No label", ""]);
  await fake.tell("vault", { state: "locked" });
  await fake.tell("open-account", { id: staging.id });
  expect(app.selectedId).toBeNull();
  await app.vaultIs({ state: "open" });
  expect(app.selected?.name).toBe("alpha 10");
});

it("does not put an answer over a newer event", () => {
  app.put({ ...staging, name: "Newer" });
  app.meet({ ...staging, name: "Older" });
  expect(app.accounts.find((a) => a.id === staging.id)?.name).toBe("Newer");
});

describe("an account that somebody wants to see", () => {
  it("is opened, whatever the search shows", async () => {
    app.query = "alpha";
    await fake.tell("open-account", { id: bare.id });
    expect([app.selected?.name, app.query, app.pane]).toEqual(["No label", "", "detail"]);
  });

  it("waits for a yes where a form has something in it", async () => {
    app.select(staging.id);
    app.show("edit");
    app.typed = true;
    await fake.tell("open-account", { id: bare.id });
    expect([app.selectedId, app.pane, app.dialog]).toEqual([staging.id, "edit", "unsaved"]);
    app.leaving?.();
    expect([app.selectedId, app.pane, app.dialog]).toEqual([bare.id, "detail", null]);
    app.typed = false;
  });

  it("is asked about by whoever leaves a form in another way, too", () => {
    app.select(staging.id);
    app.show("edit");
    app.typed = true;
    app.show("edit");
    expect(app.dialog).toBeNull();
    app.show("add");
    expect([app.pane, app.dialog]).toEqual(["edit", "unsaved"]);
    app.dialog = null;
    app.select(bare.id);
    expect([app.selectedId, app.pane, app.dialog]).toEqual([staging.id, "edit", "unsaved"]);
    app.leaving?.();
    expect([app.selectedId, app.pane]).toEqual([bare.id, "detail"]);
    app.typed = false;
    app.dialog = null;
  });

  it("is none when it is gone", async () => {
    app.select(staging.id);
    await fake.tell("open-account", { id: "gone" });
    expect(app.selectedId).toBe(staging.id);
  });
});
