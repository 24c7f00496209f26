import type { History } from "./type";

/** What an account's history says, by the sentence that is kept. */
export const history: History = {
  "Added.": "Hinzugefügt.",
  "Added and logged in.": "Hinzugefügt und angemeldet.",
  "Details changed.": "Angaben geändert.",
  "Details changed and logged in.": "Angaben geändert und angemeldet.",
  "Entered anew.": "Neu eingegeben.",
  "Logged in.": "Angemeldet.",
  "Logged in with the remembered password.": "Mit dem gemerkten Passwort angemeldet.",
  "Got a new access token.": "Neues Access-Token geholt.",
  "Logged out here.": "Hier abgemeldet.",
  "Logged out here and at the server.": "Hier und beim Server abgemeldet.",
  "Secrets replaced.": "Gemerktes ersetzt.",
  "Copied the access token.": "Access-Token kopiert.",
  "Copied the refresh token.": "Refresh-Token kopiert.",
  "Copied the Authorization header.": "Authorization-Header kopiert.",
  "Copied the curl command.": "curl-Befehl kopiert.",
  "Copied the environment line.": "Umgebungsvariable kopiert.",
  "Copied the client_id.": "client_id kopiert.",
  "Copied the remembered secret.": "Gemerktes kopiert.",
};
