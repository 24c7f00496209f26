import { cleanup, render } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { account, BARE_DESKTOP, DESKTOP, Fake } from "../../ipc/fake";
import { app } from "../../state.svelte";
import ActivityPane from "../activity/ActivityPane.svelte";
import { onKey } from "./keys";

const view = account(1, { name: "One" });
const other = account(2, { name: "Two" });
let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [view, other], desktop: BARE_DESKTOP });
  fake.answers.copy = () => null;
  fake.answers.refresh_now = () => view;
  app.dialog = null;
  app.pane = "detail";
  await app.start();
});
afterEach(() => {
  cleanup();
  fake.end();
  document.body.replaceChildren();
});

function press(key: string, on: Element = document.body, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  on.addEventListener("keydown", (e) => onKey(e as KeyboardEvent), { once: true });
  on.dispatchEvent(event);
}

it("copies and refreshes the open account", () => {
  press("c");
  press("r");
  expect(fake.sent("copy")).toEqual([{ id: view.id, what: "access-token" }]);
  expect(fake.sent("refresh_now")).toEqual([{ id: view.id }]);
});

it("means the row that has the focus, not another account that is open", () => {
  const row = document.body.appendChild(document.createElement("button"));
  Object.assign(row.dataset, { testid: "account-row", id: other.id });
  row.focus();
  press("c", row);
  expect(fake.sent("copy")).toEqual([{ id: other.id, what: "access-token" }]);
});

it("opens the form, the shortcuts and the palette", () => {
  press("?");
  expect(app.dialog).toBe("shortcuts");
  app.dialog = null;
  press("k", document.body, { ctrlKey: true });
  expect(app.dialog).toBe("palette");
  app.dialog = null;
  press("n");
  expect(app.pane).toBe("add");
});

it("opens the activity, and locks where that can be done, whatever is open", () => {
  press("i");
  expect(app.over).toBe("inspect");
  app.over = null;
  press("a");
  expect(app.over).toBe("activity");
  app.over = null;
  fake.answers.lock_now = () => null;
  press("l", document.body, { ctrlKey: true });
  expect(fake.sent("lock_now")).toEqual([]);
  app.desktop = DESKTOP;
  app.dialog = "preferences";
  press("l", document.body, { ctrlKey: true });
  expect(fake.sent("lock_now")).toHaveLength(1);
});

it("opens the preferences with Ctrl and a comma, and leaves the activity with Escape", async () => {
  press(",", document.body, { ctrlKey: true });
  expect(app.dialog).toBe("preferences");
  app.dialog = null;
  render(ActivityPane);
  app.showActivity();
  app.dialog = "shortcuts";
  press("Escape");
  expect(app.over).toBe("activity");
  app.dialog = null;
  press("Escape");
  expect(app.over).toBeNull();
});

describe("does nothing", () => {
  it.each(["input", "textarea", "select"])("while somebody types in a field (%s)", (tag) => {
    const field = document.body.appendChild(document.createElement(tag));
    for (const key of ["c", "r", "n", "?", "/"]) press(key, field);
    expect([fake.sent("copy"), fake.sent("refresh_now"), app.pane, app.dialog]).toEqual([
      [],
      [],
      "detail",
      null,
    ]);
  });

  it("while a dialog is open", () => {
    app.dialog = "remove";
    press("c");
    press("n");
    expect(fake.sent("copy")).toEqual([]);
    expect(app.pane).toBe("detail");
  });

  it("while a form is open", () => {
    app.show("edit");
    press("c");
    expect(fake.sent("copy")).toEqual([]);
  });

  it("with a modifier, which belongs to the system", () => {
    press("c", document.body, { ctrlKey: true });
    press("r", document.body, { metaKey: true });
    expect(fake.calls.filter((call) => ["copy", "refresh_now"].includes(call.name))).toEqual([]);
  });

  it("when a key is held down", () => {
    press("r", document.body, { repeat: true });
    expect(fake.sent("refresh_now")).toEqual([]);
  });
});
