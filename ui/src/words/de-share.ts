// The texts of sharing a set-up and of taking accounts over, in German.

import { counted } from "./intl";
import type { Words } from "./type";

const accounts = (count: number) => counted("de", count, { one: "Konto", other: "Konten" });

export const share: Pick<Words, "share" | "imports"> = {
  share: {
    open: "Einrichtung weitergeben…",
    openSelected: "Weitergeben",
    title: "Einrichtung weitergeben",
    text: "Eine Datei für das Team, neben dem Code. Darin sind weder Passwort noch Token noch Schlüssel.",
    count: accounts,
    preview: "Die Datei",
    file: "Datei",
    save: "Speichern",
    copy: "Kopieren",
    close: "Schließen",
    saved: "Gespeichert.",
    copied: "Kopiert.",
  },
  imports: {
    open: "Konten importieren…",
    title: "Konten importieren",
    lead: "Aus einer weitergegebenen Einrichtung oder einem anderen Werkzeug. Ohne Zustimmung kommt nichts dazu.",
    done: "Fertig",
    paste:
      "Eine Einrichtung, eine Umgebung aus Postman, Bruno oder Insomnia, eine .env-Datei oder ein curl-Befehl",
    file: "Oder eine Datei",
    formats: {
      "set-up": "Eine Einrichtung von Fobwatch",
      "postman-environment": "Eine Postman-Umgebung",
      "postman-collection": "Eine Postman-Sammlung",
      bruno: "Eine Bruno-Umgebung",
      insomnia: "Insomnia-Umgebungen",
      dotenv: "Eine .env-Datei",
      curl: "Ein curl-Befehl",
    },
    found: (format, count) =>
      count ? `${format}: ${accounts(count)}` : `${format}, ohne Konto zum Hinzufügen`,
    renamed: "Name vergeben: bekommt eine Nummer",
    present: "Schon da",
    added: "Hinzugefügt",
    tags: "Schlagwörter",
    foreign: "Das Profil kommt aus der Datei.",
    sends: (places) => `Die Zugangsdaten gehen an ${places}.`,
    useFound: (names) => `Verwenden, was in der Datei steht (${names})`,
    add: "Hinzufügen und anmelden",
    adding: "Wird angemeldet…",
    addSignedOut: "Ohne Anmeldung hinzufügen",
    show: "Öffnen",
    openFile: "Ansehen",
  },
};
