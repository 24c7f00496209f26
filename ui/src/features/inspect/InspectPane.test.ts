import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { account, failure, Fake, looked, nothing, refused, said } from "../../ipc/fake";
import type { AccountView, Looked } from "../../ipc";
import { app } from "../../state.svelte";
import { speak } from "../../words";
import InspectPane from "./InspectPane.svelte";

const NOW = Date.parse("2030-01-01T12:00:00Z");
const HOSTILE = '<img src=x onerror="alert(1)">';
const TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln";
const accounts = [
  account(1, { name: "Billing", can_check: true, base_url: "https://api.example.com/v1" }),
  account(2, { name: "Ledger", can_check: false }),
  account(3, { name: "Payouts", can_check: true }),
];
let fake: Fake;
beforeEach(async () => {
  vi.useFakeTimers({ now: NOW });
  fake = new Fake({ accounts });
  fake.answers.inspect = () => looked();
  app.vault = { state: "opening" };
  await app.start();
  render(InspectPane);
  await wait(10);
});
afterEach(() => {
  cleanup();
  speak("en");
  app.over = null;
  fake.end();
  vi.useRealTimers();
});

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const field = () => screen.getByTestId<HTMLTextAreaElement>("paste");
const text = (id: string) => screen.getByTestId(id).textContent?.replace(/\s+/g, " ").trim();
async function paste(value: string, answer?: Looked) {
  if (answer) fake.answers.inspect = () => answer;
  await fireEvent.input(field(), { target: { value } });
  await wait(300);
}
async function use(place: string) {
  await fireEvent.input(screen.getByTestId("key-field-place"), { target: { value: place } });
  await fireEvent.click(screen.getByTestId("use-key"));
  await wait(10);
}

it("says the verdict first, with its time counting on, whose it is and what it rests on", async () => {
  await paste(TOKEN);
  expect(fake.sent("inspect")).toEqual([{ text: TOKEN, key: { place: "", secret: "" } }]);
  expect(screen.getByRole("heading", { name: "Good" })).toBeTruthy();
  // The server's clock is three seconds ahead.
  expect(text("verdict-time")).toBe("12:02 left");
  await wait(2_000);
  expect(text("verdict-time")).toBe("12:00 left");
  expect(text("belongs")).toBe("Billing");
  expect(text("time-ends")).toContain("2030-01-01 12:12:05 UTC");
  expect(text("evidence")).toBe("Issued by https://login.example.com.");
  await wait(13 * 60_000);
  expect(screen.getByRole("heading", { name: "Expired" })).toBeTruthy();
  expect(screen.getByTestId("verdict").className).toContain("bad");
});

it("is sure of nothing that a token only says itself", async () => {
  const belongs = {
    account: "account-1",
    name: "Billing",
    environment: "",
    how: { kind: "issuer" as const },
  };
  await paste(TOKEN, looked({ belongs }));
  expect(screen.getByRole("heading", { name: "Good, as far as it says itself" })).toBeTruthy();
  await paste(
    `${TOKEN} `,
    looked({ belongs, signature: { kind: "good", key: said("other-key", "the key 1") } }),
  );
  expect(screen.getByRole("heading", { name: "Good" })).toBeTruthy();
  expect(text("signature")).toBe("Right the key 1");
  const own = { ...belongs, how: { kind: "current-refresh" as const } };
  await paste(`${TOKEN}  `, looked({ belongs: own }));
  expect(screen.getByRole("heading", { name: "Good, as a refresh token" })).toBeTruthy();
  expect(screen.getByTestId("verdict").className).toContain("doubtful");
});

it("says why a request was refused, the likeliest first, and of a token alone nothing", async () => {
  await paste(TOKEN);
  expect(screen.queryByTestId("causes")).toBeNull();
  await paste("HTTP/1.1 401 Unauthorized", refused());
  expect(screen.getByRole("heading", { name: "Expired" })).toBeTruthy();
  expect(text("verdict-time")).toMatch(/^4[45] seconds ago$/);
  const causes = screen.getAllByTestId("cause");
  expect(causes.map((cause) => cause.dataset.code)).toEqual(["expired", "revoked"]);
  expect(causes[0]?.textContent).toContain("Refresh it, and send the request again.");
});

it("calls nothing good that its server has refused", async () => {
  const { response } = refused().inspection;
  await paste(
    "HTTP/1.1 401",
    looked({ good: false, ...said("refused-by-status", "The server refused it (401)."), response }),
  );
  expect(screen.getByRole("heading", { name: "Refused by its server" })).toBeTruthy();
  expect(screen.getByTestId("verdict").className).toContain("bad");
  expect(text("evidence")).toContain("The server refused it (401).");
});

