// Stands in for the program when the page is looked at in an ordinary browser (`npm run preview`). Never in a build.

import type { Ipc } from "./index";
import type { Events } from "./events";
import { desk } from "./preview-desk";
import { at, failure, FAULT, profile, PROFILES, PROPOSALS, STEPS, TRIAL, WAREHOUSE } from "./samples";
import { PLAN } from "./samples-import";
import { account, scene, timeline } from "./scenarios";
import type {
  AccountDraft,
  AccountView,
  CopyView,
  LoginStep,
  ProfileView,
  Removing,
  Snapshot,
} from "./types.gen";

const query = new URLSearchParams(location.search);
const snapshot: Snapshot = scene(query.get("scenario") ?? "thirty");
const theme = query.get("theme");
if (theme === "light" || theme === "dark") snapshot.preferences.theme = theme;
const lang = query.get("lang");
if (lang === "de" || lang === "zh") snapshot.language = lang;
// As in a right-to-left language: nothing may overlap or point the wrong way.
if (query.get("dir") === "rtl") document.documentElement.dir = "rtl";

type Listeners = { [Name in keyof Events]: ((payload: Events[Name]) => void)[] };
const listeners: Listeners = {
  account: [],
  "account-removed": [],
  vault: [],
  clipboard: [],
  "login-step": [],
  profiles: [],
  desktop: [],
  removing: [],
  files: [],
  "open-account": [],
  closing: [],
};
const emit = <Name extends keyof Events>(name: Name, payload: Events[Name]) =>
  listeners[name].forEach((handle) => handle(payload));

// Scenarios about the profiles begin there; the one about a trial with its result.
const scenario = query.get("scenario");
if (scenario === "editor" || scenario === "trial") {
  setTimeout(async () => (await import("../state.svelte")).app.showProfiles(), 300);
}
if (scenario === "trial") {
  setTimeout(() => document.querySelector<HTMLElement>("[data-testid=try-run]")?.click(), 900);
  setTimeout(() => document.querySelector("[data-testid=trial]")?.scrollIntoView(), 1_800);
}

// Those about the desk begin with what they show.
const begin: Record<string, (app: typeof import("../state.svelte").app) => void> = {
  preferences: (app) => (app.dialog = "preferences"),
  bare: (app) => (app.dialog = "preferences"),
  activity: (app) => app.showActivity(),
  inspect: (app) => app.showInspect(),
  import: (app) => app.showImport(),
  share: (app) => (app.dialog = "share"),
  report: (app) => (app.dialog = "support-report"),
  closing: () => emit("closing", { to_tray: false }),
};
const first = begin[scenario ?? ""];
if (first) setTimeout(async () => first((await import("../state.svelte")).app), 300);

const pause = (ms = 600) => new Promise((done) => setTimeout(done, ms));
const find = (id: string): AccountView => {
  const view = snapshot.accounts.find((a) => a.id === id);
  if (!view) throw failure("no_account", "There is no such account.", "It may have been removed.");
  return view;
};
function put(view: AccountView): AccountView {
  snapshot.accounts = [...snapshot.accounts.filter((a) => a.id !== view.id), view];
  emit("account", view);
  return view;
}
function check(draft: AccountDraft) {
  if (!draft.base_url)
    throw failure("invalid_base_url", "The base URL is missing.", "Fill it in.", { field: "base_url" });
  if (draft.secrets.password === "wrong") {
    throw failure(
      "bad_credentials",
      "The server did not accept this username and password.",
      "Check both and try again.",
      {
        field: "password",
        server: "invalid credentials <b>",
      },
    );
  }
  if (draft.secrets.password === "busy") {
    throw failure("rate_limited", "The server asks to slow down.", "Wait a little and try again.", {
      server: "Too many attempts",
      retry_at: at(30_000),
    });
  }
}
const profileOf = (id: string): ProfileView | undefined => snapshot.profiles.find((p) => p.id === id);
const FOREIGN = "https://login.example.com";

/** What a login by this draft's profile needs before it works: an agreement, or a person somewhere else. */
async function go(draft: AccountDraft): Promise<void> {
  check(draft);
  if (draft.base_url.includes("elsewhere") && !draft.trusts.includes(FOREIGN)) {
    throw failure(
      "foreign_origin",
      `The login of ${draft.base_url} goes to ${FOREIGN}.`,
      "Agree to that only when you know that both belong together: the credentials will be sent there.",
      { origin: FOREIGN },
    );
  }
  if (profileOf(draft.profile)?.interactive) await person(draft.profile);
}

