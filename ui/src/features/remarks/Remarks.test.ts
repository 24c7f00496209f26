import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, failure, Fake } from "../../ipc/fake";
import { remarks } from "../../ipc/samples";
import type { AccountView, Remarks as Written } from "../../ipc";
import { app } from "../../state.svelte";
import Dialogs from "../shell/Dialogs.svelte";
import { drafts } from "./draft.svelte";
import Remarks from "./Remarks.svelte";

const NOTES = "First <b>line</b>\nhttps://example.com";
const other = account(2, { name: "Two", remarks: remarks({ tags: ["billing", "finance"] }) });

let fake: Fake;
let shown: ReturnType<typeof render>;
beforeEach(() => {
  fake = new Fake();
  drafts.clear();
  app.dialog = null;
  document.body.appendChild(document.createElement("div")).id = "menus";
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  fake.end();
});

async function show(written: Partial<Written>, change: Partial<AccountView> = {}): Promise<AccountView> {
  const view = account(1, { name: "One", remarks: remarks(written), ...change });
  app.accounts = [view, other];
  app.selectedId = view.id;
  shown = render(Remarks, { account: view });
  render(Dialogs);
  return view;
}
const field = <Kind extends HTMLElement = HTMLInputElement>(name: string) =>
  screen.getByTestId<Kind>(`field-${name}`);
const write = (name: string, value: string) => fireEvent.input(field(name), { target: { value } });
const begin = () => fireEvent.click(screen.getByTestId("remarks-edit"));
const save = () => fireEvent.click(screen.getByTestId("remarks-save"));
const sent = () => fake.sent("set_remarks").map((args) => args.remarks as Written);
const chips = () => [...document.querySelectorAll(".chip bdi")].map((chip) => chip.textContent);

it("shows notes as they were typed, never as markup or links", async () => {
  await show({ notes: NOTES });
  expect(screen.getByTestId("notes").textContent).toBe(NOTES);
  expect(screen.getByTestId("notes").children.length).toBe(0);
});

it("folds long notes", async () => {
  await show({ notes: "line\n".repeat(30) });
  expect(screen.getByTestId("notes").className).toContain("folded");
  await fireEvent.click(screen.getByText("Show all"));
  expect(screen.getByTestId("notes").className).not.toContain("folded");
});

it("searches for a tag that is clicked", async () => {
  await show({ tags: ["billing", "two words"] });
  await fireEvent.click(screen.getAllByTestId("tag")[1] as HTMLElement);
  expect(app.query).toBe('tag:"two words"');
  app.query = "";
});

it("keeps what was written, with a tag that was not finished", async () => {
  const view = await show({ notes: "old", tags: ["a"] });
  fake.answers.set_remarks = () => view;
  await begin();
  await write("notes", "new");
  await write("tags", "two words,");
  expect(chips()).toEqual(["a", "two words"]);
  expect(field("tags").value).toBe("");
  await write("tags", "last");
  await save();
  await waitFor(() => expect(screen.queryByTestId("remarks-save")).toBeNull());
  expect(sent()).toEqual([{ notes: "new", tags: ["a", "two words", "last"], ends_on: null, remind_days: 0 }]);
});

it("takes a tag by Enter and removes one by Backspace or its x", async () => {
  await show({ tags: ["a", "b", "c"] });
  await begin();
  await write("tags", "q");
  await fireEvent.keyDown(field("tags"), { key: "Enter" });
  expect(chips()).toEqual(["a", "b", "c", "q"]);
  await fireEvent.keyDown(field("tags"), { key: "Backspace" });
  expect(chips()).toEqual(["a", "b", "c"]);
  await fireEvent.click(screen.getByLabelText("Remove b"));
  expect(chips()).toEqual(["a", "c"]);
  expect(fake.sent("set_remarks")).toEqual([]);
});

it("suggests the tags of other accounts, below what was typed", async () => {
  await show({ tags: ["finance"] });
  await begin();
  await fireEvent.keyDown(field("tags"), { key: "b" });
  await write("tags", "b");
  const options = await screen.findAllByRole("option");
  expect(options.map((option) => option.textContent?.trim())).toEqual(["b", "billing"]);
  expect(field("tags").getAttribute("aria-expanded")).toBe("true");
  await fireEvent.keyDown(field("tags"), { key: "Escape" });
  expect(field("tags").getAttribute("aria-expanded")).toBe("false");
  expect(screen.getByTestId("remarks-save")).toBeTruthy();
});

it("saves by Ctrl and Enter, and leaves by Escape without a question when nothing changed", async () => {
  const view = await show({ notes: "old" });
  fake.answers.set_remarks = () => view;
  await begin();
  await fireEvent.keyDown(field("notes"), { key: "Escape" });
  expect(screen.queryByTestId("remarks-save")).toBeNull();
  expect(app.dialog).toBeNull();
  await begin();
  await write("notes", "new");
  await fireEvent.keyDown(field("notes"), { key: "Enter", ctrlKey: true });
  await waitFor(() => expect(sent()[0]?.notes).toBe("new"));
});

it("asks before what was written is lost", async () => {
  await show({ notes: "old" });
  await begin();
  await write("notes", "new");
  await fireEvent.keyDown(field("notes"), { key: "Escape" });
  expect(app.dialog).toBe("unsaved");
  await fireEvent.click(await screen.findByTestId("confirm"));
  await waitFor(() => expect(screen.queryByTestId("remarks-save")).toBeNull());
  expect(fake.sent("set_remarks")).toEqual([]);
});

it("keeps what is being written while another account is looked at", async () => {
  const view = await show({ notes: "old" });
  await begin();
  await write("notes", "half-wr");
  await shown.rerender({ account: other });
  expect(screen.queryByTestId("field-notes")).toBeNull();
  await shown.rerender({ account: { ...view, ahead_ms: 20 } });
  expect(field<HTMLTextAreaElement>("notes").value).toBe("half-wr");
});

it.each([
  ["notes", "error-notes"],
  ["tags", "error-tags"],
])("says beside the field %s what is wrong with it", async (name, id) => {
  await show({});
  fake.answers.set_remarks = () => {
    throw failure("invalid_input", "That is too long.", "Shorten it.", { field: name });
  };
  await begin();
  await save();
  expect((await screen.findByTestId(id)).textContent).toContain("That is too long.");
  expect(screen.queryByTestId("form-error")).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(field(name)));
});

it("asks for an end only where nobody but a person can know it", async () => {
  await show({});
  await begin();
  expect(screen.queryByTestId("field-ends-on")).toBeNull();
});

it("takes an end and a reminder, and no day that does not exist", async () => {
  const view = await show({}, { state: { kind: "static" } });
  fake.answers.set_remarks = () => view;
  await begin();
  expect(field<HTMLSelectElement>("remind-days").disabled).toBe(true);
  await write("ends-on", "2031-02-30");
  await save();
  expect(screen.getByTestId("error-ends-on").textContent).toContain("There is no such day.");
  expect(fake.sent("set_remarks")).toEqual([]);
  await write("ends-on", " 2031-02-28 ");
  await fireEvent.change(field("remind-days"), { target: { value: "14" } });
  await save();
  await waitFor(() => expect(sent()[0]).toMatchObject({ ends_on: "2031-02-28", remind_days: 14 }));
});
