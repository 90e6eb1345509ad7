import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Overview } from "@/api/types";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { Skeleton } from "@/ui/states";
import { useTranslation, type TFunction } from "@/words";

const GRID = "grid grid-cols-2 gap-3 md:grid-cols-6 xl:grid-cols-5 xl:gap-4";

/** Two by two on a phone, three over two on a tablet, five in a row on a screen. */
const CELL = "max-md:last:col-span-2 md:col-span-2 md:nth-[n+4]:col-span-3 xl:col-span-1 xl:nth-[n+4]:col-span-1";

/** The figures that a person reads first; each opens the list behind it. */
export function Figures({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { changes_today: today } = overview;
  return (
    <section className={GRID} aria-label={t("overview.title")}>
      <Figure
        to="/inventory?sort=-on_hand"
        label={t("overview.unitsOnHand")}
        value={format.quantity(overview.units_on_hand)}
        note={t("overview.unitsOnHandNote", {
          levels: format.quantity(overview.levels),
          items: format.quantity(overview.items),
        })}
      />
      <Figure
        to="/inventory?sort=-on_hand"
        label={t("overview.stockValue")}
        value={overview.stock_value ? format.wholeMoney(overview.stock_value) : t("common.none")}
        note={valueNote(overview, t, format.quantity)}
      />
      <Figure
        to="/inventory?state=out_of_stock"
        label={t("overview.outOfStock")}
        value={format.quantity(overview.out_of_stock)}
        note={t("overview.outOfStockNote")}
        alarm={overview.out_of_stock > 0 ? "warn" : null}
      />
      <Figure
        to="/inventory?state=negative"
        label={t("overview.negative")}
        value={format.quantity(overview.negative)}
        note={overview.negative > 0 ? t("overview.negativeNote") : t("overview.negativeCalm")}
        alarm={overview.negative > 0 ? "bad" : null}
      />
      <Figure
        to="/inventory?sort=-updated_at"
        label={t("overview.today")}
        value={format.quantity(today.movements)}
        note={[
          t("overview.todaySold", { count: today.units_sold, n: format.quantity(today.units_sold) }),
          t("overview.todayReturned", { count: today.units_returned, n: format.quantity(today.units_returned) }),
          t("overview.todayAdjusted", { count: today.adjustments, n: format.quantity(today.adjustments) }),
        ].join(" · ")}
      />
    </section>
  );
}

function valueNote(overview: Overview, t: TFunction, quantity: (value: number) => string): string {
  if (!overview.stock_value) return t("overview.stockValueMissing");
  if (overview.items_without_cost === 0) return t("overview.stockValueComplete");
  return t("overview.stockValueNote", { items: quantity(overview.items_without_cost) });
}

interface FigureProps {
  to: string;
  label: string;
  value: string;
  note: ReactNode;
  alarm?: "warn" | "bad" | null;
}

function Figure({ to, label, value, note, alarm = null }: FigureProps) {
  return (
    <Link
      to={to}
      className={classes(
        "group flex min-w-0 flex-col rounded-xl border border-line bg-surface px-4 py-3.5 shadow-card transition-colors hover:border-line-strong",
        CELL,
      )}
    >
      <span className="flex items-center justify-between gap-2 text-sm text-muted">
        <span className="flex items-center gap-2">
          {alarm && <span aria-hidden className={classes("size-2 rounded-full", alarm === "bad" ? "bg-bad" : "bg-warn")} />}
          {label}
        </span>
        <ArrowRight aria-hidden className="size-4 opacity-0 transition-opacity group-hover:opacity-100" />
      </span>
      <span className="tnum mt-0.5 truncate text-[1.375rem] leading-8 font-semibold tracking-[-0.02em] sm:text-2xl">{value}</span>
      <span className="mt-0.5 text-xs text-muted">{note}</span>
    </Link>
  );
}

export function FiguresSkeleton() {
  return (
    <div className={GRID}>
      {[1, 2, 3, 4, 5].map((place) => (
        <Skeleton key={place} className={classes("h-27 rounded-xl", CELL)} />
      ))}
    </div>
  );
}
