import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, failure, Fake, input, profile, PROFILES, PROPOSALS } from "../../ipc/fake";
import type { AccountDraft } from "../../ipc";
import { app } from "../../state.svelte";
import AccountForm from "./AccountForm.svelte";
import LoginForm from "./LoginForm.svelte";

const field = (name: string) => screen.getByTestId<HTMLInputElement>(`field-${name}`);
const type = (name: string, value: string) => fireEvent.input(field(name), { target: { value } });
const choose = (id: string) => fireEvent.change(field("profile"), { target: { value: id } });
const click = (id: string) => fireEvent.click(screen.getByTestId(id));
const submit = () => click("submit-login");
const button = () => screen.getByTestId("submit-login").textContent?.trim();
const drafts = (command: string) => fake.sent(command).map((args) => args.draft as AccountDraft);

const EVERY = profile("every", "Every kind", {
  built_in: false,
  inputs: [
    input("user", "User"),
    input("pass", "Pass", { secret: true }),
    input("region", "Region", { optional: true, default: "eu-west" }),
    input("note", "Note", { optional: true }),
    input("code", "Code", { secret: true, ask: "each-time" }),
  ],
});
const ELSEWHERE = "https://login.example.com";
const foreign = failure("foreign_origin", "The login goes elsewhere.", "Agree to it, or do not.", {
  origin: ELSEWHERE,
});

let fake: Fake;
beforeEach(async () => {
  fake = new Fake({ profiles: [...PROFILES, EVERY] });
  app.accounts = [];
  app.selectedId = null;
  await app.start();
});
afterEach(() => {
  cleanup();
  fake.end();
});

it("draws the profile's inputs in its order, and sends each by its kind", async () => {
  fake.answers.add_account = () => account(1);
  render(AccountForm);
  await choose("every");
  const order = EVERY.inputs.map(({ name }) => field(name));
  const drawn = [...document.querySelectorAll("input")].filter((each) => order.includes(each));
  expect(drawn).toEqual(order);
  expect(order.map((each) => each.type)).toEqual(["text", "password", "text", "text", "password"]);
  expect(field("region").value).toBe("eu-west");
  await type("user", "svc");
  await type("pass", "hunter2");
  await type("code", "123456");
  await submit();
  expect(drafts("add_account")[0]).toMatchObject({
    profile: "every",
    inputs: { user: "svc", region: "eu-west", note: "" },
    secrets: { pass: "hunter2", code: "123456" },
  });
});

it("sends a default that was emptied as empty", async () => {
  fake.answers.add_account = () => account(1);
  render(AccountForm);
  await choose("every");
  await type("region", "");
  await submit();
  expect(drafts("add_account")[0]?.inputs.region).toBe("");
});

it("chooses the first profile, and groups a person's own apart", () => {
  render(AccountForm);
  expect(field("profile").value).toBe("b2b-jwt");
  const groups = [...field("profile").querySelectorAll("optgroup")];
  expect(groups.map((group) => group.children.length)).toEqual([2, PROFILES.length - 1]);
});

it("saves a fixed credential, and offers to remember nothing", async () => {
  render(AccountForm);
  expect(button()).toBe("Log in");
  expect(screen.getByTestId("remember")).toBeTruthy();
  await choose("api-key-secret");
  expect(button()).toBe("Save");
  expect(screen.queryByTestId("remember")).toBeNull();
  await choose("oauth2-device-code");
  expect(button()).toBe("Continue");
});

it("asks at every login for what is not kept", async () => {
  fake.answers.log_in = () => account(1);
  render(LoginForm, { account: account(1, { profile: "every", remembers: false }) });
  expect(screen.queryByTestId("field-user")).toBeNull();
  await type("pass", "hunter2");
  await type("code", "123456");
  await submit();
  expect(fake.sent("log_in")).toEqual([
    { id: "account-1", secrets: { pass: "hunter2", code: "123456" }, remember: false },
  ]);
});

