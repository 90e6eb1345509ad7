import { describe, expect, it } from "vitest";
import { type DraftLine, type ItemTerms, NO_DRAFT, bodyOf, costOf, soldQuantity, withItem, worthOf } from "./draft";

const TERMS: ItemTerms = { isSold: true, code: "OEL-5", pack: 6, minimum: 12, cost: "4.20", breaks: [{ from: 100, cost: "3.125" }] };
const LINE: DraftLine = { itemId: "gid://shopify/InventoryItem/1", title: "Oil", sku: "A", quantity: 12, cost: "", tax: "", day: "" };

describe("a draft of an order", () => {
  it("costs what the supplier asks for so many, unless somebody typed another cost", () => {
    expect([costOf(TERMS, 12), costOf(TERMS, 99), costOf(TERMS, 100)]).toEqual(["4.20", "4.20", "3.125"]);
    expect(costOf(undefined, 1)).toBeNull();
    expect(worthOf(LINE, TERMS)).toBeCloseTo(50.4);
    expect(worthOf({ ...LINE, cost: "4,5" }, TERMS)).toBeCloseTo(54);
    expect(worthOf({ ...LINE, cost: "four" }, TERMS)).toBe(0);
  });

  it("says the next quantity that is sold", () => {
    expect([5, 12, 13, 18].map((units) => soldQuantity(TERMS, units))).toEqual([12, 12, 18, 18]);
    expect(soldQuantity(undefined, 7)).toBe(7);
  });

  it("counts an item that comes again on its line", () => {
    const item = { inventory_item_id: LINE.itemId, title: "Oil", variant_title: "", sku: "A" };
    const once = withItem([], item, 2);
    expect(withItem(once, item, 3).map(({ quantity }) => quantity)).toEqual([5]);
  });

  it("is sent with a rate only where the currency is another one", () => {
    const draft = { ...NO_DRAFT, supplierId: "s", placeId: "p", currency: "EUR", rate: "0,85", lines: [{ ...LINE, cost: "4,5", tax: "19" }] };
    expect(bodyOf(draft, "GBP")).toMatchObject({ rate: "0.85", terms: null, lines: [{ unit_cost: "4.5", tax_rate: "19", expected_on: null }] });
    expect(bodyOf(draft, "EUR").rate).toBeNull();
  });
});
