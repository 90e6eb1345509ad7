import { describe, expect, it } from "vitest";
import { readPasted } from "./paste";

describe("a pasted block", () => {
  it("is read from a spreadsheet, from a list and from typing", () => {
    expect(readPasted("85123A\t6\r\n71053\t12\r\n")).toEqual([
      { sku: "85123A", quantity: 6 },
      { sku: "71053", quantity: 12 },
    ]);
    expect(readPasted("85123A, 6\n71053;12\nRED MUG 3")).toEqual([
      { sku: "85123A", quantity: 6 },
      { sku: "71053", quantity: 12 },
      { sku: "RED MUG", quantity: 3 },
    ]);
  });

  it("sums a SKU that comes twice and leaves out what is no quantity", () => {
    expect(readPasted("A 1\nA 2\nSKU Quantity\nB -1\nC 1.5\nD 0\nE\n")).toEqual([{ sku: "A", quantity: 3 }]);
  });
});
