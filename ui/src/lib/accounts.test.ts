import { describe, expect, it, vi } from "vitest";
import type { AccountView } from "../ipc";
import { account } from "../ipc/scenarios";
import { found, grouped, sorted, withAccount } from "./accounts";

const note = (change: Partial<AccountView["remarks"]>) => ({
  remarks: { notes: "", tags: [], ends_on: null, remind_days: 0, ...change },
});
const billing = account(1, {
  name: "Acme",
  environment: "Production",
  production: true,
  ...note({ tags: ["Billing", "on call"] }),
});
const staging = account(2, {
  name: "Bolt",
  environment: "staging",
  ...note({ notes: "Ask the platform team" }),
});
const prodEu = account(3, {
  name: "Crate",
  environment: "prod-eu",
  production: true,
  ...note({ tags: ["eu"] }),
});
const all = sorted([staging, billing, prodEu]);
const names = (accounts: AccountView[]) => accounts.map((a) => a.name);

describe("search", () => {
  it.each([
    ["acme", ["Acme"]],
    ["PLATFORM team", ["Bolt"]],
    ["billing", ["Acme"]],
    ["tag:bill", ["Acme"]],
    ['tag:"on call"', ["Acme"]],
    ['"platform team" env:stag', ["Bolt"]],
    ["tag:staging", []],
    ["env:production", ["Crate", "Acme"]],
    ["env:prod-eu", ["Crate"]],
    ["tag:eu env:production", ["Crate"]],
    ["tag:", ["Crate", "Acme", "Bolt"]],
    ["  ", ["Crate", "Acme", "Bolt"]],
    ["tag:( [a-z]*", []],
  ])("%s", (query, expected) => expect(names(found(all, query))).toEqual(expected));
});

describe("one change", () => {
  it("looks at no other account when it stays where it is", () => {
    const read = vi.fn(() => "Crate");
    const watched = Object.defineProperty({ ...prodEu }, "name", { get: read });
    const list = sorted([staging, billing, watched]);
    read.mockClear();
    const next = withAccount(list, { ...staging, uncommitted: true });
    expect(read).not.toHaveBeenCalled();
    expect(next.find((a) => a.id === staging.id)?.uncommitted).toBe(true);
    expect(next.filter((a, at) => a !== list[at])).toHaveLength(1);
  });

  it("puts a new or renamed one where it belongs, as a full sort would", () => {
    let list: AccountView[] = [];
    const many = Array.from({ length: 200 }, (_, id) =>
      account(id, { name: `N ${(id * 37) % 50}`, environment: ["b", "A", "", "prod"][id % 4] ?? "" }),
    );
    for (const view of many) list = withAccount(list, view);
    expect(list.map((a) => [a.environment, a.name])).toEqual(
      sorted(many).map((a) => [a.environment, a.name]),
    );
    const renamed = { ...(many[7] as AccountView), name: "A first one" };
    list = withAccount(list, renamed);
    expect(list).toHaveLength(200);
    const group = grouped(list).find((g) => g.accounts.includes(renamed));
    expect(group?.accounts[0]).toBe(renamed);
  });
});