it("speaks the language of the window, down to what a verdict rests on", async () => {
  const key = said("the-key-named", "the shared secret named one", [
    { kind: "line", value: said("shared-secret", "the shared secret") },
    { kind: "text", value: "one" },
  ]);
  await paste("HTTP/1.1 401 Unauthorized", {
    ...refused(),
    inspection: { ...refused().inspection, signature: { kind: "good", key } },
  });
  expect(text("signature")).toBe("Right the shared secret named one");
  speak("de");
  await wait(10);
  expect(text("verdict")).toContain("Abgelaufen");
  expect(text("signature")).toBe("Richtig das gemeinsame Geheimnis mit dem Namen one");
  expect(text("evidence")).toBe("Ausgestellt von https://login.example.com.");
  const cause = screen.getAllByTestId("cause")[0]?.textContent;
  expect(cause).toContain("Der Token ist abgelaufen.");
  expect(cause).toContain("Der Token endete 42 Sek. vor der Antwort des Servers, um ");
  expect(cause).toContain("In der Antwort steht „token expired“.");
  speak("zh");
  await wait(10);
  expect(text("evidence")).toBe("签发者：https://login.example.com。");
});

it("shows claims as text whatever they hold, and says what it leaves out", async () => {
  const row = { at: null, meaning: null, cut: true };
  const claims = {
    rows: [{ ...row, name: HOSTILE, value: `${HOSTILE} שלום` }],
    total: 10_000,
    repeated: [HOSTILE],
  };
  await paste(TOKEN, looked({ claims, evidence: [{ about: "issuer", ...said("issued-by", HOSTILE) }] }));
  const table = screen.getByTestId("table-claims");
  expect(table.querySelector("img")).toBeNull();
  expect(screen.getAllByTestId("claim")[0]?.textContent).toContain(`${HOSTILE} שלום`);
  expect(text("not-all")).toBe("The first 1 of 10,000.");
});

describe("what is pasted", () => {
  it("is looked at once somebody rests, and only the last answer counts", async () => {
    const answers: ((value: Looked) => void)[] = [];
    fake.answers.inspect = () => new Promise<Looked>((done) => answers.push(done));
    await fireEvent.input(field(), { target: { value: "a" } });
    await wait(100);
    await fireEvent.input(field(), { target: { value: "ab" } });
    await wait(300);
    await fireEvent.input(field(), { target: { value: "abc" } });
    await wait(300);
    expect(fake.sent("inspect").map((args) => args.text)).toEqual(["ab", "abc"]);
    answers[1]?.(looked());
    answers[0]?.(nothing());
    await wait(10);
    expect(screen.getByTestId("verdict").dataset.verdict).toBe("valid");
  });

  it("is not drawn where it is large, and looked at whole", async () => {
    const large = "x".repeat(1_000_000);
    await fireEvent.paste(field(), { clipboardData: { getData: () => large } });
    await wait(10);
    expect(fake.sent("inspect")).toEqual([{ text: large, key: { place: "", secret: "" } }]);
    expect(text("paste-note")).toBe("977 KiB were pasted. They are not shown.");
    expect(document.body.textContent).not.toContain("xxxx");
    await fireEvent.click(screen.getByTestId("clear-paste"));
    expect([field().value, screen.queryByTestId("verdict")]).toEqual(["", null]);
  });

  it("goes with the view", async () => {
    await paste(TOKEN);
    cleanup();
    render(InspectPane);
    expect([field().value, screen.queryByTestId("verdict")]).toEqual(["", null]);
  });

  it("that cannot be looked at says why, and no older verdict stays", async () => {
    await paste(TOKEN);
    fake.answers.inspect = () => Promise.reject(failure("locked", "Fobwatch is locked.", "Unlock it."));
    await paste("other");
    expect(text("form-error")).toBe("Fobwatch is locked. Unlock it.");
    expect(screen.queryByTestId("verdict")).toBeNull();
  });
});

describe("the clipboard", () => {
  it("is read by the program and not shown, nor sent from here", async () => {
    fake.answers.inspect_clipboard = () => refused();
    fake.answers.check_clipboard = () => ({ verdict: "refused", ahead_ms: null });
    await fireEvent.click(screen.getByTestId("read-clipboard"));
    await wait(10);
    expect(fake.sent("inspect_clipboard")).toEqual([{ key: { place: "", secret: "" } }]);
    expect(text("paste-note")).toBe("Read from the clipboard. It is not shown.");
    await fireEvent.click(screen.getByTestId("ask"));
    await wait(10);
    expect(fake.sent("check_clipboard")).toEqual([{ id: "account-1", path: null }]);
    expect(text("ask-said")).toBe("The server refuses this token.");
  });

  it("that has no text leaves the field as it was", async () => {
    fake.answers.inspect_clipboard = () =>
      Promise.reject(failure("clipboard", "There is no text on the clipboard.", "Copy it first."));
    await fireEvent.click(screen.getByTestId("read-clipboard"));
    await wait(10);
    expect(text("form-error")).toBe("There is no text on the clipboard. Copy it first.");
    expect(field().value).toBe("");
  });
});

