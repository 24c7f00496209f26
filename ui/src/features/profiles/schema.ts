// Help for the format, read from its JSON Schema (2020-12), which is made from the comments in the Rust sources.

import json from "../../../../profiles/profile.schema.json";

export interface Schema {
  type?: string | string[];
  description?: string;
  $ref?: string;
  $defs?: Record<string, Schema>;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
}

/** One key of a table, or one value that a key may have. */
export interface Entry {
  name: string;
  text: string;
  needed: boolean;
}

export interface Help {
  /** What the table is for. */
  text: string;
  /** Its keys; null: any keys may stand here. */
  keys: Entry[] | null;
}

export const SCHEMA = json as unknown as Schema;

/** What a schema may be, behind references, alternatives and lists. A body may hold bodies: each is met once. */
function ways(schema: Schema, root: Schema, met = new Set<Schema>()): Schema[] {
  if (met.has(schema)) return [];
  met.add(schema);
  const named = schema.$ref?.split("/").at(-1);
  const target = named ? root.$defs?.[named] : undefined;
  const parts = [
    target,
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
    schema.items,
  ];
  return [schema, ...parts.flatMap((part) => (typeof part === "object" ? ways(part, root, met) : []))];
}

/** A table in which anything may stand. */
const isOpen = (way: Schema): boolean =>
  way.additionalProperties === true ||
  (way.type === "object" && !way.properties && way.additionalProperties === undefined);

const textOf = (schema: Schema, root: Schema): string =>
  ways(schema, root).find((way) => way.description)?.description ?? "";

function child(schema: Schema, name: string, root: Schema): Schema | null {
  for (const way of ways(schema, root)) {
    const found = way.properties?.[name];
    if (found) return found;
    if (typeof way.additionalProperties === "object") return way.additionalProperties;
    if (isOpen(way)) return way;
  }
  return null;
}

export function schemaAt(root: Schema, path: string[]): Schema | null {
  return path.reduce<Schema | null>((at, name) => at && child(at, name, root), root);
}

/** The keys of a table; null for what is none. */
export function helpOf(schema: Schema, root: Schema): Help | null {
  const all = ways(schema, root);
  const text = textOf(schema, root);
  const tables = all.filter((way) => way.properties);
  // Of several tables one is written, so none of their keys is needed, and each says what it is for itself.
  const several = tables.length > 1;
  const keys = tables.flatMap((way) =>
    Object.entries(way.properties ?? {}).map(([name, key]) => ({
      name,
      text: (several && way.description) || textOf(key, root),
      needed: !several && way.required?.includes(name) === true,
    })),
  );
  if (keys.length) return { text, keys };
  const any = all.some((way) => typeof way.additionalProperties === "object" || isOpen(way));
  return any ? { text, keys: null } : null;
}

/** The values that a key may have, where they are few and have names. */
export function valuesOf(schema: Schema, root: Schema): Entry[] {
  const named = (value: unknown, text = ""): Entry[] =>
    typeof value === "string" ? [{ name: value, text, needed: false }] : [];
  return ways(schema, root).flatMap((way) => [
    ...named(way.const, way.description),
    ...(way.enum ?? []).flatMap((value) => named(value, way.enum?.length === 1 ? way.description : "")),
  ]);
}
