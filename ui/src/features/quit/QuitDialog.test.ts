import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { DEFAULTS } from "../../defaults";
import { account, failure, Fake } from "../../ipc/fake";
import { app } from "../../state.svelte";
import AccountForm from "../form/AccountForm.svelte";
import Dialogs from "../shell/Dialogs.svelte";

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [account(1)], preferences: DEFAULTS });
  fake.answers.set_preferences = ({ preferences }) => preferences;
  fake.answers.quit = () => null;
  fake.answers.hide_window = () => null;
  fake.answers.attend = () => null;
  app.vault = { state: "opening" };
  app.dialog = null;
  await app.start();
  render(Dialogs);
});
afterEach(() => {
  cleanup();
  app.unsaved = app.typed = false;
  app.dialog = app.closing = null;
  fake.end();
});

const click = (id: string) => fireEvent.click(screen.getByTestId(id));
const asked = async () => (await screen.findByText("Quit Fobwatch?")).parentElement?.textContent ?? "";

it("asks once, and quits", async () => {
  await fake.tell("closing", { to_tray: false });
  expect(await asked()).toContain("Tokens are not refreshed while it is not running.");
  await click("quit");
  await waitFor(() => expect(fake.sent("quit")).toHaveLength(1));
  expect(fake.sent("set_preferences")).toEqual([{ preferences: { ...DEFAULTS, quit_known: true } }]);
  await fake.tell("closing", { to_tray: false });
  await waitFor(() => expect(fake.sent("quit")).toHaveLength(2));
  expect(app.closing).toBeNull();
});

it("quits although the answer could not be kept", async () => {
  fake.answers.set_preferences = () => {
    throw failure("internal", "It could not be written.", "Try again.");
  };
  await fake.tell("closing", { to_tray: false });
  await asked();
  await click("quit");
  await waitFor(() => expect(fake.sent("quit")).toHaveLength(1));
});

it("stays open, with what was open below", async () => {
  app.dialog = "shortcuts";
  await screen.findByTestId("shortcuts");
  await fake.tell("closing", { to_tray: false });
  await asked();
  await click("keep-open");
  await waitFor(() => expect(screen.queryByTestId("quit")).toBeNull());
  expect(fake.sent("quit")).toEqual([]);
  expect(app.dialog).toBe("shortcuts");
  // So the program asks again the next time.
  expect(fake.sent("attend")).toEqual([{ visible: true }]);
});

it("says first what would be lost, also to whoever knows the rest", async () => {
  app.preferences = { ...DEFAULTS, quit_known: true };
  app.unsaved = true;
  await fake.tell("closing", { to_tray: false });
  expect(await asked()).toMatch(/changes to a profile are not saved.*Tokens are not refreshed/);
  expect(fake.sent("quit")).toEqual([]);
});

it("knows what was typed into a form, and that what it began with is nothing", async () => {
  render(AccountForm);
  expect(app.typed).toBe(false);
  const name = screen.getByTestId("field-name");
  await fireEvent.input(name, { target: { value: "New" } });
  await fake.tell("closing", { to_tray: false });
  expect(await asked()).toContain("What you typed into the form is not saved");
  await click("keep-open");
  await fireEvent.input(name, { target: { value: "" } });
  expect(app.typed).toBe(false);
});

it("asks of the tray only when something would be lost", async () => {
  await fake.tell("closing", { to_tray: true });
  await waitFor(() => expect(fake.sent("hide_window")).toHaveLength(1));
  app.typed = true;
  await fake.tell("closing", { to_tray: true });
  const said = (await screen.findByText("Close the window?")).parentElement?.textContent;
  expect(said).toMatch(/typed into the form is not saved.*goes on in the tray/);
  await click("close-window");
  await waitFor(() => expect(fake.sent("hide_window")).toHaveLength(2));
  expect(fake.sent("quit")).toEqual([]);
});
