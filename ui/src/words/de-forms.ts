// The texts of forms, in German: an account's, a login's and a profile's.

import type { ProfileView } from "../ipc";
import type { forms as english } from "./en-forms";
import { list } from "./intl";

/** What a profile asks for, in a sentence or two. */
function asksFor({ inputs, fixed, interactive }: ProfileView): string {
  const needed = inputs.filter((input) => !input.optional).map((input) => input.label);
  const every = inputs.filter((input) => input.ask === "each-time").map((input) => input.label);
  const what = needed.length ? `Fragt nach: ${list("de", needed)}.` : "Nichts muss ausgefüllt werden.";
  return [
    what,
    fixed && "Wird so gesendet, wie es ist: keine Anmeldung, kein Erneuern.",
    interactive && "Die Zustimmung wird im Browser gegeben.",
    every.length > 0 && `Bei jeder Anmeldung: ${list("de", every)}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

export const forms: typeof english = {
  form: {
    firstTitle: "Das erste Konto hinzufügen",
    firstText: "Einmal anmelden. Fobwatch hält den Token gültig und zum Kopieren bereit.",
    addTitle: "Konto hinzufügen",
    editTitle: (name) => `${name} bearbeiten`,
    name: "Name",
    baseUrl: "Basis-URL",
    baseUrlPlaceholder: "https://api.example.com",
    environment: "Umgebung",
    environmentHelp: "Ein Etikett, etwa staging. Produktion wird überall gekennzeichnet.",
    profile: "Profil",
    ownProfiles: "Eigene Profile",
    builtInProfiles: "In Fobwatch enthalten",
    asksFor,
    editProfiles: "Profile bearbeiten…",
    profileGone:
      "Das Profil dieses Kontos ist nicht mehr da, daher ist unbekannt, wonach es fragt. Das Profil wieder hinzufügen oder das Konto entfernen.",
    detect: "Erkennen",
    detecting: "Wird gesucht…",
    detectHelp:
      "Sieht an dieser Adresse nach, welches Profil passen kann. Zugangsdaten werden nicht gesendet.",
    detectNone: "Nichts zeigt, welches Profil passt.",
    detectNoneHint: "Unten eines wählen. Wie die Anmeldung geht, sagt die Dokumentation der API.",
    detectFound: "Diese können passen:",
    detectChosen: "Gewählt",
    detectChoose: "Wählen",
    more: "Mehr",
    ca: "CA-Datei",
    caHelp: "Prüft den Server mit diesen Zertifizierungsstellen (PEM) statt denen des Systems.",
    caPlaceholder: "~/certs/ca.pem",
    clientCertificate: "Client-Zertifikat",
    clientCertificatePlaceholder: "~/certs/client.pem",
    clientKey: "Client-Schlüssel",
    clientKeyPlaceholder: "~/certs/client.key",
    clientHelp:
      "Beides wird beim Speichern aus den Dateien (PEM) gelesen. Der Schlüssel wird versiegelt aufbewahrt.",
    fileSet: "Gesetzt. Leer lassen, um es zu behalten.",
    caRemove: "CA-Datei entfernen",
    clientRemove: "Client-Zertifikat und Schlüssel entfernen",
    agreeTitle: (origin) => `Zugangsdaten an ${origin} senden?`,
    agreeText:
      "Die Anmeldung geht an einen anderen Ort als die Basis-URL. Mit der Zustimmung wird das Eingegebene dorthin gesendet, jetzt und bei späteren Anmeldungen. Nur zustimmen, wenn beides sicher zusammengehört.",
    agree: "Zustimmen",
    optional: "optional",
    eachTime: "Wird bei jeder Anmeldung erfragt.",
    unchanged: "Leer lassen, um es zu behalten",
    showSecret: (label) => `${label} zeigen`,
    hideSecret: (label) => `${label} verbergen`,
    remember: (profile) =>
      profile && !profile.inputs.some((input) => input.name === "password")
        ? "Geheimes merken"
        : "Passwort merken",
    rememberHelp:
      "Auf diesem Computer versiegelt, nur um sich nach Ablauf des Refresh-Tokens neu anzumelden.",
    submit: "Anmelden",
    submitAgain: "Neu anmelden",
    submitLabel: (profile, logIn) =>
      profile?.fixed
        ? { submit: "Speichern", busy: "Wird gespeichert…" }
        : profile?.interactive
          ? { submit: "Weiter", busy: "Wartet auf die Zustimmung…" }
          : { submit: logIn, busy: "Anmeldung läuft…" },
    save: "Speichern",
    saving: "Wird gespeichert…",
    cancel: "Abbrechen",
    cancelLater: "Erst die Antwort des Servers abwarten, höchstens eine halbe Minute.",
    waitFor: (time) => `Der Server bittet, ${time} zu warten. Ein Versuch geht trotzdem.`,
    demo: "Das ist die eingebaute Sandbox, ein kleiner Server auf diesem Computer. Ihre Beispiel-Anmeldung ist ausgefüllt.",
  },

  step: {
    browserTitle: "Im Browser zustimmen",
    browserText:
      "Eine Seite des Anbieters wurde geöffnet. Dort anmelden und zustimmen, dann geht es hier von selbst weiter.",
    deviceTitle: "Diesen Code eingeben",
    deviceText:
      "Diese Seite auf einem beliebigen Gerät öffnen, den Code eingeben und zustimmen, dann geht es hier von selbst weiter.",
    code: "Code",
    page: "Seite",
    copyCode: "Code kopieren",
    copied: "Kopiert",
    selected: "Ausgewählt, mit der Tastatur kopieren",
    openAgain: "Nochmal öffnen",
    openPage: "Seite öffnen",
    notOpened: "Es ließ sich kein Browser öffnen. Die Seite von Hand öffnen.",
    left: (time) => `noch ${time}`,
    over: "Die Zeit ist um. Abbrechen und nochmal versuchen.",
    cancel: "Abbrechen",
  },

  profiles: {
    title: "Profile",
    lead: "Ein Profil sagt, wie sich eine Art von API anmeldet. Es kann nichts Geheimes enthalten.",
    done: "Fertig",
    list: "Profile",
    own: "Eigene",
    ownNone: "Noch keine. Zum Anfangen eines duplizieren.",
    builtIn: "In Fobwatch enthalten",
    readOnly: "Nur lesbar",
    unsaved: "Nicht gespeichert",
    isNew: "Neu",
    duplicate: "Duplizieren",
    remove: "Löschen",
    removeTitle: (name) => `Profil ${name} löschen?`,
    removeText:
      "Konten, die es nutzen, melden sich weiter so an wie jetzt. Das lässt sich nicht rückgängig machen.",
    removeYes: "Profil löschen",
    text: "Text des Profils",
    save: "Speichern",
    saving: "Wird gespeichert…",
    saved: "Gespeichert",
    replaceTitle: (id) => `${id} ersetzen?`,
    replaceText: "Ein anderes eigenes Profil hat diese Kennung. Beim Speichern wird es ersetzt.",
    replaceYes: "Ersetzen",
    unsavedTitle: "Ohne Speichern verlassen?",
    unsavedText: "Die Änderungen gehen verloren.",
    unsavedYes: "Ohne Speichern verlassen",
    fault: ({ line, key, message }) => `Zeile ${line}${key ? `, ${key}` : ""}: ${message}.`,
    expected: (expected) => `Erwartet: ${expected}.`,
    sound: "Alles in Ordnung",
    checking: "Wird gelesen…",
    keys: (table) => (table ? `Schlüssel von [${table}]` : "Schlüssel am Anfang"),
    inside: (key) => `In ${key}`,
    anyKeys: "Hier dürfen beliebige Schlüssel stehen.",
    unknownTable: "Diese Tabelle gibt es nicht.",
    values: "Eines von:",
    needed: "nötig",
    noHelp: "Für dieses Format gibt es noch keine Hilfe.",
    copyOf: (title) => `${title}, Kopie`,
  },

  trial: {
    title: "Ausprobieren",
    text: "Meldet sich wirklich an diesem Server an, erneuert, prüft und meldet wieder ab, soweit das Profil sagt, wie. Nichts wird behalten.",
    run: "Starten",
    running: "Läuft…",
    needsProfile: "Erst oben berichtigen, was nicht stimmt.",
    answered: (status) => `Antwort: ${status}`,
    noAnswer: "Keine Antwort",
    headers: "Header",
    body: "Inhalt",
    answer: "Antwort",
    found: "Gefunden",
    notThere: "nicht da",
    nothingAsked: "Der Server wurde nichts gefragt: Dieses Profil nennt keine Anmeldung und keine Prüfung.",
    worked: "Alles hat geklappt",
    result: "Was geschah",
  },
};
