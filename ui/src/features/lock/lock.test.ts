import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { copy } from "../../actions";
import { DEFAULTS } from "../../defaults";
import { account, DESKTOP, failure, Fake } from "../../ipc/fake";
import { app } from "../../state.svelte";

vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {} }));
const { default: App } = await import("../../App.svelte");

const one = account(1, { name: "Secret name" });
const closed = (code: "passphrase_needed" | "wrong_passphrase" | "keyring_locked") =>
  ({ state: "closed", failure: failure(code, "Closed.", "Open it.") }) as const;
let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [one], desktop: DESKTOP });
  app.vault = { state: "opening" };
  render(App);
  await screen.findByTestId("account-name");
});
afterEach(() => {
  cleanup();
  app.unsaved = false;
  app.over = null;
  fake.end();
});

const field = () => screen.getByTestId<HTMLInputElement>("unlock-passphrase");
const enter = async (text: string) => {
  await fireEvent.input(field(), { target: { value: text } });
  await fireEvent.click(screen.getByTestId("unlock"));
};
const lock = async () => {
  await fake.tell("vault", { state: "locked" });
  await screen.findByTestId("unlock-passphrase");
};

describe("a lock", () => {
  it("takes everything away that tells of accounts, at once", async () => {
    app.query = "secret";
    app.notice = { account: one.id, title: null, failure: failure("busy", "Busy.", "Wait.") };
    app.told = { account: one.id, what: "accepted" };
    app.dialog = "remove";
    app.over = "activity";
    await lock();
    expect(document.body.textContent).not.toContain("Secret name");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.title).toBe("Fobwatch");
    const { accounts, query, notice, told, dialog, over, copied, selectedId, loginStep } = app;
    expect({ accounts, query, notice, told, dialog, over, copied, selectedId, loginStep }).toEqual({
      accounts: [],
      query: "",
      notice: null,
      told: null,
      dialog: null,
      over: null,
      copied: null,
      selectedId: null,
      loginStep: null,
    });
  });

  it("takes away what was typed into a form", async () => {
    app.show("add");
    await fireEvent.input(await screen.findByTestId("field-password"), { target: { value: "typed" } });
    expect(app.typed).toBe(true);
    await lock();
    expect(screen.queryByTestId("field-password")).toBeNull();
    expect(app.typed).toBe(false);
    fake.answers.unlock = () => ({ state: "open" });
    await enter("right");
    await screen.findByTestId("account-name");
    expect(screen.queryByTestId("field-password")).toBeNull();
  });

  it("is not undone by what comes late", async () => {
    let answer = (_: unknown) => {};
    fake.answers.copy = () => new Promise((_, refuse) => (answer = refuse));
    const copying = copy(one.id, "access-token");
    await lock();
    await fake.tell("account", one);
    answer(failure("busy", "Secret name is busy.", "Wait."));
    await copying;
    expect([app.accounts, app.notice]).toEqual([[], null]);
  });

  it("is not undone by a snapshot from before it", async () => {
    let answer = (_: unknown) => {};
    fake.answers.snapshot = () => new Promise((done) => (answer = done));
    app.vault = closed("keyring_locked");
    const opening = app.vaultIs({ state: "open" });
    await lock();
    answer({ accounts: [one], vault: { state: "open" } });
    await opening;
    expect(app.vault.state).toBe("locked");
    expect(app.accounts).toEqual([]);
  });

  it("keeps the text of a profile that is not saved", async () => {
    app.over = "profiles";
    app.unsaved = true;
    await lock();
    expect([app.over, app.unsaved]).toEqual(["profiles", true]);
  });
});

describe("the unlock screen", () => {
  it("has the focus in its field, and opens what was there before", async () => {
    await lock();
    await waitFor(() => expect(document.activeElement).toBe(field()));
    fake.answers.unlock = () => ({ state: "open" });
    const before = fake.answers.snapshot as () => object;
    fake.answers.snapshot = () => ({ ...before(), place: { selected: one.id, query: "name" } });
    await enter("right");
    expect((await screen.findByTestId("account-name")).textContent).toBe("Secret name");
    expect(fake.sent("unlock")).toEqual([{ passphrase: "right" }]);
    expect(app.query).toBe("name");
  });

  it("says what is wrong beside the field, and empties it after each try", async () => {
    await lock();
    fake.answers.unlock = () => {
      throw failure("wrong_passphrase", "The passphrase is wrong.", "Type it again.");
    };
    await enter("wrong");
    expect((await screen.findByTestId("unlock-error")).textContent).toContain("The passphrase is wrong.");
    expect(field().value).toBe("");
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field());
    expect(app.vault.state).toBe("locked");
  });

  it("tries nothing that is empty", async () => {
    await lock();
    await fireEvent.click(screen.getByTestId("unlock"));
    expect(screen.getByTestId("unlock-error").textContent).toContain("Enter the passphrase.");
    expect(fake.sent("unlock")).toEqual([]);
  });

  it("shows the passphrase only when asked to", async () => {
    await lock();
    expect(field().type).toBe("password");
    await fireEvent.click(screen.getByRole("button", { name: "Show Passphrase" }));
    expect(field().type).toBe("text");
  });

  it.each(["passphrase_needed", "wrong_passphrase"] as const)(
    "opens a closed vault too (%s)",
    async (code) => {
      await fake.tell("vault", closed(code));
      expect(await screen.findByText("The vault opens with a passphrase")).toBeTruthy();
      expect(field()).toBeTruthy();
    },
  );

  it("is not shown where the keyring is the reason", async () => {
    await fake.tell("vault", closed("keyring_locked"));
    expect(await screen.findByTestId("vault-retry")).toBeTruthy();
    expect(screen.queryByTestId("unlock-passphrase")).toBeNull();
  });
});

it("tells of hands while a lock time is set, and not otherwise", async () => {
  const hands = () => fake.sent("attend").length;
  const before = hands();
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(hands()).toBe(before);
  app.preferences = { ...DEFAULTS, lock_minutes: 5 };
  await waitFor(() => {
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    expect(hands()).toBe(before + 1);
  });
});
