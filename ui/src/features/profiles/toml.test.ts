import { expect, it } from "vitest";
import { helpOf, SCHEMA, schemaAt, valuesOf } from "./schema";
import { copyOf, placeOf, startOf } from "./toml";

const TEXT = `id = "a"
title = "A"

[[input]]
name = "user"

[login.device] # why
path = "/x"
`;
const at = (part: string) => placeOf(TEXT, TEXT.indexOf(part) + 1);

it("knows the table and the key that the caret is in", () => {
  expect(at("title")).toEqual({ table: [], key: "title" });
  expect(at('name = "')).toEqual({ table: ["input"], key: "name" });
  expect(at("[login")).toEqual({ table: ["login", "device"], key: null });
  expect(at("path")).toEqual({ table: ["login", "device"], key: "path" });
  expect(placeOf("", 0)).toEqual({ table: [], key: null });
});

it("knows where a line begins", () => {
  expect(startOf(TEXT, 1)).toBe(0);
  expect(TEXT.slice(startOf(TEXT, 4))).toMatch(/^\[\[input]]/);
});

it("finds an id that nobody has", () => {
  const copy = (taken: string[]) => copyOf(TEXT, taken, (title) => `${title} $&`);
  expect(copy([])).toContain('id = "a-copy"\ntitle = "A $&"');
  expect(copy(["a-copy", "a-copy-2"])).toContain('id = "a-copy-3"');
});

it("finds the help for every table of the format", () => {
  const keys = (...path: string[]) => {
    const schema = schemaAt(SCHEMA, path);
    return schema && helpOf(schema, SCHEMA)?.keys?.map((key) => key.name);
  };
  expect(keys()).toContain("login");
  expect(keys("input")).toEqual(expect.arrayContaining(["name", "label", "secret"]));
  expect(keys("login", "device")).toContain("path");
  expect(keys("response", "access_expiry")).toEqual(expect.arrayContaining(["pointer", "format"]));
  expect(schemaAt(SCHEMA, ["nothing"])).toBeNull();
  const body = schemaAt(SCHEMA, ["login", "body"]);
  expect(body && helpOf(body, SCHEMA)).toMatchObject({ keys: null });
});

it("names the values that a key may have", () => {
  const encoding = schemaAt(SCHEMA, ["login", "encoding"]);
  expect(encoding && valuesOf(encoding, SCHEMA).map((value) => value.name)).toEqual(["json", "form", "none"]);
});