it("fills in what an address shows, and sends it nothing but the address", async () => {
  fake.answers.detect = () => PROPOSALS;
  fake.answers.add_account = () => account(1);
  render(AccountForm);
  await type("base-url", "https://id.example.com");
  await type("password", "hunter2");
  await click("detect");
  expect(fake.sent("detect")).toEqual([{ base: "https://id.example.com" }]);
  const proposal = await screen.findByTestId("proposal-oauth2-client-credentials");
  expect(screen.getByTestId("proposals").textContent).toContain(PROPOSALS[1]?.why);
  await fireEvent.click(proposal);
  expect(field("profile").value).toBe("oauth2-client-credentials");
  expect(field("token_path".replaceAll("_", "-")).value).toBe("/connect/token");
  expect(proposal.getAttribute("aria-pressed")).toBe("true");
  await submit();
  expect(drafts("add_account")[0]?.secrets).toEqual({});
});

it("says when nothing shows which profile fits, until the address is another", async () => {
  fake.answers.detect = () => [];
  render(AccountForm);
  await type("base-url", "https://id.example.com");
  await click("detect");
  expect((await screen.findByTestId("proposals")).textContent).toContain("Choose one below");
  await type("base-url", "https://id.example.org");
  expect(screen.queryByTestId("proposals")).toBeNull();
});

it("repeats the call with the origin that somebody agreed to", async () => {
  fake.answers.add_account = ({ draft }) => {
    if (!(draft as AccountDraft).trusts.includes(ELSEWHERE)) throw foreign;
    return account(1);
  };
  render(AccountForm);
  await type("base-url", "https://api.example.com");
  await submit();
  expect((await screen.findByTestId("agree")).textContent).toContain(ELSEWHERE);
  await click("agree-origin");
  await waitFor(() => expect(drafts("add_account").map((draft) => draft.trusts)).toEqual([[], [ELSEWHERE]]));
});

it("has what was agreed to forgotten when the address is another", async () => {
  fake.answers.add_account = () => {
    throw foreign;
  };
  render(AccountForm);
  await type("base-url", "https://api.example.com");
  await submit();
  await fireEvent.click(await screen.findByTestId("agree-origin"));
  await type("base-url", "https://api.example.org");
  await waitFor(() => expect(screen.getByTestId("submit-login").getAttribute("aria-busy")).toBe("false"));
  await submit();
  expect(drafts("add_account").map((draft) => draft.trusts)).toEqual([[], [ELSEWHERE], []]);
});

it("keeps with the account what was agreed to when it logs in again", async () => {
  fake.answers.log_in = () => {
    throw foreign;
  };
  fake.answers.update_account = () => account(1);
  render(LoginForm, { account: account(1) });
  await type("password", "hunter2");
  await submit();
  await fireEvent.click(await screen.findByTestId("agree-origin"));
  await waitFor(() => expect(field("password").value).toBe(""));
  expect(fake.sent("log_in")).toHaveLength(1);
  const { id, name, base_url, inputs } = account(1);
  expect(fake.sent("update_account")).toMatchObject([
    { id, draft: { name, base_url, inputs, secrets: { password: "hunter2" }, trusts: [ELSEWHERE] } },
  ]);
});

it("leaves certificates as they are, replaces them, or takes them away", async () => {
  const edited = account(7, { has_ca: true, has_client_certificate: true });
  fake.answers.update_account = () => edited;
  const { unmount } = render(AccountForm, { account: edited });
  expect(field("ca").placeholder).toContain("Empty keeps it");
  await submit();
  await waitFor(() => expect(drafts("update_account")).toHaveLength(1));
  unmount();
  render(AccountForm, { account: edited });
  await type("ca", " ~/certs/ca.pem ");
  await click("remove-client-certificate");
  await submit();
  const files = drafts("update_account").map((d) => [
    d.ca_file,
    d.client_certificate_file,
    d.client_key_file,
  ]);
  expect(files).toEqual([
    [null, null, null],
    ["~/certs/ca.pem", "", ""],
  ]);
});
