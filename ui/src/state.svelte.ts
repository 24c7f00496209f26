// All that the window shows. Data flows one way: the snapshot and the events fill it, components read it, and
// actions ask the program, which answers with events again.

import { ipc, asFailure } from "./ipc";
import { DEFAULTS } from "./defaults";
import type {
  AccountId,
  AccountView,
  CopyView,
  CopyWhat,
  Failure,
  LoginStep,
  Preferences,
  ProfileView,
  Snapshot,
  VaultView,
  Verdict,
} from "./ipc";
import { speak, type Language } from "./words";

export type DialogKind =
  "preferences" | "shortcuts" | "palette" | "copy-refresh" | "log-out" | "remove" | "unsaved";
export type Pane = "detail" | "add" | "edit";

export interface Group {
  environment: string;
  production: boolean;
  accounts: AccountView[];
}

/** A command that failed and has no form to say so in. */
export interface Notice {
  account: AccountId | null;
  /** Read when it is drawn, so that it changes with the language. None: what the failure says. */
  title: (() => string) | null;
  failure: Failure;
}

/** What a server said about an account's token, just now. */
export interface Told {
  account: AccountId;
  verdict: Verdict;
}

const byText = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

/** Production first, then by label, the accounts without one last. */
function grouped(accounts: AccountView[]): Group[] {
  const groups = new Map<string, Group>();
  for (const account of accounts) {
    const key = account.environment.trim().toLowerCase();
    const group = groups.get(key);
    if (group) group.accounts.push(account);
    else {
      const { environment, production } = account;
      groups.set(key, { environment: environment.trim(), production, accounts: [account] });
    }
  }
  const list = [...groups.values()];
  for (const group of list) group.accounts.sort((a, b) => byText(a.name, b.name));
  const rank = (group: Group) => (group.production ? 0 : group.environment ? 1 : 2);
  return list.sort((a, b) => rank(a) - rank(b) || byText(a.environment, b.environment));
}

