import { ArrowRight, CircleCheck } from "lucide-react";
import { Link } from "react-router";
import type { Attention, Concern } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation, type TFunction } from "@/words";
import "@/words/attention";
import { BELOW_ZERO, STOCK_WITHOUT_COST, soldOut } from "./places";
import { useAttention } from "./queries";

/** Where each concern is dealt with; of levels the list of just those that it counts. */
const PLACES: Record<Exclude<Concern["kind"], "sells_out">, string> = {
  access_lost: "/settings",
  import_failed: "/sync",
  negative: BELOW_ZERO,
  unconfirmed: "/sync",
  failed_changes: "/changes?view=stuck",
  stuck_transfers: "/transfers?view=stuck",
  without_cost: STOCK_WITHOUT_COST,
};

/** What needs a person today, the most money at risk first; each with its formula and the list behind it. */
export function NeedsYou() {
  const { t } = useTranslation();
  const attention = useAttention();
  const found = attention.data;
  return (
    <Card
      title={t("attention.title")}
      note={
        found && isShort(found)
          ? t("attention.noteFew", { days: found.days_of_sales, needed: found.days_needed })
          : t("attention.note")
      }
      flush
    >
      {attention.error && !found && (
        <div className="p-4">
          <QueryError title={t("attention.error")} error={attention.error} onRetry={() => void attention.refetch()} />
        </div>
      )}
      {!found && !attention.error && (
        <div className="p-4" aria-busy="true">
          <Skeleton className="h-16" />
        </div>
      )}
      {found?.concerns.length === 0 && (
        <EmptyState icon={<CircleCheck className="size-5" />} title={t("attention.calm")} body={t("attention.calmBody")} />
      )}
      {found && found.concerns.length > 0 && (
        <ul aria-label={t("attention.title")} className="border-t border-line">
          {found.concerns.map((concern) => (
            <Row key={concern.kind} concern={concern} found={found} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ concern, found }: { concern: Concern; found: Attention }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, count, at_risk, levels, levels_without_amount: without } = concern;
  return (
    <li className="border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <Link to={kind === "sells_out" ? soldOut(found.days_of_sales) : PLACES[kind]} className="group flex items-baseline gap-3">
        <span className="min-w-0 flex-1 text-sm font-medium underline-offset-4 group-hover:underline">
          {t(`attention.kind.${kind}`, { count, n: format.quantity(count) })}
        </span>
        {at_risk && <span className="tnum text-sm font-semibold">{format.wholeMoney(at_risk)}</span>}
        <ArrowRight aria-hidden className="size-4 shrink-0 self-center text-muted" />
      </Link>
      <p className="text-xs text-muted">
        {[
          concern.detail ?? formulaOf(concern, found, t, format.quantity),
          at_risk && without > 0 ? t("attention.without", { count: without, n: format.quantity(without) }) : null,
        ]
          .filter(Boolean)
          .join(". ")}
      </p>
      {levels.length > 0 && (
        <ul aria-label={t("attention.most")} className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {levels.slice(0, 3).map((level, index) => (
            <li key={`${level.inventory_item_id} ${level.location_id}`} className={classes(index === 2 && "max-sm:hidden")}>
              <Link to={`/inventory/${gidTail(level.inventory_item_id)}`} className="underline underline-offset-4">
                {level.title || level.sku}
              </Link>{" "}
              <span className="text-muted">
                {level.location_name}
                {level.at_risk && ` · ${format.wholeMoney(level.at_risk)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function isShort({ days_of_sales, days_needed }: Attention): boolean {
  return days_of_sales < days_needed;
}

function formulaOf({ formula, units }: Concern, found: Attention, t: TFunction, quantity: (units: number) => string): string | null {
  if (units === null) return null;
  if (formula === "week_of_sales_at_price" && isShort(found)) return t("attention.formula.soFar", { count: units, units: quantity(units) });
  return t(`attention.formula.${formula ?? "none"}`, { count: units, units: quantity(units), days: found.days_of_sales });
}
