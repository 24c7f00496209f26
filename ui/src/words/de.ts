// Every text of the window in German, without an address: neither "du" nor "Sie".

import { history } from "./de-history";
import { failures } from "./de-failures";
import { desk } from "./de-desk";
import { forms } from "./de-forms";
import { many } from "./de-many";
import { inspect } from "./de-inspect";
import { share } from "./de-share";
import { tools } from "./de-tools";
import { kept } from "./de-kept";
import { profileTexts } from "./de-profiles";
import { number } from "./intl";
import type { Words } from "./type";

export const de: Words = {
  ...forms,
  ...many,
  ...inspect,
  ...share,
  ...tools,
  ...desk,
  ...kept,

  errors: failures,
  profileTexts,

  happened: {
    "logged-in": "Angemeldet",
    refreshed: "Erneuert",
    retrying: "Erneuern misslungen, neuer Versuch folgt",
    "needs-login": "Neue Anmeldung nötig",
    copied: "Kopiert",
    "logged-out": "Abgemeldet",
    edited: "Geändert",
  },
  history,

  time: {
    days: (days, hours) => `${days}T ${hours}h`,
    hours: (hours, minutes) => `${hours}h ${minutes}m`,
    day: (days) => `${number("de", days)}T`,
    hour: (hours) => `${hours}h`,
    minute: (minutes) => `${minutes}m`,
    underMinute: "<1m",
    now: "jetzt",
    ago: (time) => `vor ${time}`,
  },

  app: "Fobwatch",
  title: (account) => (account ? `${account} · Fobwatch` : "Fobwatch"),

  states: {
    "signed-out": "Abgemeldet",
    fresh: "Gültig",
    static: "Ohne Ablauf",
    refused: "Abgelehnt",
    refreshing: "Wird erneuert",
    retrying: "Neuer Versuch",
    "needs-login": "Anmeldung nötig",
  },

  rail: {
    label: "Konten",
    search: "Konten suchen",
    searchPlaceholder: "Suchen",
    add: "Konto hinzufügen",
    none: "Kein Konto passt",
    clearSearch: "Suche leeren",
    noEnvironment: "Ohne Umgebung",
    production: "Produktion",
    back: "Alle Konten",
  },

  token: {
    access: "Access-Token",
    credential: "Zugangsdaten",
    refresh: "Refresh-Token",
    expired: "abgelaufen",
    noEnd: "kein Ablauf genannt",
    left: "übrig",
    expires: (when) => `läuft ab ${when}`,
    ended: (when) => `abgelaufen ${when}`,
    thenItself: "Danach meldet sich Fobwatch mit dem Gemerkten neu an.",
    thenYou: "Danach ist eine neue Anmeldung nötig. Dafür ist nichts gemerkt.",
    noEndLong: "Der Server nennt keinen Ablauf.",
    lasting: "ohne Ablauf",
    lastingLong: "Läuft nicht von selbst ab. Es gibt nichts zu erneuern.",
    copyOf: (fixed) => (fixed ? "Header kopieren" : "Token kopieren"),
    copyRefresh: "Kopieren",
    copyRefreshLabel: "Refresh-Token kopieren",
    menu: "Weitere Arten zu kopieren",
    header: "Authorization-Header",
    curl: "curl-Befehl",
    envLine: "Umgebungsvariable",
  },

  account: {
    baseUrl: "Basis-URL",
    environment: "Umgebung",
    profile: "Profil",
    certificate: "Client-Zertifikat",
    certificateShown: "Wird dem Server gezeigt",
    authorities: "Zertifizierungsstellen",
    authoritiesOwn: "Aus einer CA-Datei",
    trusts: "Zugangsdaten gehen auch an",
    checked: "Geprüft",
    notChecked: "noch nicht",
    check: "Jetzt prüfen",
    checking: "Wird geprüft…",
    checkLong: "Access-Token prüfen",
    verdicts: {
      accepted: "angenommen",
      "not-allowed": "angenommen, darf diese Seite aber nicht sehen",
      refused: "abgelehnt",
    },
    checkedAt: (when, verdict) => `${when}: ${verdict}`,
    clientId: "Client-ID",
    copyClientId: "Client-ID kopieren",
    refresh: "Jetzt erneuern",
    refreshing: "Wird erneuert…",
    logOut: "Abmelden",
    menu: "Mehr zu diesem Konto",
    edit: "Bearbeiten",
    remove: "Entfernen",
    timeline: "Verlauf",
    timelineEmpty: "Noch ist nichts geschehen.",
    clock: (time, ahead) =>
      `Die Uhr des Servers geht gegenüber diesem Computer ${time} ${ahead ? "vor" : "nach"}. Die Restzeit richtet sich nach dem Server.`,
  },

  banner: {
    retrying: "Der Token konnte nicht erneuert werden",
    retryIn: (time) => `Nächster Versuch in ${time}`,
    retrySoon: "Neuer Versuch läuft",
    retryNow: "Jetzt versuchen",
    refused: (fixed) => `Der Server lehnt ${fixed ? "diese Zugangsdaten" : "diesen Token"} ab`,
    refusedSince: (time) => `Seit ${time}, obwohl eigentlich noch gültig.`,
    refusedRefresh: "Einen neuen holen oder neu anmelden.",
    refusedLogin: "Eine neue Anmeldung bringt einen neuen.",
    refusedFixed: "Neue eingeben.",
    needsLogin: "Für neue Token ist eine Anmeldung nötig",
    signedOut: "Abgemeldet",
    signedOutHint: (fixed) =>
      `${fixed ? "Erst die Zugangsdaten eingeben." : "Eine Anmeldung bringt Token."} Solange das Konto abgemeldet ist, wird nichts Geheimes davon aufbewahrt.`,
    uncommitted: "Noch nicht gespeichert",
    uncommittedHint:
      "Die neueste Sitzung ist nur im Speicher, weil der Tresor nicht geschrieben werden konnte. Es wird von selbst wieder versucht.",
    server: "Der Server sagt:",
    original: "Im Einzelnen:",
    dismiss: "Schließen",
    notRevoked: "Hier abgemeldet, aber der Server weiß es nicht",
  },

  vault: {
    opening: "Tresor wird geöffnet…",
    openingHint: "Das System fragt eventuell nach dem Passwort für den Schlüsselbund.",
    unlock: "Schlüsselbund entsperren",
    again: "Nochmal versuchen",
    busy: "Läuft…",
    titles: {
      keyring_locked: "Der Schlüsselbund ist gesperrt",
      keyring_missing: "Kein Schlüsselbund läuft",
      keyring_failed: "Der Schlüsselbund hat nicht geantwortet",
      key_missing: "Der Schlüssel des Tresors fehlt im Schlüsselbund",
      passphrase_needed: "Der Tresor öffnet sich mit einer Passphrase",
      wrong_passphrase: "Die Passphrase ist falsch",
      key_file: "Die Schlüsseldatei ist nicht nutzbar",
      key_changed: "Der Tresor hat einen neuen Schlüssel",
      vault_damaged: "Der Tresor ist beschädigt",
      vault_newer: "Der Tresor stammt von einem neueren Fobwatch",
    },
    title: "Der Tresor lässt sich nicht öffnen",
    failed: "Das Fenster konnte nicht geladen werden",
    failedHint: "Fobwatch schließen und neu starten.",
  },

  copied: {
    what: {
      "access-token": "Kopiert",
      "refresh-token": "Refresh-Token kopiert",
      "authorization-header": "Header kopiert",
      curl: "curl-Befehl kopiert",
      "env-line": "Umgebungsvariable kopiert",
      "client-id": "Client-ID kopiert",
      secret: "Geheimnis kopiert",
    },
    refreshed: "vorher erneuert",
    goodUntil: (time) => `gültig bis ${time}`,
    clearsIn: (time) => `gelöscht in ${time}`,
    clearNow: "Jetzt leeren",
    label: "Zwischenablage",
  },

  told: {
    verdict: (verdict, fixed) => {
      const what = fixed ? "diese Zugangsdaten" : "diesen Token";
      return {
        accepted: `Der Server nimmt ${what} an`,
        "not-allowed": `Der Server nimmt ${what} an, zeigt die Seite aber nicht`,
        refused: `Der Server lehnt ${what} ab`,
      }[verdict];
    },
    clocksAgree: "die Uhren stimmen überein",
    clockOff: (time, ahead) => `seine Uhr geht ${time} ${ahead ? "vor" : "nach"}`,
    replaced: "Ersetzt",
  },

  confirm: {
    cancel: "Abbrechen",
    copyRefreshTitle: "Refresh-Token kopieren?",
    copyRefreshText:
      "Er kann bis zu seinem Ablauf neue Access-Token holen. Nur dort einfügen, wo auch ein Passwort hindürfte. Nutzt ihn ein anderes Programm, endet diese Sitzung und eine neue Anmeldung wird nötig.",
    copyRefreshYes: "Refresh-Token kopieren",
    logOutTitle: (name) => `${name} abmelden`,
    logOutText: "Beides löscht hier die Token und vergisst, was gemerkt war.",
    logOutHere: "Löscht hier die Token und vergisst, was gemerkt war.",
    logOutFixed: "Löscht hier die Zugangsdaten.",
    forgetFixed: "Die Zugangsdaten bleiben gültig, bis sie jemand am Server beendet.",
    forgetNoLogOut: "Dieses Profil kann es dem Server nicht sagen. Die Sitzung dort endet von selbst.",
    forgetHere: "Hier vergessen",
    forgetHereText: "Die Sitzung am Server bleibt, bis sie von selbst endet.",
    everywhere: "Überall abmelden",
    everywhereText: "Beendet auch die Sitzung am Server, und damit die anderer Rechner.",
    everywhereSure: "Alle Sitzungen beenden?",
    everywhereSureText: "Alle, die diese Anmeldung nutzen, werden abgemeldet, auch auf anderen Rechnern.",
    everywhereYes: "Alle Sitzungen beenden",
    removeTitle: (name) => `${name} entfernen?`,
    removeText:
      "Token, Gemerktes und Verlauf werden von diesem Computer gelöscht. Das lässt sich zehn Sekunden lang rückgängig machen.",
    removeYes: "Konto entfernen",
    busy: "Läuft…",
  },

  shortcuts: {
    title: "Tastenkürzel",
    rows: {
      palette: "Alle Aktionen und Konten durchsuchen",
      search: "Konten suchen",
      move: "In der Liste bewegen",
      open: "Konto öffnen",
      copy: "Access-Token kopieren",
      refresh: "Jetzt erneuern",
      check: "Access-Token prüfen",
      page: "Seitenweise oder an ein Ende springen",
      mark: "Konto auswählen",
      markMore: "Mehrere Konten auswählen",
      markAll: "Alle angezeigten Konten auswählen",
      add: "Konto hinzufügen",
      activity: "Verlauf aller Konten",
      inspect: "Token prüfen",
      lock: "Fobwatch sperren",
      help: "Diese Liste",
      close: "Schließen, was offen ist",
    },
  },

  palette: {
    title: "Alles durchsuchen",
    placeholder: "Aktion oder Konto eintippen",
    none: "Nichts passt",
    remarks: "Notizen und Tags schreiben",
    clearClipboard: "Zwischenablage leeren",
    editProfiles: "Profile bearbeiten",
    actions: "Aktionen",
    accounts: "Konten",
    copies: "Token kopieren von",
  },
};
