// The texts of what is done to several accounts at once, and of what can be had back, in English.

import { counted } from "./intl";

const accounts = (count: number): string => counted("en", count, { one: "account", other: "accounts" });

export const many = {
  select: {
    label: "Selected accounts",
    count: (count: number): string => `${counted("en", count, { other: "selected" })}`,
    refresh: "Refresh",
    logOut: "Log out…",
    clear: "Clear",
    logOutTitle: (count: number): string => `Log out of ${accounts(count)}`,
    more: (count: number): string => `and ${counted("en", count, { other: "more" })}`,
    forgetText: "Sessions at the servers stay until they end by themselves.",
    everywhereSureText: (tell: number, all: number): string =>
      `Everybody who uses these logins is logged out, on other machines too.${
        tell < all ? ` ${accounts(all - tell)} can only be forgotten here.` : ""
      }`,
    worked: {
      refreshed: (count: number): string => `Refreshed ${accounts(count)}`,
      "logged-out": (count: number): string => `Logged out of ${accounts(count)}`,
    },
    partly: {
      refreshed: (worked: number, all: number): string => `Refreshed ${worked} of ${accounts(all)}`,
      "logged-out": (worked: number, all: number): string =>
        `Told the server for ${worked} of ${accounts(all)}; all are logged out here`,
    },
  },

  undo: {
    removed: (name: string): string => `Removed ${name}`,
    undo: "Undo",
    undoOf: (name: string): string => `Undo, keep ${name}`,
  },
};
