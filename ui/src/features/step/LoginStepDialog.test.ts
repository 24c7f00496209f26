import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, Fake, STEPS } from "../../ipc/fake";
import { app } from "../../state.svelte";
import Dialogs from "../shell/Dialogs.svelte";

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [account(1)] });
  fake.answers.cancel_login = () => null;
  app.dialog = null;
  await app.start();
  render(Dialogs);
});
afterEach(() => {
  cleanup();
  app.loginStep = null;
  app.dialog = null;
  fake.end();
});

it("shows the code, the page and the time left, until the login goes on", async () => {
  await fake.tell("login-step", STEPS.device());
  expect((await screen.findByTestId("user-code")).textContent?.trim()).toBe("WDJB-MJHT");
  expect(screen.getByTestId("login-page").textContent).toBe("https://login.example.com/device");
  expect(screen.getByTestId("step-left").textContent).toMatch(/14:(19|20) left/);
  await fake.tell("login-step", null);
  await waitFor(() => expect(screen.queryByTestId("login-step")).toBeNull());
  expect(fake.sent("cancel_login")).toEqual([]);
});

it("gives the login up by its button", async () => {
  await fake.tell("login-step", STEPS.browser());
  await fireEvent.click(await screen.findByTestId("login-step-cancel"));
  expect(fake.sent("cancel_login")).toHaveLength(1);
  expect(screen.queryByTestId("login-step")).toBeNull();
});

it("gives the login up by Escape, and closes nothing below it", async () => {
  app.dialog = "preferences";
  await screen.findByTestId("theme-dark");
  await fake.tell("login-step", STEPS.browser());
  await screen.findByTestId("login-step");
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
  await waitFor(() => expect(fake.sent("cancel_login")).toHaveLength(1));
  expect(app.dialog).toBe("preferences");
});

it("says when no browser could be started", async () => {
  fake.answers.open_login_page = () => false;
  await fake.tell("login-step", STEPS.browser());
  await fireEvent.click(await screen.findByTestId("login-step-open"));
  expect((await screen.findByRole("alert")).textContent).toContain("Open the page yourself");
});
