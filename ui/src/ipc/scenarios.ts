// Pictures of the window for an ordinary browser: ?scenario=thirty and so on. Never part of a build.

import { DEFAULTS } from "../defaults";
import { at, failure, PROFILES, remarks, STEPS } from "./samples";
import { remarked } from "./remarked";
import { BARE_DESKTOP, DESKTOP } from "./samples-desk";
import type { AccountState, AccountView, Failure, Snapshot, TimelineRow, VaultView } from "./types.gen";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const RETRYING: AccountState = {
  kind: "retrying",
  since: at(-4 * MINUTE),
  next: at(42_000),
  cause: failure("server_error", "The server answered 503.", "It is tried again by itself.", {
    server: "upstream connect error or disconnect/reset before headers",
  }),
};
const NEEDS_LOGIN: AccountState = {
  kind: "needs-login",
  reason: failure("refresh_refused", "The server no longer takes the refresh token.", "Log in again.", {
    server: "refresh token reuse detected",
  }),
};

export function account(id: number, change: Partial<AccountView> = {}): AccountView {
  const signedOut = change.state?.kind === "signed-out";
  const left = 20_000 + ((id * 137) % 870) * 1000;
  return {
    id: `account-${id}`,
    name: "Sandbox",
    base_url: "https://api.sandbox.example.com/v1",
    environment: "sandbox",
    production: false,
    profile: "b2b-jwt",
    profile_title: "B2B JWT login",
    can_check: false,
    trusts: [],
    has_ca: false,
    has_client_certificate: false,
    checked: null,
    inputs: { username: "demo" },
    remembers: true,
    client_id: signedOut ? null : `b2b-client-${1000 + id}`,
    state: { kind: "fresh" },
    access: signedOut
      ? null
      : {
          masked: "eyJhbG…3fQk",
          issued_at: at(left - 15 * MINUTE),
          expires_at: at(left),
        },
    refresh: signedOut
      ? null
      : { masked: "b7f2c1…90de", issued_at: at(-HOUR), expires_at: at(7 * DAY - HOUR) },
    ahead_ms: 0,
    uncommitted: false,
    remarks: remarks(),
    secrets: signedOut || change.remembers === false ? [] : [{ name: "password", since: at(-97 * DAY) }],
    ...change,
  };
}

const TEAMS = [
  "Billing",
  "Ledger",
  "Payouts",
  "Catalogue",
  "Search",
  "Reports",
  "Identity",
  "Webhooks",
  "Freight",
];
const TAGS = ["billing", "eu", "on call"];
const LABELS = ["staging", "production", "sandbox", "", "prod-eu", "development"];

function many(count: number): AccountView[] {
  return Array.from({ length: count }, (_, id) => {
    const environment = LABELS[(id * 7 + (id % 4)) % LABELS.length] ?? "";
    const state: AccountState =
      id % 11 === 4
        ? RETRYING
        : id % 13 === 7
          ? NEEDS_LOGIN
          : id % 9 === 5
            ? { kind: "signed-out" }
            : id % 10 === 8
              ? { kind: "refreshing" }
              : { kind: "fresh" };
    return account(id, {
      name: `${TEAMS[id % TEAMS.length]} ${Math.floor(id / TEAMS.length) + 1}`,
      environment,
      production: environment.startsWith("prod"),
      inputs: { username: `svc-${(TEAMS[id % TEAMS.length] ?? "").toLowerCase()}@example.com` },
      base_url: `https://api-${id}.example.com`,
      state,
      remarks: {
        notes: id % 8 === 3 ? "Ask the platform team" : "",
        tags: TAGS.filter((_, at) => id % (at + 3) === 0),
        ends_on: null,
        remind_days: 0,
      },
    });
  });
}

const LONG = "The payments gateway of the northern warehouse, second region, old";

function trouble(): AccountView[] {
  const expired = { masked: "eyJh••••••3fQk", issued_at: at(-HOUR), expires_at: at(-2 * MINUTE) };
  return [
    account(1, { name: "A retrying one", state: RETRYING, access: expired }),
    account(2, {
      name: "B needs login",
      state: NEEDS_LOGIN,
      access: null,
      refresh: null,
      production: true,
      environment: "production",
    }),
    account(3, { name: "C signed out", state: { kind: "signed-out" }, remembers: false }),
    account(4, { name: "D not saved", uncommitted: true }),
    account(5, {
      name: "E other clock",
      ahead_ms: 3 * HOUR + 12 * MINUTE,
      access: { masked: "••••", issued_at: at(3 * HOUR), expires_at: at(3 * HOUR + 20 * MINUTE) },
    }),
    account(6, {
      name: "F no end given",
      access: { masked: "key_••••••9d", issued_at: at(0), expires_at: null },
      refresh: null,
    }),
    account(7, { name: LONG, environment: "a rather long environment label that somebody typed" }),
    account(8, {
      name: `<img src=x onerror=alert(1)> ${"very long ".repeat(1000)}`,
      inputs: { username: "<b>bold</b>" },
    }),
    account(9, {
      name: "G refreshing",
      state: { kind: "refreshing" },
      production: true,
      environment: "prod-eu",
    }),
  ];
}

