import { describe, expect, it } from "vitest";
import { type TallyLine, counted, divided, lineOfCode, putsOf, sumOf, withOther } from "./tally";

const LINE: TallyLine = { lineId: "a", title: "Oil", sku: "OIL", barcode: "4006381333931", code: "OEL-5", expected: 10, most: 11, available: 0, damaged: 0, elsewhere: [] };

describe("what arrives", () => {
  it("is found by barcode, SKU and the supplier's own code", () => {
    for (const code of ["4006381333931", "04006381333931", "oil", "oel-5"]) expect(lineOfCode([LINE], code)?.lineId).toBe("a");
    expect(lineOfCode([LINE], "other")).toBeUndefined();
  });

  it("is never more than may arrive, good and damaged together", () => {
    const some = counted([LINE], "a", "damaged", 3);
    const [all] = counted(some, "a", "available", 99);
    expect([all?.available, all?.damaged]).toEqual([8, 3]);
    expect(sumOf(counted(some, "a", "available", -1))).toBe(3);
  });

  it("is sent per quantity name, and what was not counted is not sent", () => {
    const lines = counted(counted([LINE, { ...LINE, lineId: "b" }], "a", "available", 4), "a", "damaged", 1);
    expect(putsOf(lines, "p")).toEqual([
      { line_id: "a", location_id: "p", quantity: 4, name: "available" },
      { line_id: "a", location_id: "p", quantity: 1, name: "damaged" },
    ]);
  });

  it("is put at several locations, never more of it than there is", () => {
    const some = divided(counted([LINE], "a", "available", 8), "a", [{ placeId: "q", quantity: 3 }, { placeId: "r", quantity: 99 }]);
    expect(some[0]?.elsewhere).toEqual([{ placeId: "q", quantity: 3 }, { placeId: "r", quantity: 5 }]);
    const fewer = counted(counted(some, "a", "available", 4), "a", "damaged", 2);
    expect(putsOf(fewer, "p")).toEqual([
      { line_id: "a", location_id: "q", quantity: 3, name: "available" },
      { line_id: "a", location_id: "r", quantity: 1, name: "available" },
      { line_id: "a", location_id: "p", quantity: 2, name: "damaged" },
    ]);
    expect(sumOf(fewer)).toBe(6);
  });

  it("counts what was not ordered by its code", () => {
    expect(withOther(withOther([], "x"), "x")).toEqual([{ code: "x", quantity: 2 }]);
  });
});