function matches(account: AccountView, query: string): boolean {
  const text = [account.name, account.environment, account.base_url, ...Object.values(account.inputs)];
  const whole = text.join("\n").toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** Why an account is not well, if its state says so. */
export function trouble(account: AccountView): Failure | null {
  if (account.state.kind === "retrying") return account.state.cause;
  return account.state.kind === "needs-login" ? account.state.reason : null;
}

/** The profile that an account was added by; none when it has been deleted since. */
export function profileOf(account: AccountView): ProfileView | null {
  return app.profiles.find((profile) => profile.id === account.profile) ?? null;
}

/** Whether what was entered is the credential itself: then nothing is refreshed. */
export function isFixed(account: AccountView): boolean {
  return account.state.kind === "static" || profileOf(account)?.fixed === true;
}

/** What most people want of an account: its access token, or all the headers of a fixed credential. */
export function mainCopy(account: AccountView): CopyWhat {
  return isFixed(account) ? "authorization-header" : "access-token";
}

class State {
  loaded = $state(false);
  failed = $state.raw<Failure | null>(null);
  version = $state("");
  vault = $state.raw<VaultView>({ state: "opening" });
  accounts = $state.raw<AccountView[]>([]);
  profiles = $state.raw<ProfileView[]>([]);
  loginStep = $state.raw<LoginStep | null>(null);
  copied = $state.raw<CopyView | null>(null);
  preferences = $state.raw<Preferences>(DEFAULTS);
  demo = $state<string | null>(null);

  selectedId = $state<AccountId | null>(null);
  pane = $state<Pane>("detail");
  /** In a narrow window: the right side is shown, not the list. */
  opened = $state(false);
  query = $state("");
  dialog = $state<DialogKind | null>(null);
  notice = $state.raw<Notice | null>(null);
  told = $state.raw<Told | null>(null);
  /** The profiles are shown over the pane, which stays as it is below: a form keeps what was typed. */
  profilesOpen = $state(false);
  /** A profile has changes that are not saved. */
  unsaved = $state(false);
  /** Where somebody wanted to go when they were asked about those changes. */
  leaving: (() => void) | null = null;

  groups: Group[] = $derived(
    grouped(this.query.trim() ? this.accounts.filter((a) => matches(a, this.query.trim())) : this.accounts),
  );
  selected: AccountView | null = $derived(this.accounts.find((a) => a.id === this.selectedId) ?? null);
  open = $derived(this.loaded && this.vault.state === "open");
  firstRun = $derived(this.open && this.accounts.length === 0);

  async start(): Promise<void> {
    try {
      // Listening comes first, so that nothing is missed between the snapshot and the first event.
      await Promise.all([
        ipc.on("account", (view) => this.put(view)),
        ipc.on("account-removed", ({ id }) => this.drop(id)),
        ipc.on("vault", (view) => void this.vaultIs(view)),
        ipc.on("clipboard", (view) => (this.copied = view)),
        ipc.on("login-step", (step) => (this.loginStep = step)),
        ipc.on("profiles", (list) => (this.profiles = list)),
      ]);
      this.fill(await ipc.snapshot());
    } catch (thrown) {
      this.failed = asFailure(thrown);
    }
  }

  /** An opened vault brings its accounts: all of them at once, so that the first-run form does not flash up. */
  async vaultIs(view: VaultView): Promise<void> {
    if (view.state === "open" && this.vault.state !== "open") {
      try {
        this.fill(await ipc.snapshot());
        return;
      } catch (thrown) {
        this.failed = asFailure(thrown);
      }
    }
    this.vault = view;
  }

  fill(snapshot: Snapshot): void {
    // Until the program tells the language.
    speak((snapshot as { language?: Language }).language ?? "en");
    this.version = snapshot.version;
    this.profiles = snapshot.profiles;
    this.loginStep = snapshot.login_step;
    this.demo = snapshot.demo;
    this.preferences = snapshot.preferences;
    this.copied = snapshot.copied?.clears_at ? snapshot.copied : null;
    this.accounts = snapshot.accounts;
    this.vault = snapshot.vault;
    this.loaded = true;
    this.selectSomething();
  }

  put(view: AccountView): void {
    const at = this.accounts.findIndex((a) => a.id === view.id);
    this.accounts = at < 0 ? [...this.accounts, view] : this.accounts.with(at, view);
    // What failed has either come right, or the account's own banner says it.
    const told = this.notice?.account === view.id ? this.notice.failure.code : null;
    if (told && (["fresh", "static"].includes(view.state.kind) || trouble(view)?.code === told))
      this.notice = null;
    if (!this.selectedId) this.selectSomething();
  }

  /** An account that an answer told of before its event came; the event is newer in any other case. */
  meet(view: AccountView): void {
    if (!this.accounts.some((a) => a.id === view.id)) this.put(view);
  }

  drop(id: AccountId): void {
    const shown = this.groups.flatMap((g) => g.accounts);
    const at = shown.findIndex((a) => a.id === id);
    this.accounts = this.accounts.filter((a) => a.id !== id);
    if (this.notice?.account === id) this.notice = null;
    if (this.selectedId !== id) return;
    this.selectedId = (shown[at + 1] ?? shown[at - 1])?.id ?? null;
    this.pane = "detail";
    this.opened = this.profilesOpen;
    this.selectSomething();
  }

  select(id: AccountId): void {
    this.leaveProfiles(() => {
      this.selectedId = id;
      this.pane = "detail";
      this.opened = true;
    });
  }

  show(pane: Pane): void {
    this.leaveProfiles(() => {
      this.pane = pane;
      this.opened = true;
    });
  }

  showProfiles(): void {
    this.profilesOpen = true;
    this.opened = true;
  }

  /** Goes on once nothing can be lost: at once, or when somebody has said so. */
  whenSaved(go: () => void): void {
    if (!this.unsaved) return go();
    this.leaving = go;
    this.dialog = "unsaved";
  }

  leaveProfiles(go: () => void): void {
    if (!this.profilesOpen) return go();
    this.whenSaved(() => {
      this.profilesOpen = false;
      go();
    });
  }

  /** Back to the account; in a narrow window, where nothing was chosen yet, to the list. */
  leaveForm(): void {
    this.opened = this.pane === "edit";
    this.pane = "detail";
  }

  private selectSomething(): void {
    if (!this.selected) this.selectedId = this.groups[0]?.accounts[0]?.id ?? null;
  }
}

export const app = new State();
