import { columnSizingFeature, createColumnHelper, metaHelper, tableFeatures } from "@tanstack/react-table";
import { useTranslation } from "react-i18next";
import type { Level } from "@/api/types";
import type { Money } from "@/lib/format";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Pending } from "@/ui/stock/pending";
import { StateBadge } from "@/ui/stock/state-badge";
import type { SortKey } from "./view";

export interface LevelColumnMeta {
  /** The word of the heading, under `inventory` or `quantity`. */
  word: ColumnWord;
  /** A track of CSS grid. */
  width: string;
  end?: boolean;
  sort?: SortKey;
  /** Shows a number that a change of the level may alter. */
  live?: boolean;
}

export type ColumnWord =
  | "inventory.product"
  | "inventory.sku"
  | "inventory.location"
  | "inventory.value"
  | "inventory.state"
  | "quantity.available"
  | "quantity.on_hand"
  | "quantity.committed"
  | "quantity.incoming";

export const features = tableFeatures({ columnSizingFeature, columnMeta: metaHelper<LevelColumnMeta>() });

const helper = createColumnHelper<typeof features, Level>();

/** What the units on hand cost, to the minor unit and without floating point. */
export function stockValue(cost: Money | null, units: number): Money | null {
  if (cost === null) return null;
  const [whole = "0", fraction = ""] = cost.amount.split(".");
  const scaled = BigInt(whole + fraction) * BigInt(units);
  const digits = scaled.toString().replace("-", "").padStart(fraction.length + 1, "0");
  const split = digits.length - fraction.length;
  const sign = scaled < 0n ? "-" : "";
  const amount = `${sign}${digits.slice(0, split)}${fraction === "" ? "" : `.${digits.slice(split)}`}`;
  return { amount, currency: cost.currency };
}

function Value({ level }: { level: Level }) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = stockValue(level.unit_cost, level.quantities.on_hand);
  return (
    <span className="text-right">
      <MoneyText value={value} />
      {level.unit_cost !== null && (
        <span className="block text-xs text-muted">{t("inventory.each", { cost: format.money(level.unit_cost) })}</span>
      )}
    </span>
  );
}

export const columns = helper.columns([
  helper.accessor("title", {
    meta: { word: "inventory.product", width: "minmax(11rem, 3fr)", sort: "title" },
    cell: ({ row: { original: level } }) => (
      <span className="min-w-0">
        <span className="block truncate font-medium">{level.title}</span>
        {level.variant_title !== "" && <span className="block truncate text-xs text-muted">{level.variant_title}</span>}
      </span>
    ),
  }),
  helper.accessor("sku", {
    meta: { word: "inventory.sku", width: "minmax(4.5rem, 0.8fr)", sort: "sku" },
    cell: ({ getValue }) => <span className="truncate font-mono text-xs text-muted">{getValue()}</span>,
  }),
  helper.accessor("location_name", {
    meta: { word: "inventory.location", width: "minmax(8rem, 1.2fr)", sort: "location" },
    cell: ({ getValue }) => <span className="truncate">{getValue()}</span>,
  }),
  helper.accessor((level) => level.quantities.available, {
    id: "available",
    meta: { word: "quantity.available", width: "5.25rem", end: true, sort: "available", live: true },
    cell: ({ row: { original: level } }) => (
      <>
        <Pending units={level.pending} />
        <Quantity value={level.quantities.available} strong />
      </>
    ),
  }),
  helper.accessor((level) => level.quantities.on_hand, {
    id: "on_hand",
    meta: { word: "quantity.on_hand", width: "4.5rem", end: true, sort: "on_hand", live: true },
    cell: ({ getValue }) => <Quantity value={getValue()} />,
  }),
  helper.accessor((level) => level.quantities.committed, {
    id: "committed",
    meta: { word: "quantity.committed", width: "5.25rem", end: true, sort: "committed", live: true },
    cell: ({ getValue }) => <Quantity value={getValue()} />,
  }),
  helper.accessor((level) => level.quantities.incoming, {
    id: "incoming",
    meta: { word: "quantity.incoming", width: "4.5rem", end: true, sort: "incoming", live: true },
    cell: ({ getValue }) => <Quantity value={getValue()} />,
  }),
  helper.display({
    id: "value",
    meta: { word: "inventory.value", width: "5.75rem", end: true },
    cell: ({ row: { original: level } }) => <Value level={level} />,
  }),
  helper.accessor("state", {
    meta: { word: "inventory.state", width: "6.9rem" },
    cell: ({ getValue }) => <StateBadge state={getValue()} />,
  }),
]);
