// Calendar days, as people mean them: in their own time zone, whole, written like 2026-12-31.

import { language, words } from "../words";
import { dayDistance, distance, moment, wholeDay } from "../words/intl";

const DAY = 86_400_000;
const MONTH = 30.44;
const YEAR = 365;

/** The parts of a written day; null when there is no such day. */
function parts(day: string): [year: number, month: number, date: number] | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return null;
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const real = new Date(Date.UTC(year, month - 1, date));
  return real.getUTCMonth() === month - 1 && real.getUTCDate() === date ? [year, month, date] : null;
}

/** Whether a text is a day that exists. */
export const isDay = (text: string): boolean => parts(text) !== null;

/** The number of the day that a moment is in here. Counted in UTC, where every day is as long as any other. */
function dayOf(moment: number): number {
  const date = new Date(moment);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY;
}

/** The moment at which a day is over here; null when there is no such day. */
export function endOf(day: string): number | null {
  const found = parts(day);
  return found && new Date(found[0], found[1] - 1, found[2] + 1).getTime();
}

/** How many days until a day: 0 today, below 0 when it is over; null when there is no such day. */
export function daysUntil(day: string, now: number): number | null {
  const found = parts(day);
  return found && Date.UTC(found[0], found[1] - 1, found[2]) / DAY - dayOf(now);
}

/** `31 Dec 2026`. */
export function dayText(day: string): string {
  const end = endOf(day);
  return end === null ? day : wholeDay(language()).format(end - 1);
}

/** `31 December 2026 at 14:32`. */
export const momentText = (at: string): string => moment(language()).format(new Date(at));

/** How many days are left, as short as a row needs it: `12d`, `today`. */
export const daysLeft = (days: number): string =>
  days === 0 ? dayDistance(language()).format(0, "day") : words.time.day(days);

/** How long ago, roughly: `today`, `yesterday`, `12 days ago`, `3 months ago`. */
export function age(at: string, now: number): string {
  const days = Math.max(dayOf(now) - dayOf(Date.parse(at)), 0);
  if (days < 31) return dayDistance(language()).format(-days, "day");
  return days < YEAR
    ? distance(language()).format(-Math.floor(days / MONTH), "month")
    : distance(language()).format(-Math.floor(days / YEAR), "year");
}

/** Whether something was so for more than a year. */
export const isOld = (at: string, now: number): boolean => dayOf(now) - dayOf(Date.parse(at)) > YEAR;