let stop: (() => void) | undefined;
function person(id: string): Promise<void> {
  const step: LoginStep = id.includes("device") ? STEPS.device() : STEPS.browser();
  emit("login-step", step);
  return new Promise((done, refuse) => {
    setTimeout(done, 15_000);
    stop = () => refuse(failure("cancelled", "The login was given up.", "Log in again when you like."));
  }).finally(() => emit("login-step", null)) as Promise<void>;
}

const TEXTS = import.meta.glob<string>("../../../profiles/*.toml", {
  query: "?raw",
  import: "default",
  eager: true,
});
// A trial needs a profile with nothing wrong.
const own = new Map([
  ["warehouse", scenario === "trial" ? WAREHOUSE.replace("passwort", "password") : WAREHOUSE],
]);
const read = (text: string): ProfileView => {
  const id = /^id = "(.*)"$/m.exec(text)?.[1] ?? "";
  const title = /^title = "(.*)"$/m.exec(text)?.[1] ?? "";
  const like = PROFILES.find((p) => id.startsWith(p.id)) ?? PROFILES[0];
  return profile(id, title, { ...like, id, title, built_in: false });
};

const removals = new Map<string, ReturnType<typeof setTimeout>>();
function setRemoving(list: Removing[]) {
  snapshot.removing = list;
  emit("removing", list);
}

let clearing: ReturnType<typeof setTimeout> | undefined;

