import { expect, it } from "vitest";
import { newIntentKey } from "./intent-key";

it("draws a key of 128 bits, never the same twice", () => {
  const drawn = new Set(Array.from({ length: 500 }, newIntentKey));
  expect(drawn.size).toBe(500);
  for (const key of drawn) expect(key).toMatch(/^[0-9a-f]{32}$/);
});
