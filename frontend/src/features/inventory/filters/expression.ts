/** Filters as people build them and as the server reads them: conditions joined by all and any. Pure. */
import { QUANTITY_NAMES } from "@/lib/quantity-names";

export const FIELDS = [
  "title",
  "sku",
  "barcode",
  "vendor",
  "product_type",
  "tag",
  "location",
  "state",
  ...QUANTITY_NAMES,
  "price",
  "unit_cost",
  "tracked",
  "updated",
  "sold",
] as const;
export type Field = (typeof FIELDS)[number];

export type Kind = "text" | "tag" | "location" | "state" | "units" | "money" | "tracked" | "time" | "sold";

const KINDS: Partial<Record<Field, Kind>> = {
  tag: "tag",
  location: "location",
  state: "state",
  price: "money",
  unit_cost: "money",
  tracked: "tracked",
  updated: "time",
  sold: "sold",
  ...Object.fromEntries(QUANTITY_NAMES.map((name) => [name, "units"])),
};

export function kindOf(field: Field): Kind {
  return KINDS[field] ?? "text";
}

const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="] as const;

export const OPS = {
  text: ["contains", "does_not_contain", "is", "is_not", "starts_with", "is_empty"],
  tag: ["is", "is_not"],
  location: ["is", "is_not"],
  state: ["is", "is_not"],
  units: COMPARISONS,
  money: [...COMPARISONS, "is_empty"],
  tracked: ["is"],
  time: ["last_days", ">=", "<"],
  sold: ["last_days", "not_last_days"],
} as const satisfies Record<Kind, readonly string[]>;
export type Op = (typeof OPS)[Kind][number];

export interface Condition {
  field: Field;
  op: Op;
  value?: string | number | boolean;
}
export type Join = "all" | "any";
export interface Group {
  join: Join;
  parts: Part[];
}
export type Part = Condition | Group;

/** As many as the server takes (stock/filters.py). */
export const DEPTH_MAX = 3;
export const CONDITIONS_MAX = 20;

export type Trouble = "missing" | "whole_number" | "amount" | "date" | "days" | "too_long";

/** Both count days back from now. */
export function countsDays(op: Op): boolean {
  return op === "last_days" || op === "not_last_days";
}

export function isGroup(part: Part): part is Group {
  return "join" in part;
}

export function countConditions(part: Part): number {
  return isGroup(part) ? part.parts.reduce((sum, each) => sum + countConditions(each), 0) : 1;
}

/** A condition as it begins when a field is chosen. */
export function freshCondition(field: Field): Condition {
  const kind = kindOf(field);
  const op = OPS[kind][0];
  if (kind === "tracked") return { field, op, value: true };
  if (kind === "state") return { field, op, value: "in_stock" };
  return { field, op, value: kind === "units" ? 0 : kind === "sold" ? 28 : "" };
}

/** What keeps a condition from being sent, or null. */
export function troubleOf({ field, op, value }: Condition): Trouble | null {
  if (op === "is_empty") return null;
  if (value === undefined || value === "") return "missing";
  const kind = kindOf(field);
  if (kind === "units") return Number.isSafeInteger(value) ? null : "whole_number";
  if (kind === "money") return /^-?\d{1,12}(\.\d{1,6})?$/.test(String(value)) ? null : "amount";
  if (kind === "time" || kind === "sold") {
    if (countsDays(op)) return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 3650 ? null : "days";
    return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? null : "date";
  }
  return typeof value === "string" && value.length > 200 ? "too_long" : null;
}

export function isReady(part: Part): boolean {
  return isGroup(part) ? part.parts.length > 0 && part.parts.every(isReady) : troubleOf(part) === null;
}

/** The parameter that says it, or null where there is nothing to say. Groups without conditions fall away. */
export function writeFilter(group: Group | null): string | null {
  const pruned = group && prune(group);
  return pruned ? JSON.stringify(asJson(pruned)) : null;
}

function prune(group: Group): Group | null {
  const parts = group.parts.flatMap((part): Part[] => {
    if (!isGroup(part)) return [part];
    const inner = prune(part);
    return inner ? [inner] : [];
  });
  return parts.length === 0 ? null : { join: group.join, parts };
}

function asJson(part: Part): unknown {
  if (isGroup(part)) return { [part.join]: part.parts.map(asJson) };
  return part.op === "is_empty" ? { field: part.field, op: part.op } : part;
}

/** Reads such a parameter; null for what this page cannot show. The outermost part is always a group. */
export function readFilter(text: string | null): Group | null {
  if (text === null || text === "") return null;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null; // A mistyped address: the page shows the list without it.
  }
  const part = partOf(given, 1);
  if (part === null) return null;
  return isGroup(part) ? part : { join: "all", parts: [part] };
}

function partOf(given: unknown, depth: number): Part | null {
  if (given === null || typeof given !== "object" || depth > DEPTH_MAX + 1) return null;
  const fields = given as Record<string, unknown>;
  for (const join of ["all", "any"] as const) {
    const inner = fields[join];
    if (inner === undefined) continue;
    if (!Array.isArray(inner)) return null;
    const parts = inner.map((each: unknown) => partOf(each, depth + 1)).filter((each) => each !== null);
    return parts.length === inner.length ? { join, parts } : null;
  }
  return conditionOf(fields);
}

function conditionOf({ field, op, value }: Record<string, unknown>): Condition | null {
  const known = FIELDS.find((each) => each === field);
  if (!known) return null;
  const knownOp = OPS[kindOf(known)].find((each) => each === op);
  if (!knownOp) return null;
  if (knownOp === "is_empty") return { field: known, op: knownOp };
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return null;
  return { field: known, op: knownOp, value };
}
