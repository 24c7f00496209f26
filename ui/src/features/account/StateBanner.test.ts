import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, failure, Fake } from "../../ipc/fake";
import type { AccountState } from "../../ipc";
import { app } from "../../state.svelte";
import StateBanner from "./StateBanner.svelte";

const NEEDS_LOGIN: AccountState = {
  kind: "needs-login",
  reason: failure("refresh_refused", "The server no longer takes the refresh token.", "Log in again.", {
    server: "<b>reuse</b>",
  }),
};
const one = account(1, { name: "One", state: NEEDS_LOGIN });
const two = account(2, { name: "Two", state: NEEDS_LOGIN });
const password = () => screen.getByTestId<HTMLInputElement>("field-password");

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [one, two] });
  await app.start();
});
afterEach(() => {
  cleanup();
  fake.end();
});

it("never offers a password typed for one account to another", async () => {
  const { rerender } = render(StateBanner, { account: one });
  await fireEvent.input(password(), { target: { value: "of-one" } });
  await rerender({ account: two });
  expect(password().value).toBe("");

  fake.answers.log_in = () => two;
  await fireEvent.click(screen.getByTestId("submit-login"));
  expect(fake.sent("log_in")).toEqual([{ id: two.id, secrets: {}, remember: true }]);
});

it("keeps what is being typed when news of the same account come in", async () => {
  const { rerender } = render(StateBanner, { account: one });
  await fireEvent.input(password(), { target: { value: "half-ty" } });
  await rerender({ account: { ...one, ahead_ms: 20 } });
  expect(password().value).toBe("half-ty");
});

it("quotes the server's words as text", () => {
  render(StateBanner, { account: one });
  expect(screen.getByTestId("banner").textContent).toContain("<b>reuse</b>");
  expect(screen.getByTestId("banner").querySelector("b")).toBeNull();
});

it("offers to retry at once, and says when it is tried anyway", async () => {
  const next = new Date(Date.now() + 42_500).toISOString();
  const cause = failure("server_error", "The server answered 503.", "It is tried again by itself.");
  const retrying = account(3, { state: { kind: "retrying", since: next, next, cause } });
  fake.answers.refresh_now = () => retrying;
  render(StateBanner, { account: retrying });
  expect(screen.getByTestId("banner").textContent).toMatch(/503.*0:4[0-3]/s);
  await fireEvent.click(screen.getByTestId("retry-now"));
  expect(fake.sent("refresh_now")).toEqual([{ id: retrying.id }]);
});
