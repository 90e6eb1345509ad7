import { describe, expect, it } from "vitest";
import { changeOf, parseWhole } from "./arithmetic";

describe("parseWhole", () => {
  it.each([
    ["12", 12],
    [" 1,204 ", 1204],
    ["−3", -3],
    ["+7", 7],
  ])("reads %j as %d", (text, value) => {
    expect(parseWhole(text)).toBe(value);
  });

  it.each(["1.5", "1,5", "twelve", "1e3", "", "3 pcs", "--2", "1,20"])("refuses %j rather than guess", (text) => {
    expect(parseWhole(text)).toBeNull();
  });
});

describe("changeOf", () => {
  it("adds, removes and sets", () => {
    expect(changeOf("add", 12, "3")).toEqual({ delta: 3, after: 15 });
    expect(changeOf("remove", 12, "3")).toEqual({ delta: -3, after: 9 });
    expect(changeOf("set", 12, "9")).toEqual({ delta: -3, after: 9 });
  });

  it("allows a quantity below zero, as Shopify does", () => {
    expect(changeOf("remove", 1, "3")).toEqual({ delta: -3, after: -2 });
  });

  it("names what is wrong", () => {
    expect(changeOf("add", 1, " ")).toEqual({ problem: "empty" });
    expect(changeOf("add", 1, "1.5")).toEqual({ problem: "not_a_whole_number" });
    expect(changeOf("remove", 1, "-3")).toEqual({ problem: "negative_amount" });
    expect(changeOf("set", 4, "4")).toEqual({ problem: "no_change" });
    expect(changeOf("add", 1, "1000000000")).toEqual({ problem: "out_of_bounds" });
  });
});
