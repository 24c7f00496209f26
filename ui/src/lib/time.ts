// Times are shown by the server's clock where it decides (when a token ends), so a wrong clock
// on this computer never makes a dead token look alive.

import { language, words } from "../words";
import { dayAndMonth, timeOfDay, timeOfDayUtc } from "../words/intl";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Beyond this a clock difference is worth telling. */
export const CLOCK_TOLERANCE = MINUTE;

const two = (value: number): string => String(value).padStart(2, "0");

/** How long until `at`, by a clock that is `aheadMs` ahead of this computer's; null when `at` is no date. */
export function remaining(at: string, aheadMs: number, now: number): number | null {
  const end = Date.parse(at);
  return Number.isNaN(end) ? null : end - (now + aheadMs);
}

/** `14:05` below an hour, `3h 12m` below a day, else `6d 23h`. Cut, not rounded: never more than is left. */
export function span(ms: number): string {
  if (ms >= DAY) return words.time.days(Math.floor(ms / DAY), Math.floor((ms % DAY) / HOUR));
  if (ms >= HOUR) return words.time.hours(Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE));
  const left = Math.max(ms, 0);
  return `${Math.floor(left / MINUTE)}:${two(Math.floor((left % MINUTE) / SECOND))}`;
}

/** The rail's short form: `6d`, `3h`, `14m`, `<1m`. Changes once a minute at most. */
export function shortSpan(ms: number): string {
  if (ms >= DAY) return words.time.day(Math.floor(ms / DAY));
  if (ms >= HOUR) return words.time.hour(Math.floor(ms / HOUR));
  if (ms >= MINUTE) return words.time.minute(Math.floor(ms / MINUTE));
  return words.time.underMinute;
}

/** How much of a lifetime is used, 0 to 1. */
export function used(issuedAt: string, expiresAt: string, aheadMs: number, now: number): number {
  return usedUntil(issuedAt, Date.parse(expiresAt), now + aheadMs);
}

/** How much of the time from `issuedAt` to `end` is over, 0 to 1. */
export function usedUntil(issuedAt: string, end: number, now: number): number {
  const from = Date.parse(issuedAt);
  if (!(end > from)) return 1;
  return Math.min(Math.max((now - from) / (end - from), 0), 1);
}

const sameDay = (a: Date, b: Date): boolean =>
  a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate();

/** `14:32`, with the day in front when it is another one: `3 Dec 14:32`. */
export function clock(at: number, now: number): string {
  const date = new Date(at);
  const time = timeOfDay(language()).format(date);
  return sameDay(date, new Date(now)) ? time : `${dayAndMonth(language()).format(date)} ${time}`;
}

/** `13:32 UTC`. */
export const clockUtc = (at: number): string => `${timeOfDayUtc(language()).format(at)} UTC`;

/** The time here and in UTC, as `14:32` and `13:32 UTC`; where they are the same it is said once. */
export function clocks(here: number, at: number, now: number): [string, string?] {
  const [time, utc] = [clock(here, now), clockUtc(at)];
  const same = new Date(at).getTimezoneOffset() === 0 && `${time} UTC`.endsWith(utc);
  return same ? [`${time} UTC`] : [time, utc];
}

/** How long ago, in the words of a timeline: `now`, `4m ago`, `3h ago`, `6d ago`. */
export function ago(at: string, now: number): string {
  const past = now - Date.parse(at);
  return past < MINUTE ? words.time.now : words.time.ago(shortSpan(past));
}

// `Date` in an answer is cut to the second: less is no difference.
const NO_DIFFERENCE = 2_000;

/** Whether a server's clock agrees with this computer's, in words; null where the server did not say. */
export function clockDifference(aheadMs: number | null | undefined): string | null {
  if (aheadMs === null || aheadMs === undefined) return null;
  const off = Math.abs(aheadMs);
  return off <= NO_DIFFERENCE ? words.told.clocksAgree : words.told.clockOff(span(off), aheadMs > 0);
}
