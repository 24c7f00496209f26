// The texts of what is handed to other tools, in English.

export const tools = {
  handoff: {
    copyFor: "Copy for",
    copyForTool: (tool: string): string => `Copy for ${tool}`,
    copied: (tool: string): string => `Copied for ${tool}`,
    keep: "Keep an .env file fresh…",
    keepTitle: "Keep an .env file fresh",
    keepText:
      "Each new token goes into this file. It is taken out when you log out, quit Fobwatch or stop it here.",
    file: "File",
    fileHelp: "For you only. What else is in it stays. Keep it out of version control.",
    keepYes: "Keep it fresh",
    files: "Files kept fresh",
    good: "Has the token",
    empty: "Has no token at the moment",
    stop: "Stop",
    stopLabel: (path: string): string => `Stop keeping ${path} fresh`,
  },
};
