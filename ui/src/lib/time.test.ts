import { describe, expect, it } from "vitest";
import { ago, remaining, shortSpan, span, used } from "./time";

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

describe("span", () => {
  it.each([
    [14 * M + 5 * S, "14:05"],
    [59 * M + 59 * S + 999, "59:59"],
    [H, "1h 0m"],
    [3 * H + 12 * M, "3h 12m"],
    [D - 1, "23h 59m"],
    [6 * D + 23 * H, "6d 23h"],
    [9 * S, "0:09"],
    [0, "0:00"],
    [-5 * S, "0:00"],
  ])("shows %i as %s", (ms, text) => expect(span(ms)).toBe(text));
});

describe("shortSpan", () => {
  it.each([
    [14 * M + 59 * S, "14m"],
    [59 * S, "<1m"],
    [3 * H, "3h"],
    [6 * D + H, "6d"],
  ])("shows %i as %s", (ms, text) => expect(shortSpan(ms)).toBe(text));
});

describe("remaining", () => {
  const now = Date.parse("2030-01-01T00:00:00Z");
  it("counts by the server's clock", () => {
    expect(remaining("2030-01-01T00:10:00Z", 2 * M, now)).toBe(8 * M);
    expect(remaining("2030-01-01T00:10:00Z", -2 * M, now)).toBe(12 * M);
  });
  it("goes below zero when the time has passed", () =>
    expect(remaining("2029-12-31T23:59:00Z", 0, now)).toBe(-M));
  it("tells what is no date", () => expect(remaining("soon", 0, now)).toBeNull());
});

describe("used", () => {
  const now = Date.parse("2030-01-01T00:05:00Z");
  it("is the part of the lifetime that is over", () =>
    expect(used("2030-01-01T00:00:00Z", "2030-01-01T00:20:00Z", 0, now)).toBe(0.25));
  it("stays within 0 and 1", () => {
    expect(used("2030-01-01T00:06:00Z", "2030-01-01T00:20:00Z", 0, now)).toBe(0);
    expect(used("2029-01-01T00:00:00Z", "2029-01-01T00:20:00Z", 0, now)).toBe(1);
    expect(used("2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z", 0, now)).toBe(1);
  });
});

it("tells how long ago", () => {
  const now = Date.parse("2030-01-01T00:05:00Z");
  expect(ago("2030-01-01T00:04:30Z", now)).toBe("now");
  expect(ago("2030-01-01T00:01:00Z", now)).toBe("4m ago");
});
