import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Fake } from "../../ipc/fake";
import { scene } from "../../ipc/scenarios";
import { app } from "../../state.svelte";
import Rail from "./Rail.svelte";

let fake: Fake;
beforeEach(() => {
  // There is no layout here: the list is 520 pixels high.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(520);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(520);
});
afterEach(() => {
  cleanup();
  fake.end();
  vi.restoreAllMocks();
});

async function show(count: "thirty" | "three-hundred") {
  fake = new Fake(scene(count));
  app.query = "";
  app.selectedId = null;
  app.vault = { state: "opening" };
  await app.start();
  render(Rail);
}
const rows = () => screen.getAllByTestId("account-row");
const press = (key: string) => fireEvent.keyDown(document.activeElement as Element, { key });

it("draws all of a short list", async () => {
  await show("thirty");
  expect(rows()).toHaveLength(30);
});

it("draws only what is in view of a long one, and tells how many there are", async () => {
  await show("three-hundred");
  expect(rows().length).toBeGreaterThan(8);
  expect(rows().length).toBeLessThan(40);
  const first = rows()[0]?.closest("li");
  expect(first?.getAttribute("aria-posinset")).toBe("1");
  expect(first?.getAttribute("aria-setsize")).toBe(String(app.groups[0]?.accounts.length));
  expect(screen.getAllByRole("heading", { level: 2 })).toHaveLength(app.groups.length);
});

it("moves by keys to rows that were not drawn, and keeps the focus there", async () => {
  await show("three-hundred");
  rows()[0]?.focus();
  await press("End");
  await vi.waitFor(() =>
    expect((document.activeElement as HTMLElement).dataset.id).toBe(app.shown.at(-1)?.id),
  );
  await press("PageUp");
  await vi.waitFor(() =>
    expect((document.activeElement as HTMLElement).dataset.id).toBe(app.shown.at(-10)?.id),
  );
  await press("Home");
  await vi.waitFor(() => expect((document.activeElement as HTMLElement).dataset.id).toBe(app.shown[0]?.id));
});

it("keeps the row of the open account drawn, which is the one that Tab reaches", async () => {
  await show("three-hundred");
  app.openAccount(app.shown[200]?.id ?? "");
  await vi.waitFor(() =>
    expect(
      rows()
        .filter((row) => row.tabIndex === 0)
        .map((row) => row.dataset.id),
    ).toEqual([app.selectedId]),
  );
});
