/** Lists of the grid that the overview opens, of just what it counts. */

interface Condition {
  field: string;
  op: string;
  value?: number | boolean;
}

function listOf(...all: Condition[]): string {
  return `/inventory?${new URLSearchParams({ filter: JSON.stringify({ all }) }).toString()}`;
}

const NO_COST: Condition[] = [
  { field: "unit_cost", op: "is_empty" },
  { field: "tracked", op: "is", value: true },
];

export const WITHOUT_COST = listOf(...NO_COST);
export const STOCK_WITHOUT_COST = listOf(...NO_COST, { field: "on_hand", op: ">", value: 0 });
