/** A bill while it is typed. */
import type { Bill, BillInput, BillableReceipt } from "@/api/types";
import { decimalOf } from "@/lib/decimal";

export const KINDS = ["freight", "duty", "insurance", "other", "goods", "discount"] as const;
export const WAYS = ["value", "quantity", "weight", "volume"] as const;

export interface TypedLine {
  kind: (typeof KINDS)[number];
  says: string;
  amount: string;
  spread_by: (typeof WAYS)[number];
}

export interface Typed {
  supplier_id: string | null;
  sender: string;
  reference: string;
  day: string;
  currency: string;
  rate: string;
  note: string;
  lines: TypedLine[];
  receipts: BillableReceipt[];
  /** Weights and volumes of one unit, by item and measure. */
  measures: Record<string, { weight?: string; volume?: string }>;
}

export function typedOf(bill: Bill | null, shopCurrency: string, today: string): Typed {
  return {
    supplier_id: bill?.supplier_id ?? null,
    sender: bill?.sender ?? "",
    reference: bill?.reference ?? "",
    day: bill?.billed_on ?? today,
    currency: bill?.currency ?? shopCurrency,
    rate: bill?.rate ?? "1",
    note: bill?.note ?? "",
    lines: bill?.lines ?? [{ kind: "freight", says: "", amount: "", spread_by: "value" }],
    receipts: bill?.about ?? [],
    measures: {},
  };
}

export function bodyOf(typed: Typed): BillInput {
  return {
    supplier_id: typed.supplier_id,
    sender: typed.sender,
    reference: typed.reference,
    billed_on: typed.day,
    currency: typed.currency,
    rate: decimalOf(typed.rate),
    note: typed.note,
    lines: typed.lines.filter((line) => line.amount.trim() !== "").map(({ kind, says, amount, spread_by }) => ({ kind, says, amount: decimalOf(amount), spread_by })),
    receipts: typed.receipts.map((receipt) => receipt.id),
    measures: Object.entries(typed.measures).map(([inventory_item_id, { weight, volume }]) => ({
      inventory_item_id,
      weight: weight?.trim() ? decimalOf(weight) : null,
      volume: volume?.trim() ? decimalOf(volume) : null,
    })),
  };
}

/** What the lines come to; what is no number counts as nothing until the server refuses it. */
export function totalOf(typed: Typed): string {
  const amounts = typed.lines.map((line) => (line.kind === "discount" ? -1 : 1) * (Number(decimalOf(line.amount)) || 0));
  return amounts.reduce((sum, amount) => sum + amount, 0).toFixed(2);
}
