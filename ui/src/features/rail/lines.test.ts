import { expect, it } from "vitest";
import { account } from "../../ipc/scenarios";
import { headings, sections } from "./lines";

const group = (environment: string, from: number, count: number) => ({
  environment,
  production: false,
  accounts: Array.from({ length: count }, (_, at) => account(from + at)),
});
const groups = [group("a", 0, 3), group("b", 10, 2)];

it("counts headings as lines", () => expect(headings(groups)).toEqual([0, 4]));

it("draws all of a short list", () =>
  expect(
    sections(groups, null, 0).map((s) => [s.rows.map((r) => [r.line, r.position, r.gap]), s.tail]),
  ).toEqual([
    [
      [
        [1, 1, 0],
        [2, 2, 0],
        [3, 3, 0],
      ],
      0,
    ],
    [
      [
        [5, 1, 0],
        [6, 2, 0],
      ],
      0,
    ],
  ]));

it("puts gaps where rows are not drawn, so that the rest stands where it would", () => {
  const heights = [20, 50, 50, 50, 20, 50, 50];
  const place = (index: number) => {
    const start = heights.slice(0, index).reduce((sum, height) => sum + height, 0);
    return { index, start, end: start + (heights[index] as number) };
  };
  const drawn = sections(groups, [0, 2, 4, 5].map(place), 290);
  expect(drawn.map((s) => [s.rows.map((r) => [r.line, r.gap]), s.tail])).toEqual([
    [[[2, 50]], 50],
    [[[5, 0]], 50],
  ]);
});
