import { expect, it } from "vitest";
import { pool } from "./pool";

it("does so many at once, and keeps the order of the answers", async () => {
  let running = 0;
  let most = 0;
  const answers = await pool([...Array(30).keys()], 8, async (n) => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, (n * 7) % 5));
    running--;
    return n * 2;
  });
  expect(most).toBe(8);
  expect(answers).toEqual([...Array(30).keys()].map((n) => n * 2));
});

it("has nothing to do for nothing", async () => expect(await pool([], 8, async () => 1)).toEqual([]));
