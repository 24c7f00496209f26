// The texts about what is kept with an account, in German.

import type { kept as english } from "./en-kept";
import { counted } from "./intl";

export const kept: typeof english = {
  remarks: {
    title: "Notizen",
    add: "Notizen oder Tags hinzufügen",
    edit: "Bearbeiten",
    notes: "Notizen",
    notesHelp: "Sichtbar für alle, die dieses Fenster sehen: kein Platz für Geheimnisse.",
    tags: "Tags",
    tagsHelp: "Komma oder Enter beendet einen Tag.",
    removeTag: (tag) => `${tag} entfernen`,
    searchTag: (tag) => `Konten mit ${tag} zeigen`,
    all: "Alles zeigen",
    less: "Weniger zeigen",
    endsOn: "Läuft ab am",
    endsOnHelp: "Jahr, Monat und Tag, etwa 2026-12-31.",
    noDay: "Diesen Tag gibt es nicht.",
    endsIn: (days) =>
      days === 0 ? "Das ist heute." : days > 0 ? `In ${inDays(days)}.` : `Das war vor ${inDays(-days)}.`,
    remind: "Erinnerung",
    reminders: (days) => (days === 0 ? "Keine" : `${aDays(days)} vorher`),
  },

  ownEnd: {
    state: "Eigener Ablauf",
    left: (days) => (days === 1 ? "Tag übrig" : "Tage übrig"),
    today: "endet heute",
    past: "abgelaufen",
    ends: (date) => `läuft ab am ${date}, selbst gesetzt`,
    ended: (date) => `abgelaufen am ${date}, selbst gesetzt`,
    reminder: (days) => `Erinnerung ${aDays(days)} vorher`,
    set: "Ablauf festlegen",
    change: "Ändern",
    changeLabel: "Ablauf ändern",
  },

  secrets: {
    remembered: "Gemerkt",
    entered: "Eingegeben",
    since: (age) => `${age} eingegeben`,
    sinceUnknown: "Alter unbekannt",
    replace: "Ersetzen…",
    replaceLabel: (label) => `${label} ersetzen`,
    copy: "Kopieren…",
    copyLabel: (label) => `${label} kopieren`,
    replaceTitle: "Gemerktes ersetzen",
    replaceFixedTitle: "Zugangsdaten ersetzen",
    replaceText:
      "Das Neue wird zuerst mit einer Anmeldung geprüft. Erst wenn sie gelingt, wird das Alte verworfen.",
    replaceFixed: "Das Neue tritt an die Stelle des Alten, sobald es gespeichert ist.",
    trying: "Anmeldung läuft…",
    replaceYes: "Ersetzen",
    copyTitle: (label) => `${label} kopieren?`,
    copyText: (fixed) =>
      `Wer es hat, kann ${fixed ? "damit die API nutzen" : "sich damit anmelden"}. Nur dort einfügen, wo es auch eingetippt würde.`,
    copyYes: "Kopieren",
  },

  clipboard: {
    space: " ",
    secret: (label) => `${label} kopiert`,
    how: (hidden) =>
      hidden
        ? "Geprüft. Ein Verlauf der Zwischenablage soll es auslassen."
        : "Geprüft. Ein Verlauf der Zwischenablage kann es behalten.",
    clears: (onLock) => `Auch bei ${onLock ? "Sperre und Ende" : "Ende"} gelöscht.`,
    stays: (onLock) => `Bleibt bis zur nächsten Kopie${onLock ? ", Sperre" : ""} oder zum Ende.`,
  },
};

const inDays = (days: number): string => counted("de", days, { one: "Tag", other: "Tagen" });
const aDays = (days: number): string => counted("de", days, { one: "Tag", other: "Tage" });
