import { describe, expect, it } from "vitest";
import { type TallyLine, arrivedOf, counted, lineOfCode, sumOf } from "./tally";

const line = (lineId: string, more: Partial<TallyLine>): TallyLine => ({
  lineId,
  title: "A mug",
  sku: "",
  barcode: "",
  expected: 3,
  accepted: 0,
  rejected: 0,
  ...more,
});

describe("counting what arrives", () => {
  it("knows a line by its barcode in any spelling, and by its SKU", () => {
    const lines = [line("1", { sku: "MUG-1", barcode: "036000291452" }), line("2", { sku: "MUG-2" })];
    expect(lineOfCode(lines, "0036000291452")?.lineId).toBe("1");
    expect(lineOfCode(lines, "mug-2")?.lineId).toBe("2");
    expect(lineOfCode(lines, "MUG-3")).toBeUndefined();
    expect(lineOfCode(lines, "")).toBeUndefined();
  });

  it("never counts more than is expected, accepted and rejected together", () => {
    let lines = [line("1", {})];
    lines = counted(lines, "1", "accepted", 2);
    lines = counted(lines, "1", "rejected", 5);
    expect(lines[0]).toMatchObject({ accepted: 2, rejected: 1 });
    expect(counted(lines, "1", "accepted", -1)[0]).toMatchObject({ accepted: 0 });
    expect(sumOf(lines, "rejected")).toBe(1);
  });

  it("sends only what was counted", () => {
    expect(arrivedOf([line("1", { accepted: 2, rejected: 1 }), line("2", {})])).toEqual([{ line_id: "1", accepted: 2, rejected: 1 }]);
  });
});
