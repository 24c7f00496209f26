// The texts about what is kept with an account: what people wrote down, when it ends, and its secrets.

import { counted } from "./intl";

export const kept = {
  remarks: {
    title: "Notes",
    add: "Add notes or tags",
    edit: "Edit",
    notes: "Notes",
    notesHelp: "Shown to whoever sees this window: no place for secrets.",
    tags: "Tags",
    tagsHelp: "A comma or Enter ends a tag.",
    removeTag: (tag: string): string => `Remove ${tag}`,
    searchTag: (tag: string): string => `Show accounts with ${tag}`,
    all: "Show all",
    less: "Show less",
    endsOn: "Ends on",
    endsOnHelp: "Year, month and day, such as 2026-12-31.",
    noDay: "There is no such day.",
    endsIn: (days: number): string =>
      days === 0 ? "That is today." : days > 0 ? `In ${inDays(days)}.` : `That was ${inDays(-days)} ago.`,
    remind: "Reminder",
    reminders: (days: number): string => (days === 0 ? "None" : `${inDays(days)} before`),
  },

  ownEnd: {
    state: "Own end",
    left: (days: number): string => (days === 1 ? "day left" : "days left"),
    today: "ends today",
    past: "ended",
    ends: (date: string): string => `ends ${date}, you set this date`,
    ended: (date: string): string => `ended ${date}, you set this date`,
    reminder: (days: number): string => `reminder ${inDays(days)} before`,
    set: "Set an end date",
    change: "Change",
    changeLabel: "Change the end date",
  },

  secrets: {
    remembered: "Remembered",
    entered: "Entered",
    since: (age: string): string => `entered ${age}`,
    sinceUnknown: "age not known",
    replace: "Replace…",
    replaceLabel: (label: string): string => `Replace ${label}`,
    copy: "Copy…",
    copyLabel: (label: string): string => `Copy ${label}`,
    replaceTitle: "Replace what is remembered",
    replaceFixedTitle: "Replace the credential",
    replaceText: "The new one is tried by a login first. The old one is dropped only when that works.",
    replaceFixed: "The new one takes the place of the old one as soon as it is saved.",
    trying: "Logging in…",
    replaceYes: "Replace",
    copyTitle: (label: string): string => `Copy ${label}?`,
    copyText: (fixed: boolean): string =>
      `Whoever has it can ${fixed ? "use the API" : "log in"} as you. Paste it only where you would type it.`,
    copyYes: "Copy",
  },

  clipboard: {
    space: " ",
    secret: (label: string): string => `${label} copied`,
    how: (hidden: boolean): string =>
      hidden
        ? "Checked. Clipboard histories are asked to skip it."
        : "Checked. A clipboard history may keep it.",
    clears: (onLock: boolean): string => `Also cleared ${onLock ? "on screen lock and quit" : "on quit"}.`,
    stays: (onLock: boolean): string =>
      `Stays until something else is copied${onLock ? ", the screen locks" : ""} or Fobwatch quits.`,
  },
};

const inDays = (days: number): string => counted("en", days, { one: "day", other: "days" });
