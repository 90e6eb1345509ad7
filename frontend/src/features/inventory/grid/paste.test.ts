import { describe, expect, it } from "vitest";
import { level } from "@/test/shop";
import { land, spread } from "./paste";

const one = level();
const two = level({ inventory_item_id: "gid://shopify/InventoryItem/8" });
const locked = level({ inventory_item_id: "gid://shopify/InventoryItem/9", tracked: false });

describe("a pasted block", () => {
  it("lands in the quantity's column, and says which cells took no value", () => {
    const { typed, leftOut } = land([["x", "5"], ["", "+2"], ["", "7"], ["", "8"]], [one, two, locked], 1);
    expect(typed).toEqual([{ level: one, text: "5" }, { level: two, text: "+2" }]);
    expect(leftOut).toEqual({ outside: 1, locked: 1, beyond: 1 });
  });

  it("takes texts too: the cell itself says what is wrong with them", () => {
    expect(land([["a dozen"]], [one], 0).typed).toEqual([{ level: one, text: "a dozen" }]);
  });

  it("of one cell fills the whole chosen block", () => {
    const range = { top: 3, bottom: 5, left: 4, right: 4 };
    expect(spread([["9"]], range)).toEqual([["9"], ["9"], ["9"]]);
    expect(spread([["1", "2"]], range)).toEqual([["1", "2"]]);
  });
});
