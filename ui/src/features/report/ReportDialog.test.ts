import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, failure, Fake, REPORT } from "../../ipc/fake";
import { app } from "../../state.svelte";
import Dialogs from "../shell/Dialogs.svelte";

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [account(1)] });
  fake.answers.support_report = () => REPORT;
  fake.answers.copy_report = () => null;
  app.vault = { state: "opening" };
  await app.start();
});
afterEach(() => {
  cleanup();
  app.dialog = null;
  fake.end();
});
function open() {
  app.dialog = "preferences";
  render(Dialogs);
  return fireEvent.click(screen.getByTestId("open-support-report"));
}

it("shows the report before it is copied, and says what is not in it", async () => {
  await open();
  expect((await screen.findByTestId("support-report-text")).textContent).toBe(REPORT);
  expect(screen.getByRole("dialog").textContent).toContain(
    "no token, no password, no account name and no address",
  );
  expect(fake.sent("copy_report")).toEqual([]);
  await fireEvent.click(screen.getByTestId("copy-report"));
  expect(await screen.findByText("Copied")).toBeTruthy();
  expect(fake.sent("copy_report")).toHaveLength(1);
});

it("says why it could not be copied", async () => {
  fake.answers.copy_report = () => {
    throw failure("clipboard", "The clipboard could not be written.", "Try again.");
  };
  await open();
  await screen.findByTestId("support-report-text");
  await fireEvent.click(screen.getByTestId("copy-report"));
  expect((await screen.findByRole("alert")).textContent).toContain("The clipboard could not be written.");
});

it("says why there is none", async () => {
  fake.answers.support_report = () => {
    throw failure("internal", "There is no report.", "Try again.");
  };
  await open();
  expect((await screen.findByRole("alert")).textContent).toContain("There is no report.");
  expect(screen.getByTestId<HTMLButtonElement>("copy-report").disabled).toBe(true);
});
