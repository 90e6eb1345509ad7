/** Every cause a movement can have, in the order a filter lists them. */
export const CAUSES = [
  "order",
  "fulfilment",
  "refund",
  "cancellation",
  "order_edit",
  "transfer",
  "shipment",
  "receipt",
  "count",
  "adjustment",
  "shopify_adjustment",
  "other_app",
  "opening",
  "restore_baseline",
  "deleted",
  "unexplained",
] as const;

export type CauseName = (typeof CAUSES)[number];
