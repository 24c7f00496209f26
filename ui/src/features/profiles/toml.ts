// As much of TOML as is needed beside a text field: where the caret is, and a copy under another id. What is right
// and wrong is judged in Rust alone.

export interface Place {
  /** The table that the caret is in, such as `["login", "authorize"]`; empty at the top. */
  table: string[];
  /** The key on the caret's line. */
  key: string | null;
}

const HEADER = /^\s*\[{1,2}([\w\s."'-]+)\]{1,2}\s*(#.*)?$/;
const KEY = /^\s*["']?([\w-]+)["']?\s*[.=]/;

export function placeOf(text: string, caret: number): Place {
  const lines = text.slice(0, caret).split("\n");
  const end = text.indexOf("\n", caret);
  const line = text.slice(text.lastIndexOf("\n", caret - 1) + 1, end < 0 ? undefined : end);
  lines[lines.length - 1] = line;
  const header = lines.findLast((each) => HEADER.test(each));
  const name = header ? (HEADER.exec(header)?.[1] ?? "") : "";
  return {
    table: name
      .split(".")
      .map((part) => part.trim().replace(/["']/g, ""))
      .filter(Boolean),
    key: KEY.exec(line)?.[1] ?? null,
  };
}

/** Where a line begins, counted from 1. */
export function startOf(text: string, line: number): number {
  return text
    .split("\n")
    .slice(0, line - 1)
    .reduce((sum, each) => sum + each.length + 1, 0);
}

/** A copy with an id that nobody has yet, and a title that tells it apart. */
export function copyOf(text: string, taken: string[], retitle: (title: string) => string): string {
  const id = /^id\s*=\s*"(.*)"/m.exec(text)?.[1] ?? "profile";
  let free = `${id}-copy`;
  for (let at = 2; taken.includes(free); at++) free = `${id}-copy-${at}`;
  return text
    .replace(/^id\s*=.*$/m, () => `id = "${free}"`)
    .replace(/^title\s*=\s*"(.*)"/m, (_, title: string) => `title = "${retitle(title)}"`);
}
