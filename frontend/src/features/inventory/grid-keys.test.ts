import { describe, expect, it } from "vitest";
import { moved } from "./grid-keys";

const size = { rows: 100, columns: 5, pageRows: 10 };
const from = { row: 50, column: 2 };

describe("moving in the grid", () => {
  it.each([
    ["ArrowDown", { row: 51, column: 2 }],
    ["ArrowUp", { row: 49, column: 2 }],
    ["PageDown", { row: 60, column: 2 }],
    ["PageUp", { row: 40, column: 2 }],
    ["Home", { row: 0, column: 2 }],
    ["End", { row: 99, column: 2 }],
    ["ArrowLeft", { row: 50, column: 1 }],
    ["ArrowRight", { row: 50, column: 3 }],
  ])("%s leads to %j", (key, to) => {
    expect(moved(from, key, false, size)).toEqual(to);
  });

  it("stops at the edges", () => {
    expect(moved({ row: 0, column: 0 }, "ArrowUp", false, size)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 99, column: 4 }, "PageDown", false, size)).toEqual({ row: 99, column: 4 });
    expect(moved({ row: 99, column: 4 }, "ArrowRight", false, size)).toEqual({ row: 99, column: 4 });
  });

  it("leaves other keys alone", () => {
    expect(moved(from, "x", false, size)).toBeNull();
  });
});
