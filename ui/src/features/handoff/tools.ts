// The tools that a token can be copied for, in the order of the menus. Their names are the same in all languages.

import type { Target } from "../../ipc";

interface Tool {
  what: Target;
  name: string;
  /** It has a place for a bearer token and for nothing else. */
  bearer?: true;
}

const TOOLS: Tool[] = [
  { what: "postman", name: "Postman" },
  { what: "postman-collection", name: "Postman (collection)", bearer: true },
  { what: "bruno", name: "Bruno" },
  { what: "insomnia", name: "Insomnia" },
  { what: "hoppscotch", name: "Hoppscotch" },
  { what: "dotenv", name: ".env" },
  { what: "vscode", name: "VS Code REST Client" },
  { what: "jetbrains", name: "JetBrains HTTP Client" },
  { what: "httpie", name: "HTTPie", bearer: true },
  { what: "curl-config", name: "curl -K" },
  { what: "kubernetes", name: "kubectl", bearer: true },
  { what: "git", name: "git", bearer: true },
];

/** Those that have a place for such a credential. */
export const toolsFor = (fixed: boolean): Tool[] => TOOLS.filter((tool) => !(fixed && tool.bearer));

/** What a tool is called; none where it is not copied for one. */
export const toolOf = (what: string): string | undefined => TOOLS.find((tool) => tool.what === what)?.name;
