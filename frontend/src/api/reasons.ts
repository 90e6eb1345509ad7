import type { Reason } from "./types";

/** The reasons offered, the frequent ones first. Those of orders and transfers are booked by them. */
export const OFFERED_REASONS = [
  "correction",
  "cycle_count_available",
  "received",
  "restock",
  "damaged",
  "shrinkage",
  "promotion",
  "quality_control",
  "safety_stock",
  "other",
] as const satisfies readonly Reason[];
