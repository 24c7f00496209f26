import { afterEach, describe, expect, it } from "vitest";
import { speak } from "../words";
import { age, daysUntil, dayText, endOf, isDay, isOld } from "./days";

afterEach(() => speak("en"));

const NOON = new Date(2030, 5, 15, 12).getTime();
const DAY = 86_400_000;

describe("isDay", () => {
  it.each(["2030-06-15", "2028-02-29"])("takes %s", (text) => expect(isDay(text)).toBe(true));
  it.each(["", "2030-6-15", "2029-02-29", "2030-13-01", "2030-00-10", "15.06.2030", "2030-06-15T00:00"])(
    "refuses %j",
    (text) => expect(isDay(text)).toBe(false),
  );
});

describe("daysUntil", () => {
  it.each([
    ["2030-06-15", 0],
    ["2030-06-16", 1],
    ["2030-06-14", -1],
    ["2031-06-15", 365],
  ])("counts to %s", (day, days) => expect(daysUntil(day, NOON)).toBe(days));
  it("counts the same at any hour", () => {
    expect(daysUntil("2030-06-20", new Date(2030, 5, 15, 0, 0, 1).getTime())).toBe(5);
    expect(daysUntil("2030-06-20", new Date(2030, 5, 15, 23, 59, 59).getTime())).toBe(5);
  });
  it("knows what is no day", () => expect(daysUntil("soon", NOON)).toBeNull());
});

it("ends a day when it is over here", () => expect(endOf("2030-12-31")).toBe(new Date(2031, 0, 1).getTime()));

it("writes a day as the language does", () => {
  expect(dayText("2026-12-31")).toBe("31 Dec 2026");
  speak("de");
  expect(dayText("2026-12-31")).toBe("31. Dez. 2026");
  speak("zh");
  expect(dayText("2026-12-31")).toBe("2026年12月31日");
  expect(dayText("soon")).toBe("soon");
});

it("says an age roughly", () => {
  const ago = (days: number) => age(new Date(NOON - days * DAY).toISOString(), NOON);
  expect([0, 1, 12, 30, 31, 97, 364, 365, 800].map(ago)).toEqual([
    "today",
    "yesterday",
    "12 days ago",
    "30 days ago",
    "1 month ago",
    "3 months ago",
    "11 months ago",
    "1 year ago",
    "2 years ago",
  ]);
  expect(age(new Date(NOON + DAY).toISOString(), NOON)).toBe("today");
  expect(isOld(new Date(NOON - 366 * DAY).toISOString(), NOON)).toBe(true);
  expect(isOld(new Date(NOON - 364 * DAY).toISOString(), NOON)).toBe(false);
});
