import type { Line, Piece } from "../ipc";
import { duration, secondsUtc } from "./intl";
import { language, words } from "./words.svelte";

/** A sentence of the program in the window's language; the same pieces, in the order that the language has. */
export function line({ says, pieces, sentence }: Line): string {
  const pattern = words.lines[says];
  return pattern?.replace(/\{(\d)\}/g, (_, at: string) => piece(pieces[Number(at)])) ?? sentence;
}

function piece(one: Piece | undefined): string {
  switch (one?.kind) {
    case "text":
      return one.value;
    case "time":
      return secondsUtc(one.value);
    case "seconds":
      return duration(language(), one.value);
    case "line":
      return line(one.value);
    case "lines":
      return one.value.map(line).join(words.comma);
    case undefined:
      return "";
  }
}
