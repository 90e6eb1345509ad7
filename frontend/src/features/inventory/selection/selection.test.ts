import { describe, expect, it } from "vitest";
import { EVERYTHING, NOTHING, choose, countChosen, isChosen, isEmpty } from "./selection";

const one = { inventory_item_id: "1", location_id: "1" };
const two = { inventory_item_id: "2", location_id: "1" };

describe("a selection", () => {
  it("holds the levels that were chosen, each once", () => {
    const chosen = choose(choose(NOTHING, [one, two], true), [one], true);
    expect(countChosen(chosen, 99)).toBe(2);
    expect(isChosen(chosen, one)).toBe(true);
    expect(countChosen(choose(chosen, [one], false), 99)).toBe(1);
    expect(isEmpty(choose(chosen, [one, two], false))).toBe(true);
  });

  it("of everything leaves out what was taken back", () => {
    const all = choose(EVERYTHING, [one], false);
    expect(isChosen(all, one)).toBe(false);
    expect(isChosen(all, two)).toBe(true);
    expect(countChosen(all, 99)).toBe(98);
    expect(countChosen(all, null)).toBeNull();
    expect(countChosen(choose(all, [one], true), 99)).toBe(99);
    expect(isEmpty(all)).toBe(false);
  });
});
