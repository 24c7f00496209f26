import type { en } from "./en";

/** All that the window says, in one language. English is what there has to be in every other. */
export type Words = typeof en;

/** What a failure says: what happened, and what to do next. */
export interface Says {
  message: string;
  hint: string;
}

/** Sentences of an account's history, by the one that is kept. */
export type History = Record<string, string>;
