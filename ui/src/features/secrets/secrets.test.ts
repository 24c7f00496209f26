import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, failure, Fake } from "../../ipc/fake";
import type { AccountView } from "../../ipc";
import { app } from "../../state.svelte";
import AccountDetail from "../account/AccountDetail.svelte";
import Dialogs from "../shell/Dialogs.svelte";

const DAY = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
const three: Partial<AccountView> = {
  profile: "three-secrets",
  secrets: [
    { name: "client_secret", since: ago(800) },
    { name: "password", since: ago(97) },
    { name: "pin", since: null },
  ],
};
const key: Partial<AccountView> = {
  profile: "api-key-secret",
  inputs: {},
  state: { kind: "static" },
  access: { masked: "••••9d", issued_at: ago(3), expires_at: null },
  refresh: null,
  secrets: [{ name: "api_key", since: ago(3) }],
};

let fake: Fake;
beforeEach(async () => {
  fake = new Fake();
  app.dialog = null;
  app.told = null;
  await app.start();
  document.body.appendChild(document.createElement("div")).id = "menus";
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  fake.end();
});

function show(change: Partial<AccountView>): AccountView {
  const view = account(1, { name: "One", ...change });
  app.accounts = [view];
  app.selectedId = view.id;
  render(AccountDetail, { account: view });
  render(Dialogs);
  return view;
}
const row = (name: string) =>
  screen.getAllByTestId("secret").find((each) => each.dataset.name === name) as HTMLElement;
const press = (name: string, id: string) => fireEvent.click(within(row(name)).getByTestId(id));
const type = (name: string, value: string) =>
  fireEvent.input(screen.getByTestId(`replace-field-${name}`), { target: { value } });
const submit = () => fireEvent.click(screen.getByTestId("submit-replace"));

it("lists what is remembered by its label and age, in the profile's order", () => {
  show(three);
  expect(screen.getAllByTestId("secret").map((each) => each.dataset.name)).toEqual([
    "client_secret",
    "password",
    "pin",
  ]);
  expect(row("client_secret").textContent).toMatch(/Client secret.*entered 2 years ago/s);
  expect(row("client_secret").querySelector(".old")).toBeTruthy();
  expect(row("password").textContent).toMatch(/entered 3 months ago/);
  expect(row("password").querySelector(".old")).toBeNull();
  expect(row("password").querySelector("[title]")?.getAttribute("title")).toMatch(/\d{4}/);
  expect(row("pin").textContent).toContain("age not known");
});

it("shows no such card where nothing is remembered", () => {
  show({ secrets: [], remembers: false });
  expect(screen.queryByText("Remembered")).toBeNull();
});

it("replaces only what was typed, and says so once it is done", async () => {
  const view = show(three);
  fake.answers.replace_secrets = () => view;
  await press("password", "replace-secret");
  expect(screen.getByRole("dialog").textContent).toContain("tried by a login first");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("replace-field-password")));
  await submit();
  expect(fake.sent("replace_secrets")).toEqual([]);
  await type("password", "new one");
  await submit();
  await waitFor(() => expect(app.dialog).toBeNull());
  expect(fake.sent("replace_secrets")).toEqual([{ id: view.id, secrets: { password: "new one" } }]);
  expect(app.told).toEqual({ account: view.id, what: "replaced" });
});

it("says beside the field what the server said, and keeps the dialog and what was typed", async () => {
  show(three);
  fake.answers.replace_secrets = () => {
    throw failure("bad_credentials", "The server did not accept these.", "Check them.", {
      field: "password",
      server: "<b>no</b>",
    });
  };
  await press("password", "replace-secret");
  await type("password", "wrong");
  await submit();
  const error = await screen.findByTestId("replace-error-password");
  expect(error.textContent).toContain("<b>no</b>");
  expect(error.querySelector("b")).toBeNull();
  expect(screen.getByTestId<HTMLInputElement>("replace-field-password").value).toBe("wrong");
  expect(app.told).toBeNull();
});

it("promises no login for a fixed credential", async () => {
  show(key);
  expect(screen.getByText("Entered")).toBeTruthy();
  await press("api_key", "replace-secret");
  expect(screen.getByRole("dialog").textContent).not.toContain("login");
});

it("asks before a secret is copied", async () => {
  const view = show(three);
  fake.answers.copy_secret = () => null;
  await press("client_secret", "copy-secret");
  expect(screen.getByRole("dialog").textContent).toContain("Copy Client secret?");
  expect(fake.sent("copy_secret")).toEqual([]);
  await fireEvent.click(screen.getByTestId("confirm"));
  await waitFor(() => expect(app.dialog).toBeNull());
  expect(fake.sent("copy_secret")).toEqual([{ id: view.id, name: "client_secret" }]);
});
