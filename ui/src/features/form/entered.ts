// What was typed into the fields of a profile, apart: what is secret goes another way than what is not.

import type { InputView } from "../../ipc";

export type Values = Record<string, string>;

/** What a field shows: what was typed, else, in a fresh form, what it starts with. */
export const valueOf = (input: InputView, values: Values, fresh: boolean): string =>
  values[input.name] ?? (fresh ? (input.default ?? "") : "");

/** Whether something is not as it was; what is empty and what is not there are the same. */
export const differ = (now: Values, before: Values): boolean =>
  Object.keys({ ...now, ...before }).some((name) => (now[name] ?? "") !== (before[name] ?? ""));

export function entered(
  inputs: InputView[],
  values: Values,
  fresh: boolean,
): { inputs: Values; secrets: Values } {
  const plain: Values = {};
  const secrets: Values = {};
  for (const input of inputs) {
    const value = valueOf(input, values, fresh);
    if (!input.secret) plain[input.name] = value;
    else if (value) secrets[input.name] = value;
  }
  return { inputs: plain, secrets };
}
