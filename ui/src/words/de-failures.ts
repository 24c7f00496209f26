// What failures say in German, by their code.

import type { Code } from "../ipc";
import type { Says } from "./type";

export const failures: Record<Code, Says> = {
  unreachable: {
    message: "Der Server ist nicht erreichbar.",
    hint: "Adresse und Netzwerk prüfen und nochmal versuchen.",
  },
  no_answer: { message: "Der Server hat nicht rechtzeitig geantwortet.", hint: "Später nochmal versuchen." },
  tls: {
    message: "Die gesicherte Verbindung zum Server kam nicht zustande.",
    hint: "Zertifikat und CA-Datei prüfen.",
  },
  bad_credentials: {
    message: "Der Server nimmt diese Zugangsdaten nicht an.",
    hint: "Prüfen und nochmal versuchen.",
  },
  refresh_refused: { message: "Der Server lehnt den Refresh-Token ab.", hint: "Neu anmelden." },
  answer_lost: {
    message: "Die Antwort des Servers ging unterwegs verloren.",
    hint: "Der Refresh-Token kann verbraucht sein. Wenn es so bleibt, neu anmelden.",
  },
  short_lived: {
    message: "Der Server gibt Token, die sofort ablaufen.",
    hint: "Die Uhr und die Einstellungen des Servers prüfen.",
  },
  rate_limited: { message: "Der Server bittet um Geduld.", hint: "Etwas warten und nochmal versuchen." },
  server_error: { message: "Der Server meldet einen Fehler bei sich.", hint: "Später nochmal versuchen." },
  not_the_api: { message: "An dieser Adresse antwortet nicht die API.", hint: "Die Basis-URL prüfen." },
  bad_answer: {
    message: "Die Antwort des Servers ist nicht wie erwartet.",
    hint: "Prüfen, ob das Profil zur API passt.",
  },
  request_refused: { message: "Der Server lehnt die Anfrage ab.", hint: "Eingaben und Profil prüfen." },
  foreign_origin: {
    message: "Die Anmeldung geht an einen anderen Ort als die Basis-URL.",
    hint: "Nur zustimmen, wenn beides sicher zusammengehört.",
  },
  cancelled: { message: "Die Anmeldung wurde abgebrochen.", hint: "Sie kann jederzeit neu begonnen werden." },
  invalid_profile: { message: "Im Profil stimmt etwas nicht.", hint: "Das Profil berichtigen." },
  invalid_input: {
    message: "Eine Eingabe fehlt oder ist ungültig.",
    hint: "Berichtigen und nochmal versuchen.",
  },
  invalid_base_url: { message: "Die Basis-URL fehlt oder ist ungültig.", hint: "Sie beginnt mit https://." },
  name_taken: { message: "Ein anderes Konto heißt schon so.", hint: "Einen anderen Namen wählen." },
  no_account: { message: "Dieses Konto gibt es nicht.", hint: "Vielleicht wurde es entfernt." },
  needs_login: { message: "Dieses Konto ist nicht angemeldet.", hint: "Neu anmelden." },
  keyring_missing: {
    message: "Auf diesem Computer antwortet kein Schlüsselbund.",
    hint: "Einen starten, etwa GNOME Keyring oder KWallet, und nochmal versuchen.",
  },
  keyring_locked: {
    message: "Der Schlüsselbund mit dem Schlüssel des Tresors ist gesperrt.",
    hint: "Entsperren, dann geht es weiter.",
  },
  keyring_failed: { message: "Der Schlüsselbund meldet einen Fehler.", hint: "Nochmal versuchen." },
  key_missing: {
    message: "Der Schlüssel des Tresors ist nicht im Schlüsselbund.",
    hint: "Den Schlüsselbund wiederherstellen, in dem er war.",
  },
  passphrase_needed: {
    message: "Der Tresor öffnet sich mit einer Passphrase.",
    hint: "Die Passphrase eingeben.",
  },
  wrong_passphrase: { message: "Die Passphrase ist falsch.", hint: "Nochmal versuchen." },
  key_file: { message: "Die Schlüsseldatei ist nicht nutzbar.", hint: "Datei und Rechte prüfen." },
  key_changed: {
    message: "Der Tresor hat einen neuen Schlüssel bekommen.",
    hint: "Den Tresor neu öffnen.",
  },
  vault_damaged: {
    message: "Die Datei des Tresors ist beschädigt.",
    hint: "Aus einer Sicherung wiederherstellen, oder beiseitelegen und neu beginnen.",
  },
  vault_newer: {
    message: "Der Tresor stammt von einem neueren Fobwatch.",
    hint: "Fobwatch aktualisieren.",
  },
  vault_unavailable: {
    message: "Der Tresor lässt sich nicht lesen oder schreiben.",
    hint: "Platz und Rechte auf der Festplatte prüfen.",
  },
  busy: { message: "Gerade läuft schon etwas anderes.", hint: "Kurz warten und nochmal versuchen." },
  held_uncommitted: {
    message: "Die neueste Sitzung ist noch nicht gespeichert.",
    hint: "Es wird von selbst wieder versucht.",
  },
  superseded: { message: "Inzwischen gibt es etwas Neueres.", hint: "Nochmal versuchen." },
  locked: { message: "Fobwatch ist gesperrt.", hint: "Im Fenster die Passphrase eingeben." },
  clipboard: { message: "Die Zwischenablage antwortet nicht.", hint: "Nochmal versuchen." },
  internal: { message: "In Fobwatch ist etwas schiefgegangen.", hint: "Nochmal versuchen." },
};
