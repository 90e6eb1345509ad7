import type { Order } from "@/api/types";
import { spellingsOf } from "@/lib/codes";

export type Verdict = "available" | "damaged";

/** A line of an order with what was counted of it here. */
export interface TallyLine {
  lineId: string;
  title: string;
  sku: string;
  barcode: string;
  code: string;
  /** Still to come; or, of a return, still here. */
  expected: number;
  /** How many can be counted at most. */
  most: number;
  available: number;
  damaged: number;
  /** Good units of these that are put at other locations than the rest. */
  elsewhere: Elsewhere[];
}

/** Units of a line at a location of their own. */
export interface Elsewhere {
  placeId: string;
  quantity: number;
}

/** A code that is none of the order's, and how many of it there were. */
export interface Other {
  code: string;
  quantity: number;
}

/** What is to come of an order, or what may go back of it, with nothing counted yet. */
export function tallyOf(order: Order, isReturn: boolean): TallyLine[] {
  return order.lines
    .map((line) => ({
      lineId: line.line_id,
      title: [line.title, line.variant_title].filter(Boolean).join(" · ") || line.sku,
      sku: line.sku,
      barcode: line.barcode,
      code: line.code,
      expected: isReturn ? line.received - line.returned : line.open,
      most: isReturn ? line.received - line.returned : Math.max(line.most, line.quantity) - line.received,
      available: 0,
      damaged: 0,
      elsewhere: [],
    }))
    .filter(({ most }) => most > 0);
}

/** The line that carries a code: its barcode in any spelling, its SKU, or the supplier's own code. */
export function lineOfCode(lines: readonly TallyLine[], code: string): TallyLine | undefined {
  const spellings = spellingsOf(code);
  const plain = code.toLowerCase();
  return (
    lines.find((line) => line.barcode !== "" && (spellings.includes(line.barcode) || spellingsOf(line.barcode).includes(code))) ??
    lines.find((line) => line.sku !== "" && line.sku.toLowerCase() === plain) ??
    lines.find((line) => line.code !== "" && line.code.toLowerCase() === plain)
  );
}

/** The lines with one of them counted anew; never more than may arrive. */
export function counted(lines: readonly TallyLine[], lineId: string, verdict: Verdict, units: number): TallyLine[] {
  return lines.map((line) => {
    if (line.lineId !== lineId) return line;
    const rest = verdict === "available" ? line.damaged : line.available;
    const next = { ...line, [verdict]: Math.max(0, Math.min(units, line.most - rest)) };
    return { ...next, elsewhere: fitting(line.elsewhere, next.available) };
  });
}

/** The lines with one of them put at these other locations; never more than there are good units of it. */
export function divided(lines: readonly TallyLine[], lineId: string, elsewhere: readonly Elsewhere[]): TallyLine[] {
  return lines.map((line) => (line.lineId === lineId ? { ...line, elsewhere: fitting(elsewhere, line.available) } : line));
}

function fitting(elsewhere: readonly Elsewhere[], most: number): Elsewhere[] {
  let left = most;
  return elsewhere.map((each) => {
    const quantity = Math.max(0, Math.min(each.quantity, left));
    left -= quantity;
    return { placeId: each.placeId, quantity };
  });
}

/** Good units of a line that are put with the rest. */
export function here(line: TallyLine): number {
  return line.elsewhere.reduce((left, each) => left - each.quantity, line.available);
}

/** The others with one more of a code. */
export function withOther(others: readonly Other[], code: string): Other[] {
  if (!others.some((other) => other.code === code)) return [...others, { code, quantity: 1 }];
  return others.map((other) => (other.code === code ? { ...other, quantity: other.quantity + 1 } : other));
}

/** What was counted, as the server takes it. */
export function putsOf(lines: readonly TallyLine[], placeId: string) {
  return lines.flatMap((line) => {
    const puts = [
      { location_id: placeId, quantity: here(line), name: "available" as const },
      ...line.elsewhere.map((each) => ({ location_id: each.placeId, quantity: each.quantity, name: "available" as const })),
      { location_id: placeId, quantity: line.damaged, name: "damaged" as const },
    ];
    return puts.filter(({ quantity }) => quantity > 0).map(({ location_id, quantity, name }) => ({ line_id: line.lineId, location_id, quantity, name }));
  });
}

export function sumOf(lines: readonly TallyLine[]): number {
  return lines.reduce((sum, line) => sum + line.available + line.damaged, 0);
}
