// Every text of the window in English, the language that the others are held to: short plain words, sentence case.

import type { AccountState, Code, CopyWhat, Target, TimelineKind, Verdict } from "../ipc";
import { desk } from "./en-desk";
import { forms } from "./en-forms";
import { many } from "./en-many";
import { inspect } from "./en-inspect";
import { share } from "./en-share";
import { tools } from "./en-tools";
import { kept } from "./en-kept";
import { number } from "./intl";
import type { History, Says } from "./type";

export const en = {
  ...forms,
  ...many,
  ...inspect,
  ...share,
  ...tools,
  ...desk,
  ...kept,

  /** What the program's failures say in this language, by their code. None: in the program's own words. */
  errors: {} as Partial<Record<Code, Says>>,
  /** Titles and fields of the profiles that come with Fobwatch in this language, by the English ones. */
  profileTexts: {} as Record<string, string>,

  /** What an account's history says in this language, by the row's kind. None: in the program's own words. */
  happened: {} as Partial<Record<TimelineKind, string>>,
  /** The whole of it, where it is a sentence that is always the same. */
  history: {} as History,

  time: {
    days: (days: number, hours: number): string => `${days}d ${hours}h`,
    hours: (hours: number, minutes: number): string => `${hours}h ${minutes}m`,
    day: (days: number): string => `${number("en", days)}d`,
    hour: (hours: number): string => `${hours}h`,
    minute: (minutes: number): string => `${minutes}m`,
    underMinute: "<1m",
    now: "now",
    ago: (time: string): string => `${time} ago`,
  },

  app: "Fobwatch",
  title: (account: string | null): string => (account ? `${account} · Fobwatch` : "Fobwatch"),

  states: {
    "signed-out": "Signed out",
    fresh: "Fresh",
    static: "Does not end",
    refused: "Refused",
    refreshing: "Refreshing",
    retrying: "Retrying",
    "needs-login": "Needs login",
  } satisfies Record<AccountState["kind"], string>,

  rail: {
    label: "Accounts",
    search: "Search accounts",
    searchPlaceholder: "Search",
    add: "Add account",
    none: "No account matches",
    clearSearch: "Clear search",
    noEnvironment: "No environment",
    production: "Production",
    back: "All accounts",
  },

  token: {
    access: "Access token",
    credential: "Credential",
    refresh: "Refresh token",
    expired: "expired",
    noEnd: "no end given",
    left: "left",
    expires: (when: string): string => `expires ${when}`,
    ended: (when: string): string => `ended ${when}`,
    thenItself: "Then it logs in again with what is remembered.",
    thenYou: "Then it asks you to log in. Nothing is remembered for that.",
    noEndLong: "The server gives no end.",
    lasting: "no end",
    lastingLong: "Does not end by itself. There is nothing to refresh.",
    copyOf: (fixed: boolean): string => (fixed ? "Copy headers" : "Copy token"),
    copyRefresh: "Copy",
    copyRefreshLabel: "Copy the refresh token",
    menu: "More ways to copy",
    header: "Authorization header",
    curl: "curl command",
    envLine: "Environment line",
  },

  account: {
    baseUrl: "Base URL",
    environment: "Environment",
    profile: "Profile",
    certificate: "Client certificate",
    certificateShown: "Shown to the server",
    authorities: "Certificate authorities",
    authoritiesOwn: "From a CA file",
    trusts: "Credentials also go to",
    checked: "Checked",
    notChecked: "not yet",
    check: "Check now",
    checking: "Checking…",
    checkLong: "Check the access token",
    verdicts: {
      accepted: "accepted",
      "not-allowed": "accepted, but not allowed to see that page",
      refused: "refused",
    } satisfies Record<Verdict, string>,
    checkedAt: (when: string, verdict: string): string => `${when}: ${verdict}`,
    clientId: "Client ID",
    copyClientId: "Copy the client ID",
    refresh: "Refresh now",
    refreshing: "Refreshing…",
    logOut: "Log out",
    menu: "More for this account",
    edit: "Edit",
    remove: "Remove",
    timeline: "Timeline",
    timelineEmpty: "Nothing has happened yet.",
    clock: (time: string, ahead: boolean): string =>
      `The server's clock is ${time} ${ahead ? "ahead of" : "behind"} this computer's. The time left goes by the server.`,
  },

  banner: {
    retrying: "The token could not be refreshed",
    retryIn: (time: string): string => `Next try in ${time}`,
    retrySoon: "Trying again now",
    retryNow: "Retry now",
    refused: (fixed: boolean): string => `The server refuses this ${fixed ? "credential" : "token"}`,
    refusedSince: (time: string): string => `Since ${time}, although it should still be good.`,
    refusedRefresh: "Fetch a new one, or log in again.",
    refusedLogin: "Log in again to get a new one.",
    refusedFixed: "Enter a new one.",
    needsLogin: "Log in again to get new tokens",
    signedOut: "Signed out",
    signedOutHint: (fixed: boolean): string =>
      `${fixed ? "Enter the credential to use it." : "Log in to get tokens."} Nothing secret of this account is kept while it is signed out.`,
    uncommitted: "Not saved yet",
    uncommittedHint:
      "The newest session is only in memory, because the vault could not be written. It is tried again by itself.",
    server: "The server says:",
    original: "In detail:",
    dismiss: "Dismiss",
    notRevoked: "Logged out here, but the server was not told",
  },

  vault: {
    opening: "Opening the vault…",
    openingHint: "Your system may ask to unlock its keyring.",
    unlock: "Unlock keyring",
    again: "Try again",
    busy: "Trying…",
    titles: {
      keyring_locked: "The keyring is locked",
      keyring_missing: "No keyring is running",
      keyring_failed: "The keyring did not answer",
      key_missing: "The vault's key is not in the keyring",
      passphrase_needed: "The vault opens with a passphrase",
      wrong_passphrase: "The passphrase is wrong",
      key_file: "The key file cannot be used",
      key_changed: "The vault has a new key",
      vault_damaged: "The vault is damaged",
      vault_newer: "The vault was made by a newer Fobwatch",
    } as Partial<Record<Code, string>>,
    title: "The vault cannot be opened",
    failed: "The window could not load",
    failedHint: "Close Fobwatch and start it again.",
  },

  copied: {
    what: {
      "access-token": "Copied",
      "refresh-token": "Refresh token copied",
      "authorization-header": "Header copied",
      curl: "curl command copied",
      "env-line": "Environment line copied",
      "client-id": "Client ID copied",
      secret: "Secret copied",
    } satisfies Record<Exclude<CopyWhat, Target>, string>,
    refreshed: "fetched a new one first",
    goodUntil: (time: string): string => `good until ${time}`,
    clearsIn: (time: string): string => `clears in ${time}`,
    clearNow: "Clear now",
    label: "Clipboard",
  },

  told: {
    verdict: (verdict: Verdict, fixed: boolean): string => {
      const what = fixed ? "credential" : "token";
      return {
        accepted: `The server accepts this ${what}`,
        "not-allowed": `The server accepts this ${what}, but it may not see that page`,
        refused: `The server refuses this ${what}`,
      }[verdict];
    },
    clocksAgree: "clocks agree",
    clockOff: (time: string, ahead: boolean): string => `its clock is ${time} ${ahead ? "ahead" : "behind"}`,
    replaced: "Replaced",
  },

  confirm: {
    cancel: "Cancel",
    copyRefreshTitle: "Copy the refresh token?",
    copyRefreshText:
      "It can fetch new access tokens until it ends. Paste it only where you would paste a password. If another program uses it, this session ends and you log in again.",
    copyRefreshYes: "Copy refresh token",
    logOutTitle: (name: string): string => `Log out of ${name}`,
    logOutText: "Both ways delete the tokens here and forget what was remembered.",
    logOutHere: "This deletes the tokens here and forgets what was remembered.",
    logOutFixed: "This deletes the credential here.",
    forgetFixed: "The credential stays good until somebody ends it at the server.",
    forgetNoLogOut: "This profile has no way to tell the server. The session there ends by itself.",
    forgetHere: "Forget here",
    forgetHereText: "The session at the server stays until it ends by itself.",
    everywhere: "Log out everywhere",
    everywhereText: "Ends the session at the server too, and with it other machines' sessions.",
    everywhereSure: "End every session?",
    everywhereSureText: "Everybody who uses this login is logged out, on other machines too.",
    everywhereYes: "End every session",
    removeTitle: (name: string): string => `Remove ${name}?`,
    removeText:
      "Its tokens, what was remembered and its timeline are deleted from this computer. You can undo this for ten seconds.",
    removeYes: "Remove account",
    busy: "Working…",
  },

  shortcuts: {
    title: "Shortcuts",
    rows: {
      palette: "Search every action and account",
      search: "Search accounts",
      move: "Move in the list",
      open: "Open the account",
      copy: "Copy the access token",
      refresh: "Refresh now",
      check: "Check the access token",
      page: "Move by a page, or to an end",
      mark: "Select the account",
      markMore: "Select several accounts",
      markAll: "Select all accounts that are shown",
      add: "Add account",
      activity: "Activity of all accounts",
      inspect: "Inspect a token",
      lock: "Lock Fobwatch",
      help: "This list",
      close: "Close what is open",
    },
  },

  palette: {
    title: "Search everything",
    placeholder: "Type an action or an account",
    none: "Nothing matches",
    remarks: "Write notes and tags",
    clearClipboard: "Clear the clipboard",
    editProfiles: "Edit profiles",
    actions: "Actions",
    accounts: "Accounts",
    copies: "Copy the token of",
  },
};
