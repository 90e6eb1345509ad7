import { describe, expect, it } from "vitest";
import { LAMP, LEEDS, quantities } from "@/test/shop";
import { type AdjustValues, arithmeticOf, changeSetOf } from "./intent";

const now = quantities({ available: 12, damaged: 1, on_hand: 13 });

function filled(some: Partial<AdjustValues>): AdjustValues {
  return {
    mode: "add",
    locationId: LEEDS,
    name: "available",
    fromName: "available",
    toName: "damaged",
    units: "3",
    reason: "correction",
    note: "",
    ...some,
  };
}

describe("an intention to change stock", () => {
  it("becomes the difference, whichever way it was said", () => {
    const deltas = [filled({}), filled({ mode: "remove" }), filled({ mode: "set", units: "10" })].map(
      (values) => changeSetOf(LAMP, values, now)?.lines[0],
    );
    expect(deltas).toEqual([3, -3, -2].map((delta) => ({ inventory_item_id: LAMP, location_id: LEEDS, name: "available", delta })));
  });

  it("moves units from one quantity to another", () => {
    const values = filled({ mode: "move", reason: "damaged", note: " dropped " });
    expect(arithmeticOf(values, now)).toEqual({
      effects: [
        { name: "available", before: 12, delta: -3, after: 9 },
        { name: "damaged", before: 1, delta: 3, after: 4 },
      ],
    });
    expect(changeSetOf(LAMP, values, now)).toEqual({
      kind: "move",
      reason: "damaged",
      note: "dropped",
      dry_run: false,
      lines: [{ inventory_item_id: LAMP, location_id: LEEDS, from_name: "available", to_name: "damaged", quantity: 3 }],
    });
  });

  it.each([
    [filled({ mode: "move", toName: "available" }), "same_name"],
    [filled({ mode: "move", units: "0" }), "zero"],
    [filled({ mode: "move", units: "1.5" }), "not_a_whole_number"],
    [filled({ units: "" }), "empty"],
    [filled({ mode: "set", units: "12" }), "no_change"],
  ])("is no change set when it makes no sense (%#)", (values, problem) => {
    expect(arithmeticOf(values, now)).toEqual({ problem });
    expect(changeSetOf(LAMP, values, now)).toBeNull();
  });
});