export const preview: Ipc = {
  ...desk(snapshot, emit),
  snapshot: async () => ({ ...snapshot }),
  openVault: async () => {
    await pause(900);
    snapshot.vault = { state: "open" };
    emit("vault", snapshot.vault);
    return snapshot.vault;
  },
  takeIn: async ({ at: index, entered }) => {
    const step = PLAN.steps[index];
    if (!step) throw failure("invalid_input", "This file is no longer open.", "Look at it once more.");
    const { name, base_url, environment, profile } = step;
    const { inputs, secrets, remember, trusts } = entered;
    const draft = { name, base_url, environment, profile, inputs, secrets, remember, trusts };
    await pause();
    check({ ...draft, ca: null, client_certificate: null, client_key: null } as unknown as AccountDraft);
    return put(account(90 + index, { name, base_url, environment, production: step.production }));
  },
  addAccount: async ({ draft }) => {
    await pause();
    await go(draft);
    const { secrets: _, remember, ca_file, client_certificate_file: certificate, ...rest } = draft;
    const production = draft.environment.toLowerCase().startsWith("prod");
    return put(
      account(Date.now(), {
        ...rest,
        name: rest.name || "api.example.com",
        profile_title: profileOf(rest.profile)?.title ?? rest.profile,
        remembers: remember,
        production,
        has_ca: Boolean(ca_file),
        has_client_certificate: Boolean(certificate),
        state: { kind: profileOf(rest.profile)?.fixed ? "static" : "fresh" },
      }),
    );
  },
  updateAccount: async ({ id, draft }) => {
    await pause();
    check(draft);
    const { name, environment, base_url, inputs, remember } = draft;
    return put({ ...find(id), name, environment, base_url, inputs, remembers: remember });
  },
  removeAccount: async ({ id }) => {
    await pause(200);
    const going = { id, name: find(id).name, until: at(10_000) };
    removals.set(
      id,
      setTimeout(() => {
        snapshot.accounts = snapshot.accounts.filter((a) => a.id !== id);
        emit("account-removed", { id });
        setRemoving(snapshot.removing.filter((r) => r.id !== id));
      }, 10_000),
    );
    setRemoving([...snapshot.removing, going]);
    return going;
  },
  undoRemove: async ({ id }) => {
    clearTimeout(removals.get(id));
    setRemoving(snapshot.removing.filter((r) => r.id !== id));
    return null;
  },
  logIn: async ({ id, secrets, remember }) => {
    await pause();
    if (profileOf(find(id).profile)?.interactive) await person(find(id).profile);
    else if (Object.keys(secrets).length === 0)
      throw failure("invalid_input", "The API password is missing.", "Fill it in.", { field: "password" });
    const { name, environment, production, inputs, base_url } = find(id);
    return put({
      ...account(1, { name, environment, production, inputs, base_url }),
      id,
      remembers: remember,
    });
  },
  logOut: async ({ id, everywhere }) => {
    await pause(300);
    put({
      ...find(id),
      state: { kind: "signed-out" },
      access: null,
      refresh: null,
      client_id: null,
      remembers: false,
    });
    return {
      revoked: false,
      failure: everywhere
        ? failure("unreachable", "The server could not be reached.", "Its session ends by itself.")
        : null,
    };
  },
  refreshNow: async ({ id }) => {
    const view = put({ ...find(id), state: { kind: "refreshing" } });
    await pause(900);
    const token = { masked: "eyJhbG…9aZ2", issued_at: at(0), expires_at: at(15 * 60_000) };
    return put({ ...view, state: { kind: "fresh" }, access: token });
  },
  copy: async ({ id, what }) => {
    await pause(80);
    const view = find(id);
    if (view.name.startsWith("D"))
      throw failure("clipboard", "The clipboard could not be written.", "Try again.");
    clearTimeout(clearing);
    const plain = what === "client-id";
    const copied: CopyView = {
      account: id,
      what,
      good_until: plain ? null : (view.access?.expires_at ?? null),
      clears_at: plain ? null : at(45_000),
      refreshed: false,
      secret: null,
      hidden: true,
      clears_on_lock: true,
    };
    if (!plain) clearing = setTimeout(() => emit("clipboard", null), 45_000);
    emit("clipboard", copied);
    return copied;
  },
  clearClipboard: async () => {
    emit("clipboard", null);
    return null;
  },
  timeline: async ({ id }) => timeline(find(id)),
  attend: async () => null,
  checkToken: async ({ id }) => {
    await pause();
    put({ ...find(id), checked: { at: at(0), verdict: "accepted" } });
    return { verdict: "accepted", ahead_ms: 125_000 };
  },
  detect: async ({ base }) => {
    await pause();
    if (!base)
      throw failure("invalid_base_url", "The base URL is missing.", "Fill it in.", { field: "base_url" });
    return base.includes("nothing") ? [] : PROPOSALS;
  },
  profileText: async ({ id }) => own.get(id) ?? TEXTS[`../../../profiles/${id}.toml`] ?? `id = "${id}"\n`,
  checkProfile: async ({ text }) =>
    text.includes("{{passwort}}") ? { fault: FAULT, profile: null } : { fault: null, profile: read(text) },
  saveProfile: async ({ text, replace }) => {
    await pause(300);
    const saved = read(text);
    if (!replace && own.has(saved.id)) {
      throw failure("invalid_input", `The id ${saved.id} belongs to another profile.`, "Choose another id.", {
        field: "id",
      });
    }
    own.set(saved.id, text);
    snapshot.profiles = [...snapshot.profiles.filter((p) => p.id !== saved.id), saved];
    emit("profiles", snapshot.profiles);
    return saved;
  },
  removeProfile: async ({ id }) => {
    own.delete(id);
    snapshot.profiles = snapshot.profiles.filter((p) => p.id !== id);
    emit("profiles", snapshot.profiles);
    return null;
  },
  tryProfile: async ({ draft }) => {
    await pause();
    if (draft.base_url.includes("elsewhere")) await go(draft);
    return TRIAL;
  },
  cancelLogin: async () => {
    stop?.();
    emit("login-step", null);
    return null;
  },
  openLoginPage: async () => false,
  setRemarks: async ({ id, remarks }) => {
    await pause(300);
    if (remarks.notes.length > 10_000)
      throw failure("invalid_input", "The notes are too long.", "Keep them below 10,000 characters.", {
        field: "notes",
      });
    return put({ ...find(id), remarks });
  },
  replaceSecrets: async ({ id, secrets }) => {
    await pause();
    const wrong = Object.keys(secrets).find((name) => secrets[name] === "wrong");
    if (wrong)
      throw failure("bad_credentials", "The server did not accept these.", "Check them and try again.", {
        field: wrong,
        server: "invalid credentials <b>",
      });
    const view = find(id);
    const since = at(0);
    return put({
      ...view,
      secrets: view.secrets.map((each) => (secrets[each.name] ? { ...each, since } : each)),
    });
  },
  copySecret: async ({ id, name }) => {
    await pause(80);
    const copied: CopyView = {
      account: id,
      what: "secret",
      good_until: null,
      clears_at: at(45_000),
      refreshed: false,
      secret: name,
      hidden: false,
      clears_on_lock: true,
    };
    emit("clipboard", copied);
    return copied;
  },
  on: async (name, handle) => listeners[name].push(handle as never),
};
