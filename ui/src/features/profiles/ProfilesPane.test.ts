import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { failure, Fake, FAULT, profile, PROFILES, TRIAL } from "../../ipc/fake";
import type { AccountDraft, ProfileView } from "../../ipc";
import { app } from "../../state.svelte";
import Dialogs from "../shell/Dialogs.svelte";
import { editor } from "./editor.svelte";
import ProfilesPane from "./ProfilesPane.svelte";

const MINE = "warehouse";
const text = () => screen.getByTestId<HTMLTextAreaElement>("editor-text");
const write = (value: string) => fireEvent.input(text(), { target: { value } });
const click = (id: string) => fireEvent.click(screen.getByTestId(id));
const row = (id: string) =>
  screen.getAllByTestId("profile-row").find((each) => each.dataset.id === id) as HTMLElement;
const said = (what: string) => waitFor(() => expect(screen.getByRole("main").textContent).toContain(what));

const read = (source: string): ProfileView => {
  const of = (key: string) => new RegExp(`^${key} = "(.*)"$`, "m").exec(source)?.[1] ?? "";
  return profile(of("id"), of("title"), {
    ...PROFILES[0],
    id: of("id"),
    title: of("title"),
    built_in: false,
  });
};

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ profiles: PROFILES });
  fake.answers.profile_text = ({ id }) => `id = "${id}"\ntitle = "Title of ${id}"\n\n[login]\npath = "/x"\n`;
  fake.answers.check_profile = ({ text }) =>
    String(text).includes("wrong")
      ? { fault: { ...FAULT, line: 4 }, profile: null }
      : { fault: null, profile: read(String(text)) };
  app.unsaved = false;
  app.dialog = null;
  editor.id = null;
  app.over = "profiles";
  await app.start();
  const main = document.body.appendChild(document.createElement("main"));
  render(ProfilesPane, { target: main });
  render(Dialogs);
  await waitFor(() => expect(text().value).toContain(MINE));
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  app.over = null;
  app.unsaved = false;
  fake.end();
});

it("opens a person's own profile first, to be written, and the others to be read", async () => {
  expect(text().readOnly).toBe(false);
  await fireEvent.click(row("matrix"));
  await waitFor(() => expect(text().value).toContain("matrix"));
  expect(text().readOnly).toBe(true);
  expect(screen.queryByTestId("editor-save")).toBeNull();
  expect(screen.queryByTestId("editor-delete")).toBeNull();
});

it("judges what was typed once nobody types, marks the line, and goes there", async () => {
  const before = fake.sent("check_profile").length;
  await write("id = 1");
  await write(`id = "warehouse"\ntitle = "x"\n[login]\nwrong = 1\n`);
  const fault = await screen.findByTestId("editor-fault");
  expect(fake.sent("check_profile")).toHaveLength(before + 1);
  expect(fault.textContent).toContain("Line 4, login.body.password: there is nothing called passwort");
  expect(fault.textContent).toContain("Expected: the name of an input, such as password.");
  expect(document.querySelector(".gutter .fault")?.textContent).toBe("4");
  await fireEvent.click(fault);
  expect(document.activeElement).toBe(text());
  expect(text().selectionStart).toBe(text().value.indexOf("wrong"));
});

it("shows the keys of the table that is being written", async () => {
  await write(`id = "warehouse"\n[login]\nmethod = "POST"\n`);
  const end = text().value.length - 1;
  text().setSelectionRange(end, end);
  await fireEvent.keyUp(text());
  const help = screen.getByTestId("format-help");
  await waitFor(() => expect(help.textContent).toContain("The HTTP method."));
  expect(help.querySelector(".current code")?.textContent).toBe("method");
  expect(help.textContent).toContain("PATCH");
});

it("saves, in place of itself without asking", async () => {
  fake.answers.save_profile = ({ text }) => read(String(text));
  const changed = `id = "warehouse"\ntitle = "Changed"\n`;
  await write(changed);
  await click("editor-save");
  await waitFor(() => expect(fake.sent("save_profile")).toEqual([{ text: changed, replace: true }]));
  await said("Saved");
  expect(app.unsaved).toBe(false);
});

it("does not save what is wrong", async () => {
  await write("wrong");
  await click("editor-save");
  await screen.findByTestId("editor-fault");
  expect(fake.sent("save_profile")).toEqual([]);
});

it("gives a copy a free id, and replaces another profile only when told to", async () => {
  fake.answers.save_profile = ({ text, replace }) => {
    if (!replace) throw failure("invalid_input", "The id is taken.", "Choose another.", { field: "id" });
    return read(String(text));
  };
  await click("editor-duplicate");
  await waitFor(() => expect(text().value).toContain('id = "warehouse-copy"'));
  expect(text().value).toContain('title = "Title of warehouse, copy"');
  await write(text().value.replace("warehouse-copy", "warehouse"));
  await click("editor-save");
  const yes = await screen.findByTestId("confirm");
  expect(screen.getByRole("dialog").textContent).toContain("Replace warehouse?");
  await fireEvent.click(yes);
  await waitFor(() => expect(fake.sent("save_profile").map((args) => args.replace)).toEqual([false, true]));
});

