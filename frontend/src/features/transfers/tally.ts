import type { Shipment, TransferLine } from "@/api/types";
import { spellingsOf } from "@/lib/codes";
import type { Arrived } from "./queries";

export type Verdict = "accepted" | "rejected";

/** A line of the shipment with its item's words, and what was counted of it here. */
export interface TallyLine {
  lineId: string;
  title: string;
  sku: string;
  barcode: string;
  expected: number;
  accepted: number;
  rejected: number;
}

/** What is expected of a shipment, with nothing counted yet. */
export function tallyOf(shipment: Shipment, items: readonly TransferLine[]): TallyLine[] {
  return shipment.lines
    .filter((line) => line.remaining > 0)
    .map((line) => {
      const item = items.find((each) => each.inventory_item_id === line.inventory_item_id);
      return {
        lineId: line.id,
        title: [item?.title, item?.variant_title].filter(Boolean).join(" · ") || (item?.sku ?? ""),
        sku: item?.sku ?? "",
        barcode: item?.barcode ?? "",
        expected: line.remaining,
        accepted: 0,
        rejected: 0,
      };
    });
}

/** The line that carries a code: by its barcode in any spelling, or by its SKU. */
export function lineOfCode(lines: readonly TallyLine[], code: string): TallyLine | undefined {
  const spellings = spellingsOf(code);
  return (
    lines.find((line) => line.barcode !== "" && (spellings.includes(line.barcode) || spellingsOf(line.barcode).includes(code))) ??
    lines.find((line) => line.sku !== "" && line.sku.toLowerCase() === code.toLowerCase())
  );
}

/** The lines with one of them counted anew; never more than is expected of it. */
export function counted(lines: readonly TallyLine[], lineId: string, verdict: Verdict, units: number): TallyLine[] {
  return lines.map((line) => {
    if (line.lineId !== lineId) return line;
    const other = verdict === "accepted" ? line.rejected : line.accepted;
    return { ...line, [verdict]: Math.max(0, Math.min(units, line.expected - other)) };
  });
}

export function arrivedOf(lines: readonly TallyLine[]): Arrived[] {
  return lines
    .filter((line) => line.accepted + line.rejected > 0)
    .map(({ lineId, accepted, rejected }) => ({ line_id: lineId, accepted, rejected }));
}

export function sumOf(lines: readonly TallyLine[], name: "accepted" | "rejected" | "expected"): number {
  return lines.reduce((sum, line) => sum + line[name], 0);
}
