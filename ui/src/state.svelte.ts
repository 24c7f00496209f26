// All that the window shows. Data flows one way: the snapshot and the events fill it, components read it, and
// actions ask the program, which answers with events again.

import { DEFAULTS } from "./defaults";
import { ipc, asFailure } from "./ipc";
import type {
  AccountId,
  AccountView,
  CopyView,
  Desktop,
  Failure,
  LiveView,
  LoginStep,
  Place,
  Preferences,
  ProfileView,
  Removing,
  Settings,
  Snapshot,
  VaultView,
  Verdict,
} from "./ipc";
import { found, grouped, sorted, withAccount, type Group } from "./lib/accounts";
import { speak, spoken } from "./words";

export type DialogKind =
  | "preferences"
  | "shortcuts"
  | "palette"
  | "copy-refresh"
  | "log-out"
  | "log-out-selected"
  | "copy-secret"
  | "replace-secrets"
  | "remove"
  | "keep-file"
  | "unsaved"
  | "support-report"
  | "share";
export type Pane = "detail" | "add" | "edit";
/** What is shown over the pane. */
export type Over = "profiles" | "activity" | "inspect" | "import";

/** A command that failed and has no form to say so in. */
export interface Notice {
  account: AccountId | null;
  /** Read when it is drawn, so that it changes with the language. None: what the failure says. */
  title: (() => string) | null;
  failure: Failure;
}

/** What came of something that was done to several accounts: how many it worked for, and why not for the others. */
export interface Outcome {
  done: "refreshed" | "logged-out";
  worked: number;
  failed: { name: string; failure: Failure }[];
}

/** What came of something, just now: what a server said about an account's token, or that its secrets are new. */
export interface Told {
  account: AccountId;
  what: Verdict | "replaced";
  /** How far the server's clock is ahead, in milliseconds, where it told. */
  ahead?: number | null;
}

/** Why an account is not well, if its state says so. */
export function trouble(account: AccountView): Failure | null {
  if (account.state.kind === "retrying") return account.state.cause;
  return account.state.kind === "needs-login" ? account.state.reason : null;
}

class State {
  loaded = $state(false);
  failed = $state.raw<Failure | null>(null);
  version = $state("");
  vault = $state.raw<VaultView>({ state: "opening" });
  /** Everything that the program knows, in the order of the list. */
  #known = $state.raw<AccountView[]>([]);
  #profiles = $state.raw<ProfileView[]>([]);
  /** As people read them, in the language in force. */
  #spoken = $derived(this.#profiles.map(spoken));
  loginStep = $state.raw<LoginStep | null>(null);
  copied = $state.raw<CopyView | null>(null);
  preferences = $state.raw<Preferences>(DEFAULTS);
  settings = $state.raw<Settings>({ lead_seconds: 300 });
  desktop = $state.raw<Desktop>({ tray: false, screen_lock: false, autostart: false, can_lock: false });
  demo = $state<string | null>(null);

  selectedId = $state<AccountId | null>(null);
  pane = $state<Pane>("detail");
  /** In a narrow window: the right side is shown, not the list. */
  opened = $state(false);
  query = $state("");
  dialog = $state<DialogKind | null>(null);
  /** What is removed in a moment, and can be had back until then. */
  removing = $state.raw<Removing[]>([]);
  /** The files that are kept fresh. */
  files = $state.raw<LiveView[]>([]);
  /** What came of something that was done to several accounts. */
  outcome = $state.raw<Outcome | null>(null);
  /** The name of the secret that a dialog is about. */
  secret = $state<string | null>(null);
  notice = $state.raw<Notice | null>(null);
  told = $state.raw<Told | null>(null);
  /** What is shown over the pane, which stays as it is below: a form keeps what was typed. */
  over = $state<Over | null>(null);
  /** A profile has changes that are not saved. */
  unsaved = $state(false);
  /** A form has something in it that was typed. */
  typed = $state(false);
  /** Remarks are being written that are not saved. */
  noting = $state(false);
  /** Somebody closed the window and is asked first; what closing it does. */
  closing = $state<"to-tray" | "quit" | null>(null);
  /** Where somebody wanted to go when they were asked about those changes. */
  leaving: (() => void) | null = null;

