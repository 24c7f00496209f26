import { describe, expect, it } from "vitest";
import { account } from "../../ipc/fake";
import { remarks } from "../../ipc/samples";
import { isFinished, searchFor, suggest, withTyped } from "./tags";

describe("withTyped", () => {
  it.each([
    ["billing", ["a", "billing"]],
    ["  two   words ", ["a", "two words"]],
    ["x, y,,z,", ["a", "x", "y", "z"]],
    ["x，y、z", ["a", "x", "y", "z"]],
    ["A", ["a"]],
    [" , ", ["a"]],
  ])("reads %j", (typed, tags) => expect(withTyped(["a"], typed)).toEqual(tags));
});

it("knows a finished tag", () => {
  expect(isFinished("billing,")).toBe(true);
  expect(isFinished("账单，")).toBe(true);
  expect(isFinished("billing")).toBe(false);
});

it("suggests what others are tagged with, the most used first, and nothing twice", () => {
  const tagged = (id: number, ...tags: string[]) => account(id, { remarks: remarks({ tags }) });
  const all = [tagged(1, "billing", "eu"), tagged(2, "EU-west", "zebra"), tagged(3, "zebra")];
  expect(suggest(all, [], "")).toEqual(["zebra", "billing", "eu", "EU-west"]);
  expect(suggest(all, ["Eu"], "eu")).toEqual(["EU-west"]);
  expect(suggest(all, [], "nothing")).toEqual([]);
});

it("searches for a tag of several words as one", () => {
  expect(searchFor("billing")).toBe("tag:billing");
  expect(searchFor("two words")).toBe('tag:"two words"');
  expect(searchFor('in two "words"')).toBe('tag:"in two"');
});
