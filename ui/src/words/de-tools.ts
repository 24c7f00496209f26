// The texts of what is handed to other tools, in German.

import type { Words } from "./type";

export const tools: Pick<Words, "handoff"> = {
  handoff: {
    copyFor: "Kopieren für",
    copyForTool: (tool) => `Kopieren für ${tool}`,
    copied: (tool) => `Für ${tool} kopiert`,
    keep: "Eine .env-Datei frisch halten…",
    keepTitle: "Eine .env-Datei frisch halten",
    keepText:
      "Jeder neue Token kommt in diese Datei. Beim Abmelden, beim Beenden von Fobwatch und wenn es hier beendet wird, kommt er heraus.",
    file: "Datei",
    fileHelp:
      "Nur für diesen Benutzer lesbar. Was sonst darin steht, bleibt. Halte sie aus der Versionsverwaltung heraus.",
    keepYes: "Frisch halten",
    files: "Frisch gehaltene Dateien",
    good: "Enthält den Token",
    empty: "Enthält zurzeit keinen Token",
    stop: "Beenden",
    stopLabel: (path) => `${path} nicht mehr frisch halten`,
  },
};
