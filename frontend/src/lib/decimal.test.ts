import { describe, expect, it } from "vitest";
import { decimalOf } from "./decimal";

describe("an amount that was typed", () => {
  it.each([
    ["4.20", "4.20"],
    [" 4,2 ", "4.2"],
    ["12,50", "12.50"],
    ["1,000", "1,000"],
    ["1,000.50", "1,000.50"],
    ["1.000,50", "1.000,50"],
    ["four", "four"],
  ])("%s is sent as %s", (typed, sent) => {
    expect(decimalOf(typed)).toBe(sent);
  });
});
