// What the platform knows of a language, by its tag. Each formatter is made once: making one is dear.

/** The languages of the window. */
export type Language = "en" | "de" | "zh";

/** As the platform and the page's `lang` know them. English dates and lists are written as in Europe: 3 Dec, no comma. */
export const TAGS: Record<Language, string> = { en: "en-GB", de: "de", zh: "zh-Hans" };

function once<Made>(make: (tag: string) => Made): (language: Language) => Made {
  const made = new Map<Language, Made>();
  return (language) => {
    const known = made.get(language) ?? make(TAGS[language]);
    made.set(language, known);
    return known;
  };
}

const numbers = once((tag) => new Intl.NumberFormat(tag));
const lists = once((tag) => new Intl.ListFormat(tag, { type: "conjunction" }));
const rules = once((tag) => new Intl.PluralRules(tag));

/** A number with its separators. */
export const number = (language: Language, value: number): string => numbers(language).format(value);

/** `A`, `A and B`, `A, B and C`. */
export const list = (language: Language, items: string[]): string => lists(language).format(items);

/** `1 account`, `3 accounts`: the form that the language has for this number, behind it. */
export function counted(
  language: Language,
  value: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
): string {
  return `${number(language, value)} ${forms[rules(language).select(value)] ?? forms.other}`;
}

/** How texts are ordered for people. */
export const order = once((tag) => new Intl.Collator(tag, { numeric: true, sensitivity: "base" }).compare);

/** `14:32`. */
export const timeOfDay = once(
  (tag) => new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
);

/** `13:32`, in UTC. */
export const timeOfDayUtc = once(
  (tag) =>
    new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" }),
);

/** `31 Dec 2026`. */
export const wholeDay = once(
  (tag) => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric" }),
);

/** `31 December 2026 at 14:32`. */
export const moment = once((tag) => new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "short" }));

/** `today`, `yesterday`, `12 days ago`. */
export const dayDistance = once((tag) => new Intl.RelativeTimeFormat(tag, { numeric: "auto" }));

/** `3 months ago`, `1 year ago`. */
export const distance = once((tag) => new Intl.RelativeTimeFormat(tag));

/** `3 Dec`. */
export const dayAndMonth = once((tag) => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }));

/** `26 Nov 2026, 14:32:07`. */
export const seconds = once(
  (tag) => new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" }),
);

/** `2026-11-26 13:32:07 UTC`: the same everywhere, to be compared with a server's log. */
export const secondsUtc = (at: string): string =>
  `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

const LENGTHS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;
const lengths = once((tag) =>
  LENGTHS.map(([unit]) => new Intl.NumberFormat(tag, { style: "unit", unit, unitDisplay: "short" })),
);

/** `4 mins 10 secs`: a length of time in its two largest units. */
export function duration(language: Language, seconds: number): string {
  const largest = LENGTHS.findIndex(([, size]) => seconds >= size);
  const from = largest < 0 ? LENGTHS.length - 1 : largest;
  let left = Math.max(seconds, 0);
  const parts = LENGTHS.slice(from, from + 2).map(([, size], at) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return lengths(language)[from + at]?.format(count);
  });
  return parts.join(" ");
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** `in 14 minutes`, `42 seconds ago`: cut, not rounded, in the largest unit that there are two of. */
export function relative(language: Language, ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => Math.abs(ms) >= 2 * size) ?? (["second", 1_000] as const);
  return distance(language).format(Math.trunc(ms / size), unit);
}
