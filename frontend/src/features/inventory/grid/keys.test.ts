import { describe, expect, it } from "vitest";
import { beginsEntry, moved, rangeOf } from "./keys";

const extent = { rows: 100, columns: 9, pageRows: 10 };
const from = { row: 50, column: 4 };

describe("keys lead through the grid", () => {
  it.each([
    ["ArrowDown", false, { row: 51, column: 4 }],
    ["ArrowUp", false, { row: 49, column: 4 }],
    ["ArrowRight", false, { row: 50, column: 5 }],
    ["ArrowLeft", false, { row: 50, column: 3 }],
    ["ArrowDown", true, { row: 99, column: 4 }],
    ["ArrowUp", true, { row: 0, column: 4 }],
    ["ArrowRight", true, { row: 50, column: 8 }],
    ["ArrowLeft", true, { row: 50, column: 0 }],
    ["PageDown", false, { row: 60, column: 4 }],
    ["PageUp", false, { row: 40, column: 4 }],
    ["Home", false, { row: 50, column: 0 }],
    ["End", false, { row: 50, column: 8 }],
    ["Home", true, { row: 0, column: 0 }],
    ["End", true, { row: 99, column: 8 }],
  ])("%s (with Ctrl: %s)", (key, ctrl, to) => expect(moved(from, key, ctrl, extent)).toEqual(to));

  it("stops at the edges", () => {
    expect(moved({ row: 99, column: 8 }, "PageDown", false, extent)).toEqual({ row: 99, column: 8 });
    expect(moved({ row: 0, column: 0 }, "ArrowLeft", false, extent)).toEqual({ row: 0, column: 0 });
  });

  it("means nothing by others", () => expect(moved(from, "x", false, extent)).toBeNull());

  it("begins an entry by a digit or a sign", () => {
    expect(["5", "=", "+", "-", "−"].every(beginsEntry)).toBe(true);
    expect(["a", "Enter", " ", "F2", "12"].some(beginsEntry)).toBe(false);
  });

  it("spans a block from one cell to another, whichever is first", () => {
    expect(rangeOf({ row: 5, column: 1 }, { row: 2, column: 3 })).toEqual({ top: 2, bottom: 5, left: 1, right: 3 });
  });
});
