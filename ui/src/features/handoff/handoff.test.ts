import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { account, failure, Fake } from "../../ipc/fake";
import { app } from "../../state.svelte";
import CopiedToast from "../toast/CopiedToast.svelte";
import KeepFileDialog from "./KeepFileDialog.svelte";
import KeptFiles from "./KeptFiles.svelte";

const acme = account(1, { name: "Acme" });
let fake: Fake;
beforeEach(async () => {
  const file = { account: acme.id, path: "/home/me/.env", good: true, failure: null };
  const other = { ...file, account: account(2).id, path: "/home/me/other.env" };
  fake = new Fake({ accounts: [acme], files: [file, other] });
  app.vault = { state: "opening" };
  await app.start();
});
afterEach(() => {
  cleanup();
  fake.end();
});

it("lists the files of the account, says how each stands, and stops", async () => {
  fake.answers.stop_file = () => null;
  render(KeptFiles, { account: acme });
  const rows = () => screen.queryAllByTestId("kept-file").map((row) => row.textContent);
  expect(rows()).toHaveLength(1);
  expect(rows()[0]).toContain("Has the token");
  await fireEvent.click(screen.getByTestId("stop-file"));
  expect(fake.sent("stop_file")).toEqual([{ path: "/home/me/.env" }]);
  const wrong = failure("invalid_input", "It cannot be written: disk full.", "Free some space.");
  await fake.tell("files", [{ account: acme.id, path: "/home/me/.env", good: false, failure: wrong }]);
  await vi.waitFor(() => expect(rows()[0]).toContain("disk full"));
  await fake.tell("files", []);
  await vi.waitFor(() => expect(rows()).toEqual([]));
});

it("keeps a file, and says beside the field what is wrong with it", async () => {
  const onclose = vi.fn();
  fake.answers.keep_file = () => {
    throw failure("invalid_input", "Line 3 of /x sets ACCESS_TOKEN itself.", "Name another.", {
      field: "file",
    });
  };
  render(KeepFileDialog, { account: acme, onclose });
  const field = await screen.findByTestId<HTMLInputElement>("field-file");
  await fireEvent.click(screen.getByTestId("submit-keep-file"));
  expect(fake.sent("keep_file")).toEqual([]);
  await fireEvent.input(field, { target: { value: "~/p/.env" } });
  await fireEvent.click(screen.getByTestId("submit-keep-file"));
  await vi.waitFor(() => expect(document.body.textContent).toContain("Line 3 of /x"));
  expect([field.value, onclose.mock.calls.length]).toEqual(["~/p/.env", 0]);
  fake.answers.keep_file = () => null;
  await fireEvent.click(screen.getByTestId("submit-keep-file"));
  await vi.waitFor(() => expect(onclose).toHaveBeenCalled());
  expect(fake.sent("keep_file")[1]).toEqual({ id: acme.id, file: "~/p/.env" });
});

it("names the tool that something was copied for", () => {
  render(CopiedToast, {
    copied: {
      account: acme.id,
      what: "insomnia",
      secret: null,
      good_until: null,
      clears_at: null,
      refreshed: false,
      hidden: true,
      clears_on_lock: false,
    },
  });
  expect(screen.getByTestId("copied").textContent).toContain("Copied for Insomnia");
});