it("says on the page when an id belongs to a profile that cannot be replaced", async () => {
  fake.answers.save_profile = () => {
    throw failure("invalid_input", "The id b2b-jwt comes with Fobwatch.", "Choose another.", { field: "id" });
  };
  await write(`id = "b2b-jwt"\ntitle = "Mine"\n`);
  await click("editor-save");
  await said("The id b2b-jwt comes with Fobwatch.");
  expect(screen.queryByTestId("confirm")).toBeNull();
});

it("deletes only when told to", async () => {
  fake.answers.remove_profile = () => null;
  await click("editor-delete");
  expect(fake.sent("remove_profile")).toEqual([]);
  await fireEvent.click(await screen.findByTestId("confirm"));
  await waitFor(() => expect(fake.sent("remove_profile")).toEqual([{ id: MINE }]));
});

it("asks before what was typed is lost", async () => {
  const typed = `id = "warehouse"\ntitle = "Typed"\n`;
  await write(typed);
  await click("close-profiles");
  expect(app.over).toBe("profiles");
  await fireEvent.click(await screen.findByTestId("cancel"));
  await waitFor(() => expect(app.dialog).toBeNull());
  expect(text().value).toBe(typed);
  await click("close-profiles");
  await fireEvent.click(await screen.findByTestId("confirm"));
  await waitFor(() => expect(app.over).toBeNull());
});

it("asks before another account is opened over what was typed", async () => {
  await write(`id = "warehouse"\ntitle = "Typed"\n`);
  app.select("account-1");
  expect(app.over).toBe("profiles");
  expect(app.dialog).toBe("unsaved");
});

const tried = () => fake.sent("try_profile") as { text: string; draft: AccountDraft }[];
const enter = (name: string, value: string) =>
  fireEvent.input(screen.getByTestId(`try-field-${name}`), { target: { value } });
async function run() {
  await enter("base-url", "https://api.example.com");
  await enter("username", "svc");
  await enter("password", "hunter2");
  await click("try-run");
}

it("tries the text as it stands, and shows every call and what was found", async () => {
  fake.answers.try_profile = () => TRIAL;
  const typed = `id = "warehouse"\ntitle = "Typed"\n`;
  await write(typed);
  await run();
  const cards = await screen.findAllByTestId("try-exchange");
  expect(tried()).toMatchObject([
    {
      text: typed,
      draft: {
        base_url: "https://api.example.com",
        inputs: { username: "svc" },
        secrets: { password: "hunter2" },
        remember: false,
      },
    },
  ]);
  expect(cards.map((card) => card.dataset.call)).toEqual(["login", "refresh", "logout"]);
  expect(cards[0]?.textContent).toMatch(/POST.*auth\/login/s);
  expect(cards[0]?.querySelector("table")?.textContent).toMatch(/refresh token.*client_id.*not there/s);
  expect(cards[2]?.textContent).toContain("No answer");
  expect(screen.getByTestId("form-error").textContent).toContain("Look at [refresh]");
  expect(screen.queryByTestId("trial-worked")).toBeNull();
});

it("forgets the secrets once everything worked", async () => {
  fake.answers.try_profile = () => ({ exchanges: [], failure: null });
  await run();
  await screen.findByTestId("trial-worked");
  expect(screen.getByTestId<HTMLInputElement>("try-field-password").value).toBe("");
  expect(screen.getByTestId<HTMLInputElement>("try-field-username").value).toBe("svc");
});

it("takes neither the secrets nor the result of one profile to another", async () => {
  fake.answers.try_profile = () => TRIAL;
  await run();
  await screen.findAllByTestId("try-exchange");
  await fireEvent.click(row("b2b-jwt"));
  await waitFor(() => expect(text().value).toContain("b2b-jwt"));
  expect(screen.queryByTestId("try-exchange")).toBeNull();
  expect((await screen.findByTestId<HTMLInputElement>("try-field-password")).value).toBe("");
});

it("agrees to another place for the trial", async () => {
  const origin = "https://login.example.com";
  fake.answers.try_profile = ({ draft }) =>
    (draft as AccountDraft).trusts.length
      ? TRIAL
      : { exchanges: [], failure: failure("foreign_origin", "It goes elsewhere.", "Agree.", { origin }) };
  await run();
  await fireEvent.click(await screen.findByTestId("agree-origin"));
  await waitFor(() => expect(tried().map(({ draft }) => draft.trusts)).toEqual([[], [origin]]));
});

it("tries nothing that is wrong", async () => {
  await write("wrong");
  await screen.findByTestId("editor-fault");
  expect(screen.getByTestId<HTMLButtonElement>("try-run").disabled).toBe(true);
});
