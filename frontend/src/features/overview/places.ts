/** Lists of the grid that the overview opens, of just what it counts. */

interface Condition {
  field: string;
  op: string;
  value?: number | boolean | string;
}

function listOf(...all: Condition[]): string {
  return `/inventory?${new URLSearchParams({ filter: JSON.stringify({ all }) }).toString()}`;
}

const TRACKED: Condition = { field: "tracked", op: "is", value: true };
const NO_COST: Condition[] = [{ field: "unit_cost", op: "is_empty" }, TRACKED];
/** As far back as sales are counted where orders are known of for less than a day (reports/attention.py). */
const DAYS_OF_SALES = 28;

export const WITHOUT_COST = listOf(...NO_COST);
export const STOCK_WITHOUT_COST = listOf(...NO_COST, { field: "on_hand", op: ">", value: 0 });
export const BELOW_ZERO = listOf(TRACKED, { field: "available", op: "<", value: 0 });

/** Levels that sold within the days that the overview counts sales over, and have nothing left. */
export function soldOut(daysOfSales: number): string {
  return listOf(
    TRACKED,
    { field: "state", op: "is", value: "out_of_stock" },
    { field: "sold", op: "last_days", value: daysOfSales || DAYS_OF_SALES },
  );
}