describe("the server", () => {
  it("is asked only when somebody says so, knowing where the token goes", async () => {
    fake.answers.check_pasted = () => ({ verdict: "accepted", ahead_ms: 65_000 });
    await paste(TOKEN);
    expect(fake.sent("check_pasted")).toEqual([]);
    expect(text("ask-where")).toBe("Sends this token to https://api.example.com, and nowhere else.");
    await fireEvent.click(screen.getByTestId("ask"));
    await wait(10);
    expect(fake.sent("check_pasted")).toEqual([{ id: "account-1", text: TOKEN, path: null }]);
    expect(text("ask-said")).toBe("The server accepts this token. · its clock is 1:05 ahead");
    // What was said was about another text, and who was chosen was for another token.
    await fireEvent.change(screen.getByTestId("ask-account"), { target: { value: "account-3" } });
    await paste(`${TOKEN}x`, looked({ belongs: null }));
    expect(screen.queryByTestId("ask-said")).toBeNull();
    expect(screen.getByTestId<HTMLSelectElement>("ask-account").value).toBe("");
  });

  it("is chosen by a person where nobody knows whose the token is", async () => {
    await paste(TOKEN, looked({ belongs: null }));
    expect(screen.getByTestId<HTMLButtonElement>("ask").disabled).toBe(true);
    const names = [...screen.getByTestId("ask-account").querySelectorAll("option")].map((one) => one.value);
    expect(names).toEqual(["", "account-1", "account-2", "account-3"]);
    // Its profile names no page: a person does.
    await fireEvent.change(screen.getByTestId("ask-account"), { target: { value: "account-2" } });
    await fireEvent.click(screen.getByTestId("ask"));
    expect(fake.sent("check_pasted")).toEqual([]);
    fake.answers.check_pasted = () => ({ verdict: "not-allowed", ahead_ms: 0 });
    await fireEvent.input(screen.getByTestId("ask-field-path"), { target: { value: " /orders " } });
    await fireEvent.click(screen.getByTestId("ask"));
    await wait(10);
    expect(fake.sent("check_pasted")).toEqual([{ id: "account-2", text: TOKEN, path: "/orders" }]);
  });

  it("that gives no answer says so here", async () => {
    fake.answers.check_pasted = () =>
      Promise.reject(failure("unreachable", "The server cannot be reached.", "Check the network."));
    await paste(TOKEN);
    await fireEvent.click(screen.getByTestId("ask"));
    await wait(10);
    expect(text("form-error")).toBe("The server cannot be reached. Check the network.");
    expect(screen.getByTestId("verdict").dataset.verdict).toBe("valid");
  });
});

describe("a key", () => {
  it("is used for what is there and for what comes", async () => {
    await paste(TOKEN);
    await use("~/jwks.json");
    await paste("next");
    const keys = fake.sent("inspect").map((args) => (args.key as { place: string }).place);
    expect(keys).toEqual(["", "~/jwks.json", "~/jwks.json"]);
    expect(text("key-used")).toBe("This key is used until you leave.");
  });

  it("that cannot be used says so beside its field, and the verdict is the one without it", async () => {
    fake.answers.inspect = ({ key }) =>
      (key as { place: string }).place
        ? Promise.reject(
            failure("invalid_input", "no.pem could not be read.", "Name a file.", { field: "place" }),
          )
        : looked();
    await paste(TOKEN);
    await use("no.pem");
    expect(text("key-error-place")).toBe("no.pem could not be read. Name a file.");
    expect(screen.queryByTestId("key-used")).toBeNull();
    expect(screen.getByTestId("verdict").dataset.verdict).toBe("valid");
    expect(fake.sent("inspect").map((args) => (args.key as { place: string }).place)).toEqual([
      "",
      "no.pem",
      "",
    ]);
  });
});

it("says nothing about a text before it has looked at it", async () => {
  await paste(TOKEN);
  await fireEvent.input(field(), { target: { value: "other" } });
  expect(screen.queryByTestId("verdict")).toBeNull();
});

it("looks again when an account changes, but never at what may lie on the clipboard by now", async () => {
  await paste(TOKEN);
  await fake.tell("account", {
    ...(accounts[0] as AccountView),
    state: { kind: "signed-out" },
    access: null,
  });
  await wait(10);
  expect(fake.sent("inspect")).toHaveLength(2);
  fake.answers.inspect_clipboard = () => looked();
  await fireEvent.click(screen.getByTestId("read-clipboard"));
  await wait(10);
  await fake.tell("account", accounts[0] as AccountView);
  await wait(10);
  expect([fake.sent("inspect").length, fake.sent("inspect_clipboard").length]).toEqual([2, 1]);
});
