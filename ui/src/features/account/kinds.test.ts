import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, Fake } from "../../ipc/fake";
import type { AccountView } from "../../ipc";
import { app } from "../../state.svelte";
import AccountDetail from "./AccountDetail.svelte";
import LogOutDialog from "./LogOutDialog.svelte";

const key: Partial<AccountView> = {
  profile: "api-key-secret",
  profile_title: "API key and secret",
  inputs: {},
  client_id: null,
  state: { kind: "static" },
  access: { masked: "••••9d", issued_at: new Date().toISOString(), expires_at: null },
  refresh: null,
};
const since = new Date(Date.now() - 740_000).toISOString();

let fake: Fake;
beforeEach(async () => {
  fake = new Fake();
  await app.start();
  // Menus are drawn into a place of the window's own.
  document.body.appendChild(document.createElement("div")).id = "menus";
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  fake.end();
});

function show(change: Partial<AccountView>): AccountView {
  const view = account(1, change);
  app.put(view);
  render(AccountDetail, { account: view });
  return view;
}

it("counts nothing down and refreshes nothing where the token does not end", () => {
  show(key);
  expect(screen.getByTestId("access-remaining").textContent).toBe("no end");
  expect(screen.getByTestId("account-state").textContent).toContain("Does not end");
  expect(screen.queryByTestId("refresh-now")).toBeNull();
  expect(screen.queryByTestId("banner")).toBeNull();
});

it("says that a fixed credential has an end, where somebody has set one", () => {
  show({ ...key, remarks: { notes: "", tags: [], ends_on: "2999-12-31", remind_days: 0 } });
  expect(screen.getByTestId("account-state").textContent).toBe("Own end");
  expect(screen.getByTestId("own-end").textContent).toContain("31 Dec 2999");
});

it("offers a new token, or a login, when the server refuses this one", async () => {
  const view = show({ state: { kind: "refused", since } });
  expect(screen.getByTestId("banner").textContent).toContain("The server refuses this token");
  expect(screen.getByTestId("submit-login")).toBeTruthy();
  // Once, where it is explained.
  expect(screen.queryByTestId("refresh-now")).toBeNull();
  fake.answers.refresh_now = () => view;
  await fireEvent.click(screen.getByTestId("refresh-refused"));
  expect(fake.sent("refresh_now")).toEqual([{ id: view.id }]);
});

it("asks for a new credential when a fixed one is refused", () => {
  show({ ...key, state: { kind: "refused", since } });
  expect(screen.getByTestId("banner").textContent).toContain("The server refuses this credential");
  expect(screen.queryByTestId("refresh-refused")).toBeNull();
  expect(screen.getByTestId("field-api-key")).toBeTruthy();
  expect(screen.getByTestId("submit-login").textContent?.trim()).toBe("Save");
});

it("asks the server about the token, and says what it said", async () => {
  const view = show({ can_check: true, checked: { at: since, verdict: "accepted" } });
  expect(screen.getByTestId("checked").textContent).toMatch(/^1[12]m ago: accepted$/);
  fake.answers.check_token = () => ({ verdict: "refused", ahead_ms: 61_000 });
  await fireEvent.click(screen.getByTestId("check"));
  expect(fake.sent("check_token")).toEqual([{ id: view.id }]);
  await waitFor(() => expect(app.told).toEqual({ account: view.id, what: "refused", ahead: 61_000 }));
});

it("offers no check where the profile names no call for it", () => {
  show({});
  expect(screen.queryByTestId("check")).toBeNull();
});

it("offers to log out everywhere only where the profile can", () => {
  render(LogOutDialog, { account: account(1), onclose: () => {} });
  expect(screen.getByTestId("log-out-everywhere")).toBeTruthy();
  cleanup();
  render(LogOutDialog, { account: account(1, key), onclose: () => {} });
  expect(screen.queryByTestId("log-out-everywhere")).toBeNull();
  expect(screen.getByTestId("forget-here").textContent).toContain("The credential stays good");
  expect(screen.getByRole("dialog").textContent).not.toContain("token");
  cleanup();
  render(LogOutDialog, { account: account(1, { profile: "warehouse" }), onclose: () => {} });
  expect(screen.queryByTestId("log-out-everywhere")).toBeNull();
});
