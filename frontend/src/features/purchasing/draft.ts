import type { Order, OrderInput, TermsFound } from "@/api/types";
import { decimalOf } from "@/lib/decimal";

export interface DraftLine {
  itemId: string;
  title: string;
  sku: string;
  quantity: number;
  /** As typed; empty for what the supplier asks. */
  cost: string;
  tax: string;
  day: string;
}

/** What the form holds of an order. */
export interface Draft {
  supplierId: string;
  placeId: string;
  currency: string;
  rate: string;
  expected: string;
  reference: string;
  /** null for what the supplier's own entry says. */
  terms: string | null;
  note: string;
  lines: DraftLine[];
}

/** How a supplier sells an item. */
export interface ItemTerms {
  isSold: boolean;
  code: string;
  pack: number;
  minimum: number;
  cost: string | null;
  breaks: { from: number; cost: string }[];
}

export const LINES_MAX = 2000;
export const QUANTITY_MAX = 10_000_000;
export const NO_DRAFT: Draft = { supplierId: "", placeId: "", currency: "", rate: "", expected: "", reference: "", terms: null, note: "", lines: [] };

export function draftOf(order: Order): Draft {
  return {
    supplierId: order.supplier_id,
    placeId: order.location.location_id,
    currency: order.currency,
    rate: order.rate ?? "",
    expected: order.expected_on ?? "",
    reference: order.reference,
    terms: order.terms,
    note: order.note,
    lines: order.lines.map((line) => ({
      itemId: line.inventory_item_id,
      title: [line.title, line.variant_title].filter(Boolean).join(" · "),
      sku: line.sku,
      quantity: line.quantity,
      cost: line.unit_cost ?? "",
      tax: line.tax_rate === null ? "" : String(Number(line.tax_rate)),
      day: line.expected_on ?? "",
    })),
  };
}

export function bodyOf(draft: Draft, shopCurrency: string): OrderInput {
  const isOwn = draft.currency === shopCurrency;
  return {
    supplier_id: draft.supplierId,
    location_id: draft.placeId,
    currency: draft.currency || null,
    rate: isOwn || draft.rate.trim() === "" ? null : decimalOf(draft.rate),
    reference: draft.reference.trim(),
    expected_on: draft.expected || null,
    terms: draft.terms,
    note: draft.note,
    lines: draft.lines.map((line) => ({
      inventory_item_id: line.itemId,
      quantity: line.quantity,
      unit_cost: line.cost.trim() === "" ? null : decimalOf(line.cost),
      tax_rate: line.tax.trim() === "" ? null : decimalOf(line.tax),
      expected_on: line.day || null,
    })),
  };
}

export function termsOf(found: TermsFound): ItemTerms {
  return {
    isSold: found.is_sold,
    code: found.supplier_code,
    pack: found.pack,
    minimum: found.minimum,
    cost: found.unit_cost,
    breaks: found.price_breaks.map(({ from_units, unit_cost }) => ({ from: from_units, cost: unit_cost })),
  };
}

/** What the supplier asks for one where so many are ordered. */
export function costOf(terms: ItemTerms | undefined, quantity: number): string | null {
  if (!terms) return null;
  return terms.breaks.reduce<string | null>((cost, step) => (quantity >= step.from ? step.cost : cost), terms.cost);
}

/** The next larger quantity that the supplier sells; the same where it is one. */
export function soldQuantity(terms: Pick<ItemTerms, "pack" | "minimum"> | undefined, quantity: number): number {
  if (!terms) return quantity;
  return Math.ceil(Math.max(quantity, terms.minimum) / terms.pack) * terms.pack;
}

/** What a line comes to, for the eye: the server reckons exactly. */
export function worthOf(line: DraftLine, terms: ItemTerms | undefined): number {
  const cost = Number(line.cost.trim() === "" ? (costOf(terms, line.quantity) ?? 0) : decimalOf(line.cost));
  return Number.isFinite(cost) ? cost * line.quantity : 0;
}

/** The lines with so many units more of an item; a new one comes first, where the eye is. */
export function withItem(lines: DraftLine[], item: { inventory_item_id: string; title: string; variant_title: string; sku: string }, units: number): DraftLine[] {
  const itemId = item.inventory_item_id;
  if (lines.some((line) => line.itemId === itemId)) {
    return lines.map((line) => (line.itemId === itemId ? { ...line, quantity: Math.min(line.quantity + units, QUANTITY_MAX) } : line));
  }
  const title = [item.title, item.variant_title].filter(Boolean).join(" · ");
  return [{ itemId, title, sku: item.sku, quantity: units, cost: "", tax: "", day: "" }, ...lines].slice(0, LINES_MAX);
}
