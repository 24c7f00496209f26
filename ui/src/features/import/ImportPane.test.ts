import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account, failure, Fake, PLAN, said } from "../../ipc/fake";
import type { ImportEntered, ImportView } from "../../ipc";
import { app } from "../../state.svelte";
import ImportPane from "./ImportPane.svelte";
import { taking } from "./taking.svelte";

const HOSTILE = '<img src=x onerror="alert(1)">';
const accounts = [account(1, { name: "Billing" })];
let fake: Fake;
beforeEach(async () => {
  vi.useFakeTimers();
  fake = new Fake({ accounts });
  fake.answers.look_at_import = () => ({ number: 7, plan: PLAN });
  fake.answers.take_in = (args) => account(20 + (args.at as number), { name: "Acme" });
  app.vault = { state: "opening" };
  await app.start();
  render(ImportPane);
  await wait(10);
});
afterEach(() => {
  cleanup();
  taking.end();
  app.over = null;
  fake.end();
  vi.useRealTimers();
});

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const text = (id: string) => screen.getByTestId(id).textContent?.replace(/\s+/g, " ").trim();
const steps = () => screen.getAllByTestId("import-step");
const sent = () => fake.sent("take_in") as unknown as { at: number; entered: ImportEntered }[];
async function paste(value: string, plan?: ImportView) {
  if (plan) fake.answers.look_at_import = () => ({ number: 8, plan });
  await fireEvent.input(screen.getByTestId("paste"), { target: { value } });
  await wait(300);
}
async function type(id: string, value: string) {
  await fireEvent.input(screen.getByTestId(id), { target: { value } });
}
async function click(id: string) {
  await fireEvent.click(screen.getByTestId(id));
  await wait(10);
}

it("shows what a text would add, and adds nothing by itself", async () => {
  await paste("{}");
  expect(fake.sent("look_at_import")).toEqual([{ text: "{}" }]);
  expect(screen.getByRole("heading", { name: "A set-up of Fobwatch: 4 accounts" })).toBeTruthy();
  expect(steps().map((step) => step.dataset.fate)).toEqual(["new", "renamed", "new", "present"]);
  expect(text("plan")).toContain("A refresh token is not taken over");
  expect(sent()).toEqual([]);
});

it("asks for the secrets only, logs in, and leads to the account", async () => {
  await paste("{}");
  await type("import-0-field-password", "hunter2");
  await click("import-0-add");
  expect(sent()).toEqual([
    {
      number: 7,
      at: 0,
      entered: {
        inputs: {},
        secrets: { password: "hunter2" },
        use_found: false,
        remember: true,
        log_in: true,
        trusts: [],
      },
    },
  ]);
  expect(text("import-0-here")).toBe("Added");
  expect(screen.queryByTestId("import-0-add")).toBeNull();
  await click("import-0-open");
  expect(app.selectedId).toBe("account-20");
});

it("takes what the file has only when somebody says so, and does not ask for it then", async () => {
  await paste("{}");
  expect(screen.getByTestId<HTMLInputElement>("import-1-use-found").checked).toBe(false);
  await click("import-1-use-found");
  expect(screen.queryByTestId("import-1-field-password")).toBeNull();
  await click("import-1-add");
  expect(sent()[0]?.entered).toMatchObject({ use_found: true, secrets: {} });
});

it("adds without logging in, and sends no secret then", async () => {
  await paste("{}");
  await click("import-1-use-found");
  await click("import-1-add-signed-out");
  expect(sent()[0]?.entered).toMatchObject({ log_in: false, use_found: false, remember: false });
});

it("says where credentials go when the file decides that", async () => {
  await paste("{}");
  expect(screen.queryByTestId("import-0-sends")).toBeNull();
  expect(text("import-2-sends")).toBe(
    "Its profile comes with the file. The credentials are sent to https://login.example.net and https://api.uat.example.com.",
  );
});

it("asks before credentials go elsewhere, and then goes on", async () => {
  fake.answers.take_in = ({ entered }) =>
    (entered as ImportEntered).trusts.length
      ? account(20)
      : Promise.reject(
          failure("foreign_origin", "It goes elsewhere.", "Agree.", { origin: "https://login.example.net" }),
        );
  await paste("{}");
  await type("import-0-field-password", "hunter2");
  await click("import-0-add");
  await click("agree-origin");
  expect(sent()[1]?.entered).toMatchObject({
    trusts: ["https://login.example.net"],
    secrets: { password: "hunter2" },
  });
  expect(text("import-0-here")).toBe("Added");
});

it("says beside its field what is wrong, and keeps what was typed", async () => {
  fake.answers.take_in = () =>
    Promise.reject(failure("bad_credentials", "Wrong.", "Try again.", { field: "password" }));
  await paste("{}");
  await type("import-0-field-password", "wrong");
  await click("import-0-add");
  expect(screen.getByTestId("import-0-error-password")).toBeTruthy();
  expect(screen.getByTestId<HTMLInputElement>("import-0-field-password").value).toBe("wrong");
  expect(document.activeElement).toBe(screen.getByTestId("import-0-field-password"));
});

it("keeps nothing that was typed for one file when another one comes", async () => {
  await paste("{}");
  await type("import-0-field-password", "hunter2");
  await paste("{ }", { ...PLAN, steps: PLAN.steps.map((step) => ({ ...step })) });
  expect(screen.getByTestId<HTMLInputElement>("import-0-field-password").value).toBe("");
});

it("shows hostile text as text", async () => {
  const [first] = PLAN.steps;
  if (!first) throw new Error();
  const step = {
    ...first,
    name: HOSTILE,
    inputs: { [HOSTILE]: HOSTILE },
    remarks: [said("skipped", HOSTILE)],
    tags: [HOSTILE],
  };
  await paste("{}", { ...PLAN, steps: [step], remarks: [said("skipped", HOSTILE)] });
  expect(screen.getByTestId("plan").querySelector("img")).toBeNull();
  expect(within(steps()[0] as HTMLElement).getByRole("heading").textContent).toBe(HOSTILE);
});

describe("the file", () => {
  it("is read by the program, from the clipboard too, and not shown", async () => {
    fake.answers.look_at_import_file = () => ({ number: 9, plan: PLAN });
    fake.answers.look_at_import_clipboard = () => ({ number: 10, plan: PLAN });
    await type("import-field-file", "~/acme.json");
    await click("open-file");
    expect(fake.sent("look_at_import_file")).toEqual([{ file: "~/acme.json" }]);
    expect(text("paste-note")).toBe("Read from the file. It is not shown.");
    await click("read-clipboard");
    expect(fake.sent("look_at_import_clipboard")).toHaveLength(1);
    expect(steps()).toHaveLength(4);
  });

  it("that is none says so, and what was found before is gone", async () => {
    await paste("{}");
    fake.answers.look_at_import = () =>
      Promise.reject(failure("invalid_input", "This is no set-up.", "Choose another.", { field: "file" }));
    await paste("nothing");
    expect(text("form-error")).toBe("This is no set-up. Choose another.");
    expect(screen.queryByTestId("plan")).toBeNull();
  });

  it("is forgotten when the view is left, and kept while it is only drawn anew", async () => {
    await paste("{}");
    await click("import-0-add");
    cleanup();
    render(ImportPane);
    flushSync();
    expect(text("import-0-here")).toBe("Added");
    await type("paste", "");
    await wait(300);
    taking.end();
    flushSync();
    expect(screen.queryByTestId("plan")).toBeNull();
    expect(fake.sent("forget_import")).toHaveLength(1);
  });
});