/** Logins of every kind: one that does not end, one that is refused, one in the browser with all that can be set. */
function kinds(): AccountView[] {
  const key = { masked: "••••••9d", issued_at: at(-3 * DAY), expires_at: null };
  const oauth = { profile: "oauth2-authorization-code", profile_title: "OAuth 2.0 in the browser" };
  return [
    account(1, {
      name: "A fixed key",
      profile: "api-key-secret",
      profile_title: "API key and secret",
      inputs: {},
      remembers: false,
      client_id: null,
      state: { kind: "static" },
      access: key,
      refresh: null,
      can_check: true,
    }),
    account(2, {
      name: "B refused",
      ...oauth,
      inputs: { client_id: "fobwatch", scope: "openid offline_access" },
      client_id: null,
      remembers: false,
      state: { kind: "refused", since: at(-12 * MINUTE) },
      can_check: true,
      checked: { at: at(-2 * MINUTE), verdict: "refused" },
    }),
    account(3, {
      name: "C refused key",
      profile: "bearer-static",
      profile_title: "Bearer token",
      inputs: {},
      remembers: false,
      client_id: null,
      state: { kind: "refused", since: at(-12 * MINUTE) },
      access: key,
      refresh: null,
    }),
    account(4, {
      name: "D everything set",
      ...oauth,
      inputs: { client_id: "fobwatch", scope: "" },
      client_id: null,
      remembers: false,
      can_check: true,
      checked: { at: at(-2 * MINUTE), verdict: "accepted" },
      trusts: ["https://login.example.com", "https://eu.login.example.com:8443"],
      has_ca: true,
      has_client_certificate: true,
    }),
    account(5, {
      name: "E one-time code",
      profile: "warehouse",
      profile_title: "Warehouse, with a one-time code",
      inputs: { username: "svc", region: "eu-west" },
      remembers: false,
      state: { ...NEEDS_LOGIN },
      access: null,
      refresh: null,
    }),
    account(6, {
      name: "F profile gone",
      profile: "gone",
      profile_title: "gone",
      state: { kind: "signed-out" },
    }),
  ];
}

function rtl(): AccountView[] {
  return [
    account(1, {
      name: "حساب المدفوعات الرئيسي",
      environment: "إنتاج",
      production: false,
      inputs: { username: "مستخدم" },
    }),
    account(2, { name: "חשבון תשלומים", environment: "production", production: true }),
    account(3, { name: "safe\u202Etxt.exe", environment: "sandbox", inputs: { username: "user\u202Egnp" } }),
  ];
}

export function timeline(view: AccountView): TimelineRow[] {
  const row = (ms: number, kind: TimelineRow["kind"], text: string): TimelineRow => ({
    at: at(ms),
    kind,
    text,
  });
  const rows = [
    row(-40_000, "copied", "Access token copied"),
    row(-6 * MINUTE, "refreshed", "Refreshed; the next one is due in 12 minutes"),
    row(-21 * MINUTE, "refreshed", "Refreshed"),
    row(-2 * HOUR, "logged-in", "Logged in"),
  ];
  if (view.state.kind === "retrying")
    rows.unshift(row(-4 * MINUTE, "retrying", "Retrying because the server answered 503"));
  if (view.state.kind === "needs-login")
    rows.unshift(row(-4 * MINUTE, "needs-login", "The refresh token was refused"));
  return rows;
}

const CLOSED: Record<string, Failure> = {
  "keyring-locked": failure(
    "keyring_locked",
    "The keyring that holds the vault's key is locked.",
    "Unlock it to go on.",
  ),
  "keyring-missing": failure(
    "keyring_missing",
    "No keyring answers on this computer.",
    "Start one, such as GNOME Keyring or KWallet, and try again.",
  ),
  passphrase: failure("passphrase_needed", "The vault opens with a passphrase.", "Enter it."),
  damaged: failure(
    "vault_damaged",
    "The vault file is damaged.",
    "Restore it from a backup, or move it away to start anew.",
  ),
};

export function scene(name: string): Snapshot {
  const lists: Record<string, () => AccountView[]> = {
    one: () => [
      account(1, {
        name: "Billing",
        environment: "staging",
        access: {
          masked: "eyJhbG…3fQk",
          issued_at: at(-55_000),
          expires_at: at(14 * MINUTE + 5_000),
        },
      }),
    ],
    production: () => [account(1, { name: "Billing", environment: "production", production: true })],
    thirty: () => many(30),
    "three-hundred": () => many(300),
    trouble,
    kinds,
    rtl,
    remarks: () => remarked(account),
    "device-step": () => many(3),
    "browser-step": () => many(3),
    editor: () => many(3),
    locked: () => many(3),
    passphrase: () => many(3),
    bare: () => many(3),
    preferences: () => many(30),
    activity: () => many(30),
    inspect: () => [
      account(1, { name: "Billing", environment: "staging", can_check: true }),
      ...many(4).filter(({ id }) => id !== "account-1"),
    ],
    import: () => many(3),
    share: () => many(3),
    report: () => many(3),
    closing: () => many(3),
    trial: () => many(3),
  };
  const closed = CLOSED[name];
  const vault: VaultView = closed
    ? { state: "closed", failure: closed }
    : { state: name === "opening" || name === "locked" ? name : "open" };
  return {
    version: "0.1.0",
    vault,
    accounts: lists[name]?.() ?? [],
    profiles: PROFILES,
    login_step: name === "device-step" ? STEPS.device() : name === "browser-step" ? STEPS.browser() : null,
    copied: null,
    preferences: { ...DEFAULTS },
    demo: name === "demo" ? "http://127.0.0.1:8642" : null,
    language: "en",
    settings: { lead_seconds: 300 },
    desktop: name === "bare" ? BARE_DESKTOP : DESKTOP,
    place: null,
    removing: [],
    files: [],
  };
}
