// Short labels that people give to accounts.

import type { AccountView } from "../../ipc";

const MOST_SUGGESTED = 8;
// A comma as every keyboard here writes it.
const SEPARATOR = /[,\uFF0C\u3001\n]/;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
const has = (tags: string[], tag: string): boolean => tags.some((each) => same(each, tag));

/** Whether what was typed holds a finished tag. */
export const isFinished = (typed: string): boolean => SEPARATOR.test(typed);

/** The tags with those that were typed, each once. */
export function withTyped(tags: string[], typed: string): string[] {
  const all = [...tags];
  for (const part of typed.split(SEPARATOR)) {
    const tag = part.trim().replace(/\s+/g, " ");
    if (tag && !has(all, tag)) all.push(tag);
  }
  return all;
}

/** Tags of the accounts that fit what is typed, the most used first, without those that are here already. */
export function suggest(accounts: AccountView[], tags: string[], typed: string): string[] {
  const part = typed.trim().toLowerCase();
  const used = new Map<string, number>();
  for (const tag of accounts.flatMap((account) => account.remarks.tags)) {
    if (tag.toLowerCase().includes(part) && !has(tags, tag)) used.set(tag, (used.get(tag) ?? 0) + 1);
  }
  return [...used]
    .sort(([a, often], [b, rarely]) => rarely - often || a.localeCompare(b))
    .slice(0, MOST_SUGGESTED)
    .map(([tag]) => tag);
}

/** What is searched for to see all accounts with a tag. A quote ends what is searched for, so only what is before it. */
export function searchFor(tag: string): string {
  const part = tag.split('"', 1).join("").trim();
  return /\s/.test(part) ? `tag:"${part}"` : `tag:${part}`;
}
