import { readdirSync, readFileSync } from "node:fs";
import { cleanup, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { account, failure, Fake } from "../ipc/fake";
import { scene } from "../ipc/scenarios";
import { clock, span } from "../lib/time";
import { app } from "../state.svelte";
import EventRow from "../features/shared/EventRow.svelte";
import AccountForm from "../features/form/AccountForm.svelte";
import AccountDetail from "../features/account/AccountDetail.svelte";
import type { LineCode } from "../ipc";
import { duration } from "./intl";
import { counted, list, language, speak, told, type Language } from ".";
import { de } from "./de";
import { en } from "./en";
import { zh } from "./zh";

const view = account(1, { name: "One" });
let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ accounts: [view] });
  await app.start();
});
afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  fake.end();
  speak("en");
});

describe("another language", () => {
  it("is drawn in place: a form keeps what was typed", async () => {
    render(AccountForm);
    const name = screen.getByTestId<HTMLInputElement>("field-name");
    name.value = "typed";
    name.dispatchEvent(new Event("input", { bubbles: true }));
    speak("de");
    await tick();
    expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("Konto hinzufügen");
    expect(screen.getByTestId("field-name")).toBe(name);
    expect(name.value).toBe("typed");
    expect(document.documentElement.lang).toBe("de");
  });

  it("reaches attributes, what is derived, and the history", async () => {
    fake.answers.timeline = () => [{ at: new Date().toISOString(), kind: "refreshed", text: "Refreshed" }];
    document.body.append(Object.assign(document.createElement("div"), { id: "menus" }));
    render(AccountDetail, { account: view });
    speak("zh");
    await tick();
    await tick();
    expect(screen.getByTestId("account-menu").getAttribute("aria-label")).toBe("此账户的更多操作");
    expect(screen.getByText("访问令牌")).toBeTruthy();
    expect(screen.getByTestId("timeline").textContent).toContain("已刷新");
  });
});

describe("the history", () => {
  // The sentences are kept as the program says them: one that is changed there is not known here any more.
  const said = [
    "core/src/keeper/person.rs",
    "core/src/keeper/flight.rs",
    "core/src/fobwatch/care.rs",
    "core/src/handoff.rs",
    "core/src/export/target.rs",
  ]
    .map((file) => readFileSync(`../crates/${file}`, "utf8"))
    .join();

  it.each([de, zh])("is known in full", ({ history }) => {
    expect(Object.keys(history)).toEqual(Object.keys(de.history));
    for (const sentence of Object.keys(history)) {
      expect(said).toContain(`"${/^Copied (?:the|for) (.*)\.$/.exec(sentence)?.[1] ?? sentence}"`);
    }
  });

  it("says a sentence that is always the same in this language, and others by their kind", () => {
    speak("de");
    const row = { kind: "logged-in" as const, at: "2026-01-01T00:00:00Z", time: "now" };
    render(EventRow, { ...row, text: "Added and logged in." });
    render(EventRow, { ...row, text: "Something new." });
    const [known, other] = screen.getAllByRole("listitem").map((item) => item.textContent?.trim());
    expect(known).toBe("Hinzugefügt und angemeldet. now");
    expect(other).toContain("Something new.");
  });
});

describe("a sentence of the program", () => {
  const written = readFileSync("../crates/core/src/line/code.rs", "utf8");
  const english = [...written.matchAll(/^ {4}(\w+): "(.*)",$/gm)].map(([, code, text]) => [
    (code ?? "").replace(/(?<!^)(?=[A-Z])/g, "-").toLowerCase(),
    text ?? "",
  ]);

  it.each([de, zh])("has the same pieces in every language", ({ lines }) => {
    expect(english.map(([code]) => code).sort()).toEqual(Object.keys(lines).sort());
    for (const [code, text] of english) {
      const places = (text ?? "")
        .split("{}")
        .slice(1)
        .map((_, at) => `{${at}}`);
      const own = lines[code as LineCode] ?? "";
      expect([code, ...(own.match(/\{\d\}/g) ?? []).sort()]).toEqual([code, ...places]);
    }
  });

  it("tells how long in the two largest units", () => {
    const long = [0, 42, 250, 90_000].map((seconds) => duration("de", seconds));
    expect(long).toEqual(["0 Sek.", "42 Sek.", "4 Min. 10 Sek.", "1 Tg. 1 Std."]);
  });
});

