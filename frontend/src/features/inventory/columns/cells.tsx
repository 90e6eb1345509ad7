/** What each column shows of a level, and what of it goes to the clipboard. No hooks: a row is drawn often. */
import type { ReactNode } from "react";
import type { FileColumn, Level } from "@/api/types";
import type { Format, Money } from "@/lib/format";
import { QUANTITY_NAMES, type QuantityName } from "@/lib/quantity-names";
import { Badge } from "@/ui/badge";
import { Pending } from "@/ui/stock/pending";
import { STATE_TONES } from "@/ui/stock/state-badge";
import type { TFunction } from "@/words";
import type { SortKey } from "../views/view";
import { fits } from "./fits";
import type { ColumnId } from "./layout";
import { stockValue } from "./value";

export interface CellContext {
  t: TFunction;
  format: Format;
  /** Words that every row says, looked up once. */
  states: Record<Level["state"], string>;
  loading: string;
  selectLabel: (level: Level) => string;
  /** The size of the page's text, which a reader may have made larger. */
  rootPx: number;
}

const STATES = ["in_stock", "out_of_stock", "negative", "inactive"] as const satisfies readonly Level["state"][];

export function cellContext(t: TFunction, format: Format): CellContext {
  const [title, location] = ["\u0001", "\u0002"];
  const label = t("grid.selectRow", { title, location });
  return {
    t,
    format,
    states: Object.fromEntries(STATES.map((state) => [state, t(`state.${state}`)])) as CellContext["states"],
    loading: t("grid.rowLoading"),
    rootPx: Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16,
    selectLabel: (level) => label.replace(title, () => level.title).replace(location, () => level.location_name),
  };
}

interface ColumnKind {
  /** Numbers stand at the end of their cell. */
  end?: boolean;
  sort?: SortKey;
  /** Shows a number that a change of the level may alter. */
  live?: boolean;
  /** Shows more than a line of text. */
  rich?: boolean;
  /** Classes of the cell. */
  look?: (level: Level) => string;
  show: (level: Level, context: CellContext) => ReactNode;
  /** The texts that are cut off where they are longer than the column. */
  cut?: (level: Level) => string[];
  /** What a spreadsheet gets. */
  copy: (level: Level) => string;
}

/** Whether something of a cell may have to be cut off. */
export function mayBeCut({ cut }: ColumnKind, level: Level, columnPx: number, { rootPx }: CellContext): boolean {
  return cut !== undefined && cut(level).some((each) => !fits(each, columnPx, rootPx));
}

function units(name: QuantityName): ColumnKind {
  return {
    end: true,
    sort: name,
    live: true,
    look: (level) => unitsLook(level.quantities[name]),
    show: (level, { format }) => format.quantity(level.quantities[name]),
    copy: (level) => String(level.quantities[name]),
  };
}

function unitsLook(value: number): string {
  if (value < 0) return "text-bad-text";
  return value === 0 ? "text-muted" : "";
}

function text(sort: SortKey | undefined, read: (level: Level) => string, mono = false): ColumnKind {
  return {
    ...(sort && { sort }),
    ...(mono && { look: () => "level-code" }),
    show: read,
    cut: (level) => [read(level)],
    copy: read,
  };
}

function money(sort: SortKey, read: (level: Level) => Money | null, live = false): ColumnKind {
  return {
    end: true,
    sort,
    live,
    show: (level, { format }) => {
      const value = read(level);
      return value ? format.money(value) : <span className="text-muted">–</span>;
    },
    copy: (level) => read(level)?.amount ?? "",
  };
}

export const KINDS: Record<ColumnId, ColumnKind> = {
  title: {
    sort: "title",
    rich: true,
    look: () => "level-title",
    show: (level) => (
      <span className="min-w-0">
        <span className="level-name">{level.title}</span>
        {level.variant_title !== "" && <span className="level-variant">{level.variant_title}</span>}
      </span>
    ),
    cut: (level) => [level.title, level.variant_title],
    copy: (level) => [level.title, level.variant_title].filter(Boolean).join(" · "),
  },
  sku: text("sku", (level) => level.sku, true),
  barcode: text("barcode", (level) => level.barcode, true),
  vendor: text("vendor", (level) => level.vendor),
  product_type: text("product_type", (level) => level.product_type),
  tags: text(undefined, (level) => level.tags.join(", ")),
  location: text("location", (level) => level.location_name),
  ...(Object.fromEntries(QUANTITY_NAMES.map((name) => [name, units(name)])) as Record<QuantityName, ColumnKind>),
  available: {
    ...units("available"),
    look: (level) => `font-semibold ${unitsLook(level.quantities.available)}`,
    show: (level, { format }) =>
      level.pending === 0 ? (
        format.quantity(level.quantities.available)
      ) : (
        <>
          <Pending units={level.pending} />
          {format.quantity(level.quantities.available)}
        </>
      ),
  },
  price: money("price", (level) => level.price),
  unit_cost: money("unit_cost", (level) => level.unit_cost),
  value: money("value", (level) => stockValue(level.unit_cost, level.quantities.on_hand), true),
  tracked: {
    look: () => "text-muted",
    show: (level, { t }) => t(level.tracked ? "grid.yes" : "grid.no"),
    copy: (level) => (level.tracked ? "1" : "0"),
  },
  state: { sort: "state", live: true, rich: true, show: (level, { states }) => <Badge tone={STATE_TONES[level.state]} dot>{states[level.state]}</Badge>, copy: (level) => level.state },
  updated_at: {
    sort: "updated_at",
    look: () => "text-muted",
    show: (level, { format }) => format.dateTime(level.updated_at),
    copy: (level) => level.updated_at,
  },
};

/** The file's name of a column is the page's own. */
export function fileColumns(ids: readonly ColumnId[]): FileColumn[] {
  return [...ids];
}
