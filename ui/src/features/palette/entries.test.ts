import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { account, DESKTOP, Fake } from "../../ipc/fake";
import { DEFAULTS } from "../../defaults";
import { app } from "../../state.svelte";
import { marks } from "../rail/marks.svelte";
import { drafts } from "../remarks/draft.svelte";
import { entries } from "./entries";

const remarks = { notes: "", tags: ["invoices"], ends_on: null, remind_days: 0 };
const production = account(1, {
  name: "Acme",
  environment: "production",
  production: true,
  can_check: true,
  remarks,
  secrets: [{ name: "password", since: null }],
});
const staging = account(2, { name: "Bolt", environment: "staging" });
let fake: Fake;
beforeEach(async () => {
  fake = new Fake({
    accounts: [production, staging],
    desktop: { ...DESKTOP, tray: true, can_lock: true },
    preferences: { ...DEFAULTS, tray: true },
  });
  app.query = "";
  app.vault = { state: "opening" };
  app.selectedId = null;
  app.dialog = null;
  await app.start();
  app.select(production.id);
});
afterEach(() => {
  marks.clear();
  drafts.clear();
  fake.end();
});

const ids = (query = "") => entries(query).actions.map((entry) => entry.id);
const act = (id: string) =>
  entries("")
    .actions.find((entry) => entry.id === id)
    ?.act();

it("has every action there is", () =>
  expect(ids().filter((id) => !id.startsWith("for "))).toEqual([
    "copy",
    "header",
    "curl",
    "env",
    "client",
    "refresh",
    "check",
    "copy-refresh",
    "copy-secret password",
    "replace-secret password",
    "remarks",
    "mark",
    "log-out",
    "edit",
    "remove",
    "add",
    "search",
    "mark-all",
    "activity",
    "inspect",
    "import",
    "share",
    "profiles",
    "preferences",
    "report",
    "lock",
    "shortcuts",
    "hide",
    "quit",
    "keep-file",
  ]));

it("copies for every tool that has a place for it", () => {
  const tools = () => ids().filter((id) => id.startsWith("for "));
  expect(tools()).toHaveLength(12);
  app.put({ ...production, state: { kind: "static" } });
  expect(tools()).toContain("for dotenv");
  expect(tools()).not.toContain("for kubernetes");
});

it("marks whatever is about production", () => {
  const about = entries("").actions.filter((entry) => entry.hint === "Acme");
  expect(about).toHaveLength(28);
  expect(about.every((entry) => entry.production)).toBe(true);
  app.select(staging.id);
  expect(entries("").actions.some((entry) => entry.production)).toBe(false);
});

describe("offers what fits the moment", () => {
  it("for several accounts", () => {
    act("mark");
    expect(ids().slice(0, 3)).toEqual(["refresh-selected", "log-out-selected", "share-selected"]);
    expect(entries("").actions[0]?.production).toBe(true);
    expect(ids()).not.toContain("share");
    act("clear-selection");
    expect(marks.on).toBe(false);
  });

  it("for an account that was just removed", async () => {
    fake.answers.undo_remove = () => null;
    await fake.tell("removing", [
      { id: staging.id, name: "Bolt", until: new Date(Date.now() + 9_000).toISOString() },
    ]);
    expect(entries("bolt").accounts).toEqual([]);
    act(`undo ${staging.id}`);
    expect(fake.sent("undo_remove")).toEqual([{ id: staging.id }]);
  });
});

it("asks before a secret is copied, and begins to write notes", () => {
  act("copy-secret password");
  expect([app.dialog, app.secret]).toEqual(["copy-secret", "password"]);
  expect(fake.sent("copy_secret")).toEqual([]);
  act("remarks");
  expect(drafts.has(production.id)).toBe(true);
});

it("finds accounts as the list does, and copies only from those that were searched for", () => {
  const names = (query: string) => entries(query).accounts.map((entry) => entry.label);
  expect(names("tag:inv")).toEqual(["Acme"]);
  expect(names("")).toEqual(["Acme", "Bolt"]);
  expect(entries("").copies).toEqual([]);
  expect(entries("env:staging").copies.map((entry) => entry.label)).toEqual(["Bolt"]);
});
