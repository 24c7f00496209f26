// The list of accounts: how it is ordered, grouped and searched.

import type { AccountView } from "../ipc";
import { language, order } from "../words";

export interface Group {
  environment: string;
  production: boolean;
  accounts: AccountView[];
}

const rank = ({ production, environment }: AccountView): number =>
  production ? 0 : environment.trim() ? 1 : 2;

/** Production first, then by label, the accounts without one last; by name inside. */
function compare(a: AccountView, b: AccountView): number {
  const byText = order(language());
  return rank(a) - rank(b) || byText(a.environment.trim(), b.environment.trim()) || byText(a.name, b.name);
}

/** The accounts in the order of the list. */
export const sorted = (accounts: AccountView[]): AccountView[] => [...accounts].sort(compare);

const staysPut = (a: AccountView, b: AccountView): boolean =>
  a.name === b.name && a.environment === b.environment && a.production === b.production;

/** A sorted list with this account, new or changed. Nothing else is compared when its place cannot have changed. */
export function withAccount(accounts: AccountView[], view: AccountView): AccountView[] {
  const at = accounts.findIndex((account) => account.id === view.id);
  const known = accounts[at];
  if (known && staysPut(known, view)) return accounts.with(at, view);
  const others = known ? accounts.toSpliced(at, 1) : accounts;
  let from = 0;
  let to = others.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(others[middle] as AccountView, view) <= 0) from = middle + 1;
    else to = middle;
  }
  return others.toSpliced(from, 0, view);
}

/** A sorted list in groups. Labels that differ in nothing but capitals are one. */
export function grouped(accounts: AccountView[]): Group[] {
  const groups = new Map<string, Group>();
  for (const account of accounts) {
    const environment = account.environment.trim();
    const key = environment.toLowerCase();
    const group = groups.get(key);
    if (group) {
      group.accounts.push(account);
      group.environment = environment;
    } else groups.set(key, { environment, production: account.production, accounts: [account] });
  }
  return [...groups.values()];
}

// A view is replaced when it changes, so what is searched in it is written together once.
const texts = new WeakMap<AccountView, string>();

/** All that a search finds an account by, in small letters. */
export function textOf(account: AccountView): string {
  let text = texts.get(account);
  if (text === undefined) {
    const { name, environment, base_url, inputs, remarks } = account;
    text = [name, environment, base_url, ...Object.values(inputs), ...remarks.tags, remarks.notes]
      .join("\n")
      .toLowerCase();
    texts.set(account, text);
  }
  return text;
}

type Fits = (account: AccountView) => boolean;

const begins = (text: string, part: string): boolean => text.trim().toLowerCase().startsWith(part);

/** A word that says where to look: `tag:billing`, `env:staging`, `env:production`. */
const FIELDS: Record<string, (part: string) => Fits> = {
  tag:
    (part) =>
    ({ remarks }) =>
      remarks.tags.some((tag) => begins(tag, part)),
  env:
    (part) =>
    ({ environment, production }) =>
      begins(environment, part) || (production && "production".startsWith(part)),
};

const UNFINISHED = { "tag:": true, "env:": true };

/** One word, or several in quotes; the name of a field may stand in front. */
const WORD = /(?:(tag|env):)?(?:"([^"]*)"?|(\S+))/gi;

function fits([, field, quoted, bare]: RegExpMatchArray): Fits {
  const part = (quoted ?? bare ?? "").trim().toLowerCase();
  // Not finished yet: it takes nothing away.
  if (part in UNFINISHED) return () => true;
  const inside = field && FIELDS[field.toLowerCase()];
  return inside ? inside(part) : (account) => textOf(account).includes(part);
}

/** The accounts that have every word of the query, anywhere or where the word says. */
export function found(accounts: AccountView[], query: string): AccountView[] {
  const words = [...query.matchAll(WORD)].map(fits);
  return words.length ? accounts.filter((account) => words.every((fit) => fit(account))) : accounts;
}
