// Every text of the window, in one place: `words.rail.add`. A new one goes into en, de and zh alike.

export { counted, list, number, order, TAGS, type Language } from "./intl";
export { line } from "./line";
export { spoken } from "./profile";
export { told, type ToldFailure } from "./told";
export type { Says, Words } from "./type";
export { language, speak, words } from "./words.svelte";
