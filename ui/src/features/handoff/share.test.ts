import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { account, failure, Fake, SHARED } from "../../ipc/fake";
import { app } from "../../state.svelte";
import { speak } from "../../words";
import { marks } from "../rail/marks.svelte";
import ShareDialog from "./ShareDialog.svelte";

const accounts = [account(1), account(2)];
const ids = accounts.map(({ id }) => id);
let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts });
  fake.answers.share = () => SHARED;
  fake.answers.share_to_file = () => null;
  fake.answers.share_to_clipboard = () => null;
  app.vault = { state: "opening" };
  await app.start();
});
afterEach(() => {
  cleanup();
  marks.clear();
  fake.end();
});

const settle = async () => {
  await new Promise((done) => setTimeout(done, 5));
  await tick();
};
async function open() {
  render(ShareDialog, { onclose: vi.fn() });
  await settle();
}
async function save(file: string) {
  await fireEvent.input(screen.getByTestId("share-field-file"), { target: { value: file } });
  await fireEvent.click(screen.getByTestId("share-save"));
  await settle();
}

it("shows all that would be in the file, and what would not", async () => {
  await open();
  expect(fake.sent("share")).toEqual([{ ids }]);
  expect(screen.getByTestId("share-text").textContent).toBe(SHARED.text);
  expect(screen.getByTestId("share-remarks").textContent).toContain("Acme: left out: the notes.");
  speak("de");
  await settle();
  expect(screen.getByTestId("share-remarks").textContent).toContain("Acme: ausgelassen: die Notizen.");
  speak("en");
});

it("is about those that are selected", async () => {
  marks.toggle("account-2");
  await open();
  await fireEvent.click(screen.getByTestId("share-copy"));
  await settle();
  expect(fake.sent("share_to_clipboard")).toEqual([{ ids: ["account-2"] }]);
  expect(screen.getByRole("status").textContent).toBe("Copied.");
});

it("saves, and says why it cannot", async () => {
  await open();
  await save("");
  expect(fake.sent("share_to_file")).toEqual([]);
  fake.answers.share_to_file = () =>
    Promise.reject(failure("invalid_input", "It is there already.", "Name another.", { field: "file" }));
  await save("~/notes.txt");
  expect(screen.getByTestId("share-error-file").textContent).toContain("It is there already.");
  fake.answers.share_to_file = () => null;
  await save("~/fobwatch.json");
  expect(fake.sent("share_to_file").at(-1)).toEqual({ ids, file: "~/fobwatch.json" });
  expect(screen.getByRole("status").textContent).toBe("Saved.");
});

it("says what stands against it, and offers nothing then", async () => {
  fake.answers.share = () =>
    Promise.reject(failure("invalid_input", "There is no account that can be shared.", "Add one first."));
  await open();
  expect(screen.getByTestId("form-error").textContent).toContain("There is no account");
  expect(screen.queryByTestId("share-save")).toBeNull();
});
