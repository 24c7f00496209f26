import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { afterEach, beforeEach, expect, it } from "vitest";
import { account, failure, Fake } from "../../ipc/fake";
import { app } from "../../state.svelte";
import AccountForm from "./AccountForm.svelte";

const field = (name: string) => screen.getByTestId<HTMLInputElement>(`field-${name}`);
const type = (name: string, value: string) => fireEvent.input(field(name), { target: { value } });
const submit = () => fireEvent.click(screen.getByTestId("submit-login"));

let fake: Fake;
beforeEach(async () => {
  fake = new Fake();
  app.accounts = [];
  app.selectedId = null;
  await app.start();
});
afterEach(() => {
  cleanup();
  fake.end();
});

async function fill() {
  await type("name", "Billing");
  await type("base-url", "https://api.example.com");
  await type("environment", "staging");
  await type("username", "svc");
  await type("password", "hunter2");
}

it("sends what was typed, with the password among the secrets only", async () => {
  fake.answers.add_account = () => account(1);
  render(AccountForm);
  await fill();
  await submit();
  expect(fake.sent("add_account")).toEqual([
    {
      draft: {
        name: "Billing",
        base_url: "https://api.example.com",
        environment: "staging",
        profile: "b2b-jwt",
        inputs: { username: "svc" },
        secrets: { password: "hunter2" },
        remember: true,
        trusts: [],
        ca_file: null,
        client_certificate_file: null,
        client_key_file: null,
      },
    },
  ]);
});

it("is left with Escape, and asked about when something was typed", async () => {
  app.accounts = [account(1)];
  app.pane = "add";
  render(AccountForm);
  await type("name", "Half");
  await fireEvent.keyDown(field("name"), { key: "Escape" });
  expect([app.pane, app.dialog]).toEqual(["add", "unsaved"]);
  app.dialog = null;
  await type("name", "");
  await fireEvent.keyDown(field("name"), { key: "Escape" });
  expect([app.pane, app.dialog]).toEqual(["detail", null]);
});

it("lets Rust judge an empty form", async () => {
  fake.answers.add_account = () => {
    throw failure("invalid_base_url", "The base URL is missing.", "Fill it in.", { field: "base_url" });
  };
  render(AccountForm);
  await submit();
  await waitFor(() => expect(screen.getByTestId("error-base-url").textContent).toContain("is missing"));
  expect(screen.queryByTestId("form-error")).toBeNull();
  expect(field("base-url").getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field("base-url"));
});

it("says what belongs to no field above the button, with the server's words as text", async () => {
  fake.answers.add_account = () => {
    throw failure("server_error", "The server answered 500.", "Try again later.", {
      server: "<img src=x onerror=alert(1)>",
    });
  };
  render(AccountForm);
  await fill();
  await submit();
  const said = await screen.findByTestId("form-error");
  expect(said.getAttribute("role")).toBe("alert");
  expect(said.textContent).toContain("<img src=x onerror=alert(1)>");
  expect(said.querySelector("img")).toBeNull();
  expect(field("password").value).toBe("hunter2");
});

it("counts down to when the server lets somebody try again, and never forbids to try", async () => {
  fake.answers.add_account = () => {
    const retry_at = new Date(Date.now() + 30_500).toISOString();
    throw failure("rate_limited", "The server asks to slow down.", "Wait.", { retry_at });
  };
  render(AccountForm);
  await submit();
  expect((await screen.findByTestId("wait")).textContent).toMatch(/0:(2[89]|3[01])/);
  await submit();
  expect(fake.sent("add_account")).toHaveLength(2);
});

it("tells that it is busy, sends once, and then forgets the password", async () => {
  let answer: (view: unknown) => void = () => {};
  fake.answers.add_account = () => new Promise((done) => (answer = done));
  render(AccountForm);
  await fill();
  await submit();
  const button = screen.getByTestId("submit-login");
  expect(button.getAttribute("aria-busy")).toBe("true");
  expect(button.textContent?.trim()).toBe("Logging in…");
  await submit();
  expect(fake.sent("add_account")).toHaveLength(1);
  const password = field("password");
  answer(account(1));
  await waitFor(() => expect(button.getAttribute("aria-busy")).toBe("false"));
  expect(password.value).toBe("");
});

it("leaves the secrets out of an edit that does not touch them", async () => {
  const edited = account(7, { name: "Old", remembers: false });
  fake.answers.update_account = () => edited;
  render(AccountForm, { account: edited });
  expect(field("password").value).toBe("");
  await type("name", "New");
  await submit();
  const [sent] = fake.sent("update_account");
  expect(sent).toMatchObject({ id: "account-7", draft: { name: "New", secrets: {}, remember: false } });
});

it("fills in the sandbox in a demo", async () => {
  app.demo = "http://127.0.0.1:8642";
  render(AccountForm);
  expect(["name", "base-url", "environment", "username"].map((name) => field(name).value)).toEqual([
    "Sandbox",
    "http://127.0.0.1:8642",
    "sandbox",
    "demo",
  ]);
  app.demo = null;
});

it("cannot be left while the server is being asked, and says so", async () => {
  app.accounts = [account(2)];
  let answer: (view: unknown) => void = () => {};
  fake.answers.add_account = () => new Promise((done) => (answer = done));
  render(AccountForm);
  await fill();
  const cancel = screen.getByTestId<HTMLButtonElement>("cancel");
  expect(cancel.disabled).toBe(false);
  await submit();
  expect(cancel.disabled).toBe(true);
  expect(cancel.getAttribute("aria-describedby")).toBe("cancel-later");
  expect(document.getElementById("cancel-later")?.textContent).toContain("Wait for the server");
  answer(account(1));
  await waitFor(() => expect(cancel.disabled).toBe(false));
});

it("gives a login up that waits for a person, and keeps what was typed", async () => {
  app.accounts = [account(2)];
  let refuse: (why: unknown) => void = () => {};
  fake.answers.add_account = () => new Promise((_, no) => (refuse = no));
  fake.answers.cancel_login = () => {
    refuse(failure("cancelled", "The login was given up.", "Log in again when you like."));
    return null;
  };
  render(AccountForm);
  await type("base-url", "https://api.example.com");
  await fireEvent.change(field("profile"), { target: { value: "oauth2-authorization-code" } });
  await submit();
  await fireEvent.click(screen.getByTestId("cancel"));
  expect((await screen.findByTestId("form-error")).textContent).toContain("given up");
  expect(field("base-url").value).toBe("https://api.example.com");
});
