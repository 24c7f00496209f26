// The texts of forms, in English: an account's, a login's and a profile's.

import type { ProfileFault, ProfileView } from "../ipc";
import { list } from "./intl";

/** What a profile asks for, in a sentence or two. */
function asksFor({ inputs, fixed, interactive }: ProfileView): string {
  const needed = inputs.filter((input) => !input.optional).map((input) => input.label);
  const every = inputs.filter((input) => input.ask === "each-time").map((input) => input.label);
  const what = needed.length
    ? `Asks for: ${list("en", needed)}.`
    : "Asks for nothing that has to be filled in.";
  return [
    what,
    fixed && "It is sent as it is: there is no login, and nothing is refreshed.",
    interactive && "You agree in a browser.",
    every.length > 0 && `At every login: ${list("en", every)}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

export const forms = {
  form: {
    firstTitle: "Add your first account",
    firstText: "Log in once. Fobwatch keeps the token fresh, ready to copy.",
    addTitle: "Add account",
    editTitle: (name: string): string => `Edit ${name}`,
    name: "Name",
    baseUrl: "Base URL",
    baseUrlPlaceholder: "https://api.example.com",
    environment: "Environment",
    environmentHelp: "A label, such as staging. Production is marked everywhere.",
    profile: "Profile",
    ownProfiles: "Your profiles",
    builtInProfiles: "Come with Fobwatch",
    asksFor,
    editProfiles: "Edit profiles…",
    profileGone:
      "This account's profile is not here any more, so what it asks for is not known. Add the profile again, or remove the account.",
    detect: "Detect",
    detecting: "Looking…",
    detectHelp: "Detect looks at this address to find which profile may fit. It sends no credential.",
    detectNone: "Nothing shows which profile fits.",
    detectNoneHint: "Choose one below. The API's documentation says how it logs in.",
    detectFound: "These may fit:",
    detectChosen: "Chosen",
    detectChoose: "Choose",
    more: "More",
    ca: "CA file",
    caHelp: "Checks the server by these authorities (PEM) instead of the system's.",
    caPlaceholder: "~/certs/ca.pem",
    clientCertificate: "Client certificate",
    clientCertificatePlaceholder: "~/certs/client.pem",
    clientKey: "Client key",
    clientKeyPlaceholder: "~/certs/client.key",
    clientHelp: "Both are read from their files (PEM) when you save. The key is kept sealed.",
    fileSet: "Set. Empty keeps it.",
    caRemove: "Remove the CA file",
    clientRemove: "Remove the client certificate and its key",
    agreeTitle: (origin: string): string => `Send the credentials to ${origin}?`,
    agreeText:
      "The login goes to another place than the base URL. If you agree, what you entered is sent there, now and at later logins. Agree only when you know that both belong together.",
    agree: "Agree",
    optional: "optional",
    eachTime: "Asked for at every login.",
    unchanged: "Leave empty to keep it",
    showSecret: (label: string): string => `Show ${label}`,
    hideSecret: (label: string): string => `Hide ${label}`,
    remember: (profile: ProfileView | null): string =>
      profile && !profile.inputs.some((input) => input.name === "password")
        ? "Remember what is secret"
        : "Remember my password",
    rememberHelp: "Sealed on this computer, used only to log in again when the refresh token ends.",
    submit: "Log in",
    submitAgain: "Log in again",
    submitLabel: (profile: ProfileView | null, logIn: string): { submit: string; busy: string } =>
      profile?.fixed
        ? { submit: "Save", busy: "Saving…" }
        : profile?.interactive
          ? { submit: "Continue", busy: "Waiting for you…" }
          : { submit: logIn, busy: "Logging in…" },
    save: "Save",
    saving: "Saving…",
    cancel: "Cancel",
    cancelLater: "Wait for the server's answer, at most half a minute.",
    waitFor: (time: string): string => `The server asks to wait ${time}. You can still try now.`,
    demo: "This is the built-in sandbox, a small server on this computer. Its sample login is filled in.",
  },

  step: {
    browserTitle: "Agree in the browser",
    browserText: "A page of the provider has been opened. Log in there and agree; this goes on by itself.",
    deviceTitle: "Enter this code",
    deviceText: "Open this page on any device, enter the code and agree; this goes on by itself.",
    code: "Code",
    page: "Page",
    copyCode: "Copy code",
    copied: "Copied",
    selected: "Selected, copy it with the keyboard",
    openAgain: "Open again",
    openPage: "Open page",
    notOpened: "No browser could be opened. Open the page yourself.",
    left: (time: string): string => `${time} left`,
    over: "The time is over. Cancel, and try again.",
    cancel: "Cancel",
  },

  profiles: {
    title: "Profiles",
    lead: "A profile says how one family of APIs logs in. It can hold no secret.",
    done: "Done",
    list: "Profiles",
    own: "Yours",
    ownNone: "None yet. Duplicate one to begin.",
    builtIn: "Come with Fobwatch",
    readOnly: "Read only",
    unsaved: "Not saved",
    isNew: "New",
    duplicate: "Duplicate",
    remove: "Delete",
    removeTitle: (name: string): string => `Delete the profile ${name}?`,
    removeText: "Accounts that use it keep logging in by it as it is now. This cannot be undone.",
    removeYes: "Delete profile",
    text: "Text of the profile",
    save: "Save",
    saving: "Saving…",
    saved: "Saved",
    replaceTitle: (id: string): string => `Replace ${id}?`,
    replaceText: "Another profile of yours has this id. Saving puts this one in its place.",
    replaceYes: "Replace",
    unsavedTitle: "Leave without saving?",
    unsavedText: "The changes are lost.",
    unsavedYes: "Leave without saving",
    fault: ({ line, key, message }: ProfileFault): string =>
      `Line ${line}${key ? `, ${key}` : ""}: ${message}.`,
    expected: (expected: string): string => `Expected: ${expected}.`,
    sound: "Nothing is wrong with it",
    checking: "Reading…",
    keys: (table: string): string => (table ? `Keys of [${table}]` : "Keys at the top"),
    inside: (key: string): string => `Inside ${key}`,
    anyKeys: "Any keys may stand here.",
    unknownTable: "There is no such table.",
    values: "One of:",
    needed: "needed",
    noHelp: "There is no help for this format yet.",
    copyOf: (title: string): string => `${title}, copy`,
  },

  trial: {
    title: "Try it",
    text: "This really logs in at that server, refreshes, checks and logs out again, as far as the profile says how. Nothing is kept.",
    run: "Run",
    running: "Running…",
    needsProfile: "First mend what is wrong above.",
    answered: (status: number): string => `Answer: ${status}`,
    noAnswer: "No answer",
    headers: "Headers",
    body: "Body",
    answer: "Answer",
    found: "Found",
    notThere: "not there",
    nothingAsked: "Nothing was asked of the server: this profile names no login and no check.",
    worked: "Everything worked",
    result: "What happened",
  },
};
