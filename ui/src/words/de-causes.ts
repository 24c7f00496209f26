// Why a request was refused, in German, by the code of the cause.

import type { CauseCode } from "../ipc";
import type { Says } from "./type";

export const causes: Record<CauseCode, Says> = {
  expired: {
    message: "Der Token ist abgelaufen.",
    hint: "Einen neuen holen; Fobwatch erneuert die seiner Konten von selbst.",
  },
  "not-yet": {
    message: "Der Token gilt noch nicht, oder zwei Uhren gehen verschieden.",
    hint: "Die Uhren dieses Computers, des Anmeldeservers und der API vergleichen.",
  },
  "other-environment": {
    message:
      "Der Token wurde für eine andere Umgebung ausgestellt, oder von einem Aussteller, den dieser Server nicht kennt.",
    hint: "Einen Token des Kontos nehmen, zu dessen Umgebung die Adresse gehört.",
  },
  "wrong-audience": {
    message: "Der Token ist für eine andere API.",
    hint: "Einen Token verlangen, dessen Audience (aud) diese API ist: mit dem Scope, der Resource oder der Audience aus ihrer Dokumentation.",
  },
  "no-credential": {
    message: "Es wurde kein Token gesendet.",
    hint: "Den Header Authorization: Bearer senden, dahinter den Token.",
  },
  "wrong-scheme": {
    message: "Der Server liest eine andere Art von Anmeldung, als gesendet wurde.",
    hint: "Vor den Token das Schema schreiben, das der Server verlangt, meist Bearer und ein Leerzeichen.",
  },
  "wrong-place": {
    message: "Der Token steht, wo der Server nicht nachsieht.",
    hint: "Ihn im Header Authorization senden und nirgends sonst.",
  },
  damaged: {
    message: "Der Token ist beschädigt oder unvollständig.",
    hint: "Ihn noch einmal ganz kopieren: drei Teile mit Punkten dazwischen.",
  },
  decorated: {
    message: "Mit dem Token wurde etwas gesendet, das nicht dazugehört.",
    hint: "Anführungszeichen, Leerzeichen, Zeilenumbrüche und für Adressen Geschriebenes wie %20 entfernen.",
  },
  placeholder: {
    message: "Statt eines Tokens wurde eine Variable gesendet.",
    hint: "Die Variable in der gewählten Umgebung setzen und ihren Namen prüfen.",
  },
  "refresh-token": {
    message: "Ein Refresh-Token wurde als Access-Token gesendet.",
    hint: "Den Access-Token senden.",
  },
  "id-token": {
    message: "Ein ID-Token wurde als Access-Token gesendet.",
    hint: "Den Access-Token senden; ein ID-Token ist für die Anwendung, die sich angemeldet hat.",
  },
  "rotated-out": {
    message: "Der Token wurde durch einen neueren ersetzt.",
    hint: "Den jetzigen Token des Kontos nehmen.",
  },
  revoked: {
    message: "Der Token wurde widerrufen, oder seine Sitzung ist beim Server beendet.",
    hint: "Neu anmelden.",
  },
  "wrong-signature": {
    message: "Der Server kennt den Schlüssel der Signatur nicht, oder der Token wurde verändert.",
    hint: "Prüfen, ob er vom Anmeldeserver kommt, dem diese API traut, und ob er ganz kopiert wurde.",
  },
  "wrong-algorithm": {
    message: "Der Token ist nicht so signiert, wie es dieser Server verlangt.",
    hint: "Den Anbieter fragen, welchen Algorithmus die API erwartet.",
  },
  "missing-scope": {
    message: "Der Token ist gut, aber ihm fehlt ein Scope dafür.",
    hint: "Den Scope bei der Anmeldung verlangen; vielleicht muss ihn erst jemand gewähren.",
  },
  "not-permitted": {
    message: "Der Token ist gut, aber sein Konto darf das nicht.",
    hint: "Bei denen nachfragen, die die Rechte des Kontos verwalten.",
  },
  "rate-limited": {
    message: "Es waren zu viele Anfragen; am Token liegt es nicht.",
    hint: "Warten und seltener fragen.",
  },
  "address-refused": {
    message: "Der Server lässt Anfragen von dieser Netzadresse nicht zu.",
    hint: "Die Adresse in seine Liste aufnehmen lassen oder durch das Netz gehen, das darin steht.",
  },
  "key-missing": {
    message: "Ein API-Schlüssel ist nötig und wurde nicht gesendet.",
    hint: "Den Schlüssel in dem Header senden, den die Dokumentation nennt.",
  },
  "key-refused": {
    message: "Der Server kennt diesen API-Schlüssel nicht.",
    hint: "Den Schlüssel prüfen, auch ob er für diese Umgebung ist.",
  },
  "bad-password": {
    message: "Der Benutzername oder das Passwort ist falsch.",
    hint: "Beide prüfen, auch ob sie für diese Umgebung sind.",
  },
  "bad-client": {
    message: "Der Server kennt diesen Client nicht, oder sein Geheimnis ist falsch.",
    hint: "client_id und client_secret prüfen, und wie der Server sie gesendet haben will.",
  },
  "account-locked": {
    message: "Das Konto ist gesperrt oder abgeschaltet.",
    hint: "Bei der Verwaltung nachfragen. Weitere Versuche können es länger sperren.",
  },
  "password-expired": {
    message: "Das Passwort ist abgelaufen.",
    hint: "Ein neues setzen, wo der Anbieter das vorsieht.",
  },
  "second-factor": {
    message: "Die Anmeldung verlangt einen zweiten Faktor.",
    hint: "Sich mit einem anmelden oder ein Konto nehmen, das für Programme gemacht ist.",
  },
  "grant-refused": {
    message: "Der Refresh-Token oder der Code ist verbraucht oder abgelaufen.",
    hint: "Neu anmelden.",
  },
  "certificate-needed": {
    message: "Ein Client-Zertifikat ist nötig.",
    hint: "Dem Konto sein Client-Zertifikat und den Schlüssel geben.",
  },
  "request-signature": {
    message: "Die eigene Signatur der Anfrage ist falsch.",
    hint: "Das Geheimnis und die Uhr prüfen, und dass nichts die Anfrage nach dem Signieren ändert.",
  },
  "forgery-check": {
    message: "Der Server will einen Beleg, dass eine eigene Seite das gesendet hat (CSRF).",
    hint: "Die eigene Adresse der API mit einem Bearer-Token nehmen, ohne die Cookies des Browsers.",
  },
  "login-page": {
    message: "Statt der API hat eine Anmeldeseite geantwortet.",
    hint: "Die Adresse prüfen; die API kann hinter einem Portal liegen, das keine Bearer-Token kennt.",
  },
  "proxy-login": {
    message: "Ein Proxy auf dem Weg verlangt eine Anmeldung.",
    hint: "Dem Proxy Benutzername und Passwort geben oder ihn umgehen.",
  },
  "server-fault": {
    message: "Der Server hat versagt; am Token liegt es nicht.",
    hint: "Es später noch einmal versuchen oder dem Anbieter Bescheid geben.",
  },
  "bad-request": {
    message: "Die Anfrage selbst ist falsch; am Token liegt es nicht.",
    hint: "Sie mit der Dokumentation vergleichen.",
  },
  "not-found": {
    message: "Unter dieser Adresse ist nichts; am Token liegt es nicht.",
    hint: "Adresse und Methode prüfen.",
  },
  "too-large": {
    message: "Die Header sind größer, als der Server zulässt.",
    hint: "Einen Token mit weniger Claims nehmen und Cookies weglassen.",
  },
  accepted: {
    message: "Der Server hat die Anfrage zugelassen.",
    hint: "Am Token ist nichts zu tun.",
  },
};