describe("a profile", () => {
  const files = readdirSync("../profiles").filter((name) => name.endsWith(".toml"));
  const written = files.flatMap((name) => [
    ...readFileSync(`../profiles/${name}`, "utf8").matchAll(/^(?:title|label) = "(.*)"$/gm),
  ]);
  const texts = new Set(written.map(([, text]) => text ?? ""));
  const products = ["Django REST framework, Simple JWT", "Matrix"];

  it.each([
    ["de", de, [...products, "Scope", "Token"]],
    ["zh", zh, products],
  ] as const)("that comes with Fobwatch is known in full: %s", (_, { profileTexts }, same) => {
    expect([...Object.keys(profileTexts), ...same].sort()).toEqual([...texts].sort());
  });

  it("is read in the language in force; one's own stays as it was written", () => {
    const [profile] = scene("one").profiles.filter(({ inputs }) =>
      inputs.some(({ label }) => label === "API username"),
    );
    if (!profile) throw new Error("no such profile");
    app.profiles = [
      { ...profile, built_in: true },
      { ...profile, id: "own", built_in: false },
    ];
    speak("de");
    expect(app.profiles.map(({ inputs }) => inputs[0]?.label)).toEqual(["API-Benutzername", "API username"]);
    speak("en");
    expect(app.profiles[0]?.inputs[0]?.label).toBe("API username");
  });
});

it("comes with the snapshot", () => {
  app.fill(Object.assign(scene("one"), { language: "de" }));
  expect(language()).toBe("de");
});

describe("a failure", () => {
  const wrong = failure("invalid_input", "The API password is missing.", "Fill it in.");
  it("is told in the program's own words in English", () =>
    expect(told(wrong)).toEqual({ message: wrong.message, hint: wrong.hint, original: null }));
  it("is told by its code elsewhere, with the original where it says more", () => {
    speak("de");
    expect(told(wrong).message).toBe(de.errors.invalid_input?.message);
    expect(told(wrong).original).toBe("The API password is missing. Fill it in.");
    expect(told(failure("keyring_locked", "Locked.", "Unlock it.")).original).toBeNull();
  });
});

it("writes times, numbers and lists as each language does", () => {
  const said = (to: Language) => {
    speak(to);
    return [span(30 * 3_600_000), clock(Date.parse("2030-12-03T12:00"), 0), list(to, ["A", "B", "C"])];
  };
  expect(said("en")).toEqual(["1d 6h", "3 Dec 12:00", "A, B and C"]);
  expect(said("de")).toEqual(["1T 6h", "3. Dez. 12:00", "A, B und C"]);
  expect(said("zh")).toEqual(["1天6时", "12月3日 12:00", "A、B和C"]);
  expect(counted("en", 1, { one: "account", other: "accounts" })).toBe("1 account");
  expect(counted("de", 1_200, { one: "Konto", other: "Konten" })).toBe("1.200 Konten");
});

it("leaves nothing in English", () => {
  const same: string[] = [];
  const walk = (path: string, a: unknown, b: unknown) => {
    if (typeof a === "string" && a === b && /[a-z]{3}/.test(a)) same.push(path);
    if (typeof a !== "object" || !a) return;
    for (const key of Object.keys(a)) walk(`${path}.${key}`, (a as never)[key], (b as never)[key]);
  };
  // In Chinese no word is the same; names and examples are.
  walk("zh", en, zh);
  expect(same.filter((path) => !/(\.app|placeholder)$/i.test(path))).toEqual([]);
});
