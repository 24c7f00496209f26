// The texts of what is done to several accounts at once, and of what can be had back, in German.

import type { many as english } from "./en-many";
import { counted, number } from "./intl";

const accounts = (count: number): string => counted("de", count, { one: "Konto", other: "Konten" });

export const many: typeof english = {
  select: {
    label: "Ausgewählte Konten",
    count: (count) => counted("de", count, { other: "ausgewählt" }),
    refresh: "Erneuern",
    logOut: "Abmelden…",
    clear: "Aufheben",
    logOutTitle: (count) => `${accounts(count)} abmelden`,
    more: (count) => `und ${counted("de", count, { one: "weiteres", other: "weitere" })}`,
    forgetText: "Die Sitzungen an den Servern bleiben, bis sie von selbst enden.",
    everywhereSureText: (tell, all) =>
      `Alle, die diese Anmeldungen nutzen, werden abgemeldet, auch auf anderen Rechnern.${
        tell < all ? ` Nur hier vergessen: ${accounts(all - tell)}.` : ""
      }`,
    worked: {
      refreshed: (count) => `${accounts(count)} erneuert`,
      "logged-out": (count) => `${accounts(count)} abgemeldet`,
    },
    partly: {
      refreshed: (worked, all) => `${number("de", worked)} von ${accounts(all)} erneuert`,
      "logged-out": (worked, all) =>
        `Server benachrichtigt bei ${number("de", worked)} von ${accounts(all)}; hier sind alle abgemeldet`,
    },
  },

  undo: {
    removed: (name) => `${name} entfernt`,
    undo: "Rückgängig",
    undoOf: (name) => `Rückgängig, ${name} behalten`,
  },
};
