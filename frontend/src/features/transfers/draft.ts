import type { Item, Transfer, TransferInput } from "@/api/types";

export interface DraftLine {
  itemId: string;
  title: string;
  sku: string;
  quantity: number;
}

/** What the form holds of a transfer. */
export interface Draft {
  originId: string;
  destinationId: string;
  reference: string;
  note: string;
  lines: DraftLine[];
}

export const LINES_MAX = 250;
export const QUANTITY_MAX = 1_000_000_000;
export const NO_DRAFT: Draft = { originId: "", destinationId: "", reference: "", note: "", lines: [] };

export function draftOf(transfer: Transfer): Draft {
  return {
    originId: transfer.origin?.location_id ?? "",
    destinationId: transfer.destination?.location_id ?? "",
    reference: transfer.reference,
    note: transfer.note,
    lines: transfer.lines.map((line) => ({
      itemId: line.inventory_item_id,
      title: [line.title, line.variant_title].filter(Boolean).join(" · "),
      sku: line.sku,
      quantity: line.ordered,
    })),
  };
}

export function bodyOf(draft: Draft): Omit<TransferInput, "ready"> {
  return {
    origin_id: draft.originId,
    destination_id: draft.destinationId,
    reference: draft.reference.trim(),
    note: draft.note,
    lines: draft.lines.map(({ itemId, quantity }) => ({ inventory_item_id: itemId, quantity })),
  };
}

/** The lines with so many units more of an item; a new one comes first, where the eye is. */
export function withItem(lines: DraftLine[], item: Item, units: number): DraftLine[] {
  const itemId = item.inventory_item_id;
  if (lines.some((line) => line.itemId === itemId)) {
    return lines.map((line) => (line.itemId === itemId ? { ...line, quantity: Math.min(line.quantity + units, QUANTITY_MAX) } : line));
  }
  const title = [item.title, item.variant_title].filter(Boolean).join(" · ");
  return [{ itemId, title, sku: item.sku, quantity: units }, ...lines];
}
