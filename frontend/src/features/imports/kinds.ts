import type { Import, ImportKind } from "@/api/types";

/** Files of records: each row is a supplier, an item of theirs, a line of an old document, or a rule. */
export const RECORD_KINDS = ["suppliers", "supplier_items", "past_orders", "past_counts", "reorder"] as const satisfies readonly ImportKind[];
export const STOCK_KINDS = ["levels", "adjustments", "counts", "settings", "history"] as const satisfies readonly ImportKind[];
export type RecordKind = (typeof RECORD_KINDS)[number];

export const isRecord = (kind: ImportKind): kind is RecordKind => RECORD_KINDS.some((each) => each === kind);

/** What one has to be permitted to bring in files of a kind. */
export const permissionFor = (kind: ImportKind) => (isRecord(kind) && kind !== "past_counts" ? "buy" : "write");

/** Whether what a file did is taken back on its own page, and not as a change of stock. */
export const isTakenBackHere = (file: Import) => file.kind === "history" || file.kind === "settings" || isRecord(file.kind);
