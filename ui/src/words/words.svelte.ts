// The language in force. Everything that reads `words` while it is drawn is drawn again when the language changes,
// where it stands: a form keeps what was typed.

import { de } from "./de";
import { en } from "./en";
import { TAGS, type Language } from "./intl";
import type { Words } from "./type";
import { zh } from "./zh";

const ALL: Record<Language, Words> = { en, de, zh };

let current = $state<Language>("en");

/** The language in force. */
export const language = (): Language => current;

/** All texts, in the language in force. A text that is kept in a constant stays in the language it was read in. */
export const words: Words = new Proxy(en, { get: (_, key) => ALL[current][key as keyof Words] });

/** Puts a language in force, for what is drawn, for screen readers and for the platform's own texts. */
export function speak(wanted: Language): void {
  current = wanted;
  document.documentElement.lang = TAGS[wanted];
}
