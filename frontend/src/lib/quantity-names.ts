/** Shopify's eight names, in the order a person thinks of them. */
export const QUANTITY_NAMES = [
  "available",
  "committed",
  "reserved",
  "damaged",
  "safety_stock",
  "quality_control",
  "on_hand",
  "incoming",
] as const;

export type QuantityName = (typeof QUANTITY_NAMES)[number];

/** on_hand is the sum of these six; incoming is not on the shelf yet. */
export const ON_HAND_PARTS = [
  "available",
  "committed",
  "reserved",
  "damaged",
  "safety_stock",
  "quality_control",
] as const satisfies readonly QuantityName[];

/** The names an adjustment may be booked on: Shopify derives the others itself (PLATFORM.md C). */
export const ADJUSTABLE_NAMES = [
  "available",
  "reserved",
  "damaged",
  "safety_stock",
  "quality_control",
  "incoming",
] as const satisfies readonly QuantityName[];

export type AdjustableName = (typeof ADJUSTABLE_NAMES)[number];
