import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../defaults";
import { account, BARE_DESKTOP, DESKTOP, failure, Fake } from "../../ipc/fake";
import type { Preferences, Snapshot } from "../../ipc";
import { app } from "../../state.svelte";
import { language, speak } from "../../words";
import Dialogs from "../shell/Dialogs.svelte";

let fake: Fake;
async function open(change: Partial<Snapshot> = {}) {
  fake = new Fake({ accounts: [account(1)], preferences: DEFAULTS, ...change });
  fake.answers.set_preferences = ({ preferences }) => preferences;
  fake.answers.set_settings = ({ settings }) => settings;
  await app.start();
  app.dialog = "preferences";
  render(Dialogs);
}
beforeEach(() => (app.vault = { state: "opening" }));
afterEach(() => {
  cleanup();
  app.dialog = null;
  speak("en");
  fake.end();
});

const control = (name: string) => screen.getByTestId<HTMLInputElement>(`preference-${name}`);
const choose = (name: string, value: string | number) =>
  fireEvent.change(control(name), { target: { value: String(value) } });
const sent = () => fake.sent("set_preferences").map((args) => args.preferences as Preferences);

it("shows what is in force", async () => {
  await open({ preferences: { ...DEFAULTS, lock_minutes: 7, clipboard_seconds: 0 } });
  expect(control("clipboard").value).toBe("0");
  expect(control("lead").value).toBe("300");
  expect(control("lock-minutes").value).toBe("7");
  expect(control("tray").checked).toBe(true);
  expect(control("autostart").checked).toBe(false);
});

it.each([
  ["clipboard", 600, { clipboard_seconds: 600 }],
  ["lock-minutes", 5, { lock_minutes: 5 }],
  ["language", "de", { language: "de" }],
])("keeps a choice at once (%s)", async (name, value, change) => {
  await open();
  await choose(name, value);
  await waitFor(() => expect(sent()).toEqual([{ ...DEFAULTS, ...change }]));
  await waitFor(() => expect(app.preferences).toMatchObject(change));
});

it.each([
  ["tray", { tray: false }],
  ["autostart", { autostart: true }],
  ["notifications", { notifications: false }],
  ["lock-with-screen", { lock_with_screen: true }],
])("turns a switch at once (%s)", async (name, change) => {
  await open();
  await fireEvent.click(control(name));
  await waitFor(() => expect(sent()).toEqual([{ ...DEFAULTS, ...change }]));
});

it("keeps the lead as a setting of the keeper", async () => {
  await open();
  await choose("lead", 60);
  await waitFor(() => expect(fake.sent("set_settings")).toEqual([{ settings: { lead_seconds: 60 } }]));
  await waitFor(() => expect(app.settings.lead_seconds).toBe(60));
});

it("loses no choice that is made while another is under way", async () => {
  await open();
  await Promise.all([fireEvent.click(control("tray")), choose("clipboard", 15)]);
  await waitFor(() => expect(app.preferences).toMatchObject({ tray: false, clipboard_seconds: 15 }));
  expect(sent().at(-1)).toMatchObject({ tray: false, clipboard_seconds: 15 });
});

describe("what cannot be kept", () => {
  const refused = (field: string | null) =>
    failure("invalid_input", "That is too long.", "Choose less.", { field });

  it("is said beside its field, with the old value shown again", async () => {
    await open();
    fake.answers.set_settings = () => {
      throw refused("lead_seconds");
    };
    await choose("lead", 3600);
    const said = await screen.findByTestId("preference-error");
    expect(said.textContent).toContain("That is too long. Choose less.");
    expect(control("lead").getAttribute("aria-describedby")).toContain(said.id);
    await waitFor(() => expect(control("lead").value).toBe("300"));
  });

  it("is said beside what was turned where the failure names no field", async () => {
    await open();
    fake.answers.set_preferences = () => {
      throw refused(null);
    };
    await fireEvent.click(control("autostart"));
    await screen.findByTestId("preference-error");
    expect(control("autostart").getAttribute("aria-invalid")).toBe("true");
    await waitFor(() => expect(control("autostart").checked).toBe(false));
    fake.answers.set_preferences = ({ preferences }) => preferences;
    await fireEvent.click(control("autostart"));
    await waitFor(() => expect(screen.queryByTestId("preference-error")).toBeNull());
    expect(control("autostart").checked).toBe(true);
  });
});

describe("the language", () => {
  it("changes in place", async () => {
    await open();
    await choose("language", "zh");
    await waitFor(() => expect(screen.getByRole("dialog").textContent).toContain("偏好设置"));
  });

  it("is the program's to say when it is the system's", async () => {
    await open({ preferences: { ...DEFAULTS, language: "en" } });
    const before = fake.answers.snapshot as () => Snapshot;
    fake.answers.snapshot = () => ({ ...before(), language: "de" });
    await choose("language", "system");
    await waitFor(() => expect(language()).toBe("de"));
  });
});

describe("a desktop that can little", () => {
  it("says so, and disables what would do nothing", async () => {
    await open({ desktop: BARE_DESKTOP });
    const text = screen.getByRole("dialog").textContent;
    expect(text).toContain("closing the window quits Fobwatch");
    expect(text).toContain("fob vault rekey --key-source passphrase");
    for (const name of ["lock-minutes", "lock-with-screen", "autostart"])
      expect(control(name).disabled).toBe(true);
    expect(control("tray").disabled).toBe(false);
    expect(screen.queryByTestId("lock-now")).toBeNull();
  });

  it("is noticed when it changes", async () => {
    await open({ desktop: BARE_DESKTOP });
    await fake.tell("desktop", DESKTOP);
    await waitFor(() => expect(control("lock-minutes").disabled).toBe(false));
    expect(screen.getByTestId("lock-now")).toBeTruthy();
  });
});
