import { expect, it } from "vitest";
import { stockValue } from "./value";

it.each([
  ["4.50", 12, "54.00"],
  ["0.10", 3, "0.30"],
  ["1234567.89", 1000, "1234567890.00"],
  ["2.50", -2, "-5.00"],
  ["7", 3, "21"],
])("values %s a unit times %d at %s, exactly", (amount, units, expected) => {
  expect(stockValue({ amount, currency: "GBP" }, units)).toEqual({ amount: expected, currency: "GBP" });
});

it("has no value without a cost", () => {
  expect(stockValue(null, 5)).toBeNull();
});