  /** What is removed in a moment is gone already, wherever accounts are shown. */
  #accounts: AccountView[] = $derived.by(() => {
    const going = new Set(this.removing.map(({ id }) => id));
    return going.size ? this.#known.filter(({ id }) => !going.has(id)) : this.#known;
  });
  /** Those that the search finds, in the order of the list. */
  shown: AccountView[] = $derived(found(this.accounts, this.query));
  groups: Group[] = $derived(grouped(this.shown));
  selected: AccountView | null = $derived(this.accounts.find((a) => a.id === this.selectedId) ?? null);
  /** Closing the window would lose something. */
  loses = $derived(this.unsaved || this.typed || this.noting);
  open = $derived(this.loaded && this.vault.state === "open");
  asksPassphrase = $derived(
    this.vault.state === "locked" ||
      (this.vault.state === "closed" &&
        ["passphrase_needed", "wrong_passphrase"].includes(this.vault.failure.code)),
  );
  firstRun = $derived(this.open && this.accounts.length === 0);

  /** Where somebody wanted to go before the vault was open. */
  #wanted: AccountId | null = null;
  /** Counts what was told of the vault: a snapshot from before the last of it is out of date. */
  #vaultTold = 0;

  /** The accounts, in the order of the list. */
  get profiles(): ProfileView[] {
    return this.#spoken;
  }

  set profiles(profiles: ProfileView[]) {
    this.#profiles = profiles;
  }

  get accounts(): AccountView[] {
    return this.#accounts;
  }

  set accounts(accounts: AccountView[]) {
    this.#known = sorted(accounts);
  }

  async start(): Promise<void> {
    const told = this.#vaultTold;
    try {
      // Listening comes first, so that nothing is missed between the snapshot and the first event.
      await Promise.all([
        ipc.on("account", (view) => this.put(view)),
        ipc.on("account-removed", ({ id }) => this.drop(id)),
        ipc.on("vault", (view) => void this.vaultIs(view)),
        ipc.on("clipboard", (view) => this.open && (this.copied = view)),
        ipc.on("login-step", (step) => this.open && (this.loginStep = step)),
        ipc.on("profiles", (list) => (this.profiles = list)),
        ipc.on("removing", (list) => this.removingIs(list)),
        ipc.on("files", (list) => (this.files = list)),
        ipc.on("open-account", ({ id }) => this.openAccount(id)),
        ipc.on("desktop", (desktop) => (this.desktop = desktop)),
        ipc.on("closing", ({ to_tray }) => this.leave(to_tray)),
      ]);
      const snapshot = await ipc.snapshot();
      this.fill(told === this.#vaultTold ? snapshot : { ...snapshot, vault: this.vault });
    } catch (thrown) {
      this.failed = asFailure(thrown);
    }
  }

  /**
   * An opened vault brings its accounts: all of them at once, so that the first-run form does not flash up. One that
   * is not open takes all of them away.
   */
  async vaultIs(view: VaultView): Promise<void> {
    const told = ++this.#vaultTold;
    if (view.state === "open" && this.vault.state !== "open") {
      try {
        const snapshot = await ipc.snapshot();
        if (told === this.#vaultTold) this.fill(snapshot);
        return;
      } catch (thrown) {
        this.failed = asFailure(thrown);
      }
    }
    if (told !== this.#vaultTold) return;
    this.vault = view;
    if (view.state !== "open") this.forget();
  }

  fill(snapshot: Snapshot): void {
    speak(snapshot.language);
    this.removing = snapshot.removing;
    this.files = snapshot.files;
    this.version = snapshot.version;
    this.profiles = snapshot.profiles;
    this.loginStep = snapshot.login_step;
    this.demo = snapshot.demo;
    this.preferences = snapshot.preferences;
    this.settings = snapshot.settings;
    this.desktop = snapshot.desktop;
    this.copied = snapshot.copied?.clears_at ? snapshot.copied : null;
    this.accounts = snapshot.accounts;
    this.vault = snapshot.vault;
    this.loaded = true;
    if (this.open && snapshot.place) this.goBackTo(snapshot.place);
    if (!this.open) return this.forget();
    if (this.#wanted) this.openAccount(this.#wanted);
    this.selectSomething();
  }

  /** Somebody wants to close the window: asks when that loses something, and the first time that it quits Fobwatch. */
  leave(toTray: boolean): void {
    if (this.loses || !(toTray || this.preferences.quit_known)) this.closing = toTray ? "to-tray" : "quit";
    else void (toTray ? ipc.hideWindow() : ipc.quit()).catch(() => null);
  }

  /** Takes away all that tells of accounts. The text of a profile stays: it can hold no secret, and may be unsaved. */
  forget(): void {
    this.accounts = this.removing = this.files = [];
    this.loginStep = this.copied = this.outcome = this.notice = this.told = null;
    this.selectedId = this.dialog = this.leaving = this.closing = null;
    this.query = "";
    this.pane = "detail";
    this.opened = this.typed = this.noting = false;
    this.over = this.unsaved ? "profiles" : null;
  }

  put(view: AccountView): void {
    // An answer may come after the lock has.
    if (!this.open) return;
    this.#known = withAccount(this.#known, view);
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
    this.without([id], () => (this.#known = this.#known.filter((a) => a.id !== id)));
    this.removing = this.removing.filter((going) => going.id !== id);
    if (this.notice?.account === id) this.notice = null;
  }

  /** Accounts that are removed in a moment, or are back. */
  removingIs(list: Removing[]): void {
    this.without(
      list.map(({ id }) => id),
      () => (this.removing = list),
    );
  }

  /** Takes accounts away; when the open one is among them, a neighbour in the list is opened. */
  private without(ids: AccountId[], take: () => void): void {
    const { shown, selectedId } = this;
    take();
    if (!selectedId || !ids.includes(selectedId)) return;
    const at = shown.findIndex((a) => a.id === selectedId);
    const stays = (a: AccountView) => !ids.includes(a.id);
    const next = shown.slice(at + 1).find(stays) ?? shown.slice(0, Math.max(at, 0)).findLast(stays);
    this.selectedId = next?.id ?? null;
    this.pane = "detail";
    if (this.over === "activity" && this.accounts.length === 0) this.over = null;
    this.opened = this.over !== null;
    this.selectSomething();
  }

  /**
   * Somebody wants to see this account, from a notification or the tray; in a window that is locked, once it is open. A
   * form is left once nothing is lost.
   */
  openAccount(id: AccountId): void {
    this.#wanted = this.open ? null : id;
    if (!this.accounts.some((a) => a.id === id)) return;
    this.uncover(() => {
      this.dialog = null;
      if (!this.shown.some((a) => a.id === id)) this.query = "";
      this.turnTo(id);
    }, this.typed);
  }

  select(id: AccountId): void {
    this.uncover(() => this.turnTo(id), this.typed);
  }

  private turnTo(id: AccountId): void {
    this.selectedId = id;
    this.pane = "detail";
    this.opened = true;
  }

  show(pane: Pane): void {
    this.uncover(
      () => {
        this.pane = pane;
        this.opened = true;
      },
      this.typed && pane !== this.pane,
    );
  }

  showProfiles(): void {
    this.over = "profiles";
    this.opened = true;
  }

  showActivity(): void {
    this.cover("activity");
  }

  showInspect(): void {
    this.cover("inspect");
  }

  showImport(): void {
    this.cover("import");
  }

  private cover(over: Over): void {
    this.uncover(() => {
      this.over = over;
      this.opened = true;
    });
  }

  /** Goes on once nothing can be lost, a profile or more than that: at once, or when somebody has said so. */
  whenSaved(go: () => void, loses = false): void {
    if (!this.unsaved && !loses) return go();
    this.leaving = go;
    this.dialog = "unsaved";
  }

  /** Takes away what is over the pane, and goes on; asks first where that loses something, as a form that is left. */
  uncover(go: () => void, loses = false): void {
    this.whenSaved(() => {
      this.over = null;
      go();
    }, loses);
  }

  /** Back to the account; in a narrow window, where nothing was chosen yet, to the list. */
  leaveForm(): void {
    this.opened = this.pane === "edit";
    this.pane = "detail";
  }

  private goBackTo({ selected, query }: Place): void {
    this.query = query;
    if (this.accounts.some((a) => a.id === selected)) this.selectedId = selected;
  }

  private selectSomething(): void {
    if (!this.selected) this.selectedId = this.groups[0]?.accounts[0]?.id ?? null;
  }
}

export const app = new State();
