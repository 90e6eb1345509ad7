import { ChevronDown, ChevronRight } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Link } from "react-router";
import type { SuggestionGroup } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { type Chosen, choose } from "./chosen";
import { Line } from "./line";
import { useLines } from "./queries";

export interface GroupProps {
  group: SuggestionGroup;
  isOpenAtFirst: boolean;
  mayBuy: boolean;
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
  /** Its lines are there, or will not come: what stands below can be shown without moving. */
  onReady: () => void;
}

/** What becomes one document: an order of a supplier for a location, or a transfer between two. */
export function Group({ group, isOpenAtFirst, mayBuy, chosen, onChoose, onReady }: GroupProps) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const body = useId();
  const lines = useLines(group, isOpen);
  const isReady = !isOpen || !lines.isPending;
  useEffect(() => {
    if (isReady) onReady();
  }, [isReady, onReady]);
  const rows = lines.data?.pages.flatMap((page) => page.items) ?? [];
  const isOrderable = mayBuy && (group.kind === "move" || group.supplier_id !== null);
  const name = useName(group);
  const all = rows.length > 0 && rows.every(({ id }) => chosen.has(id));
  return (
    <section aria-label={name} className="min-w-0 overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      <header className="flex items-start gap-3 px-4 py-3 sm:px-5">
        {isOrderable && isOpen && (
          <input
            type="checkbox"
            className="mt-1 size-4 shrink-0 accent-brand"
            aria-label={t("replenish.group.all", { name })}
            checked={all}
            disabled={rows.length === 0}
            ref={(box) => {
              if (box) box.indeterminate = !all && rows.some(({ id }) => chosen.has(id));
            }}
            onChange={(event) => onChoose(choose(chosen, rows, event.target.checked))}
          />
        )}
        <div className="min-w-0 flex-1">
          <h2 className="text-base font-semibold tracking-[-0.006em] break-words">
            {group.supplier_id === null ? name : <Link to={`/suppliers/${group.supplier_id}`} className="hover:underline">{name}</Link>}
          </h2>
          <Facts group={group} />
        </div>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={body}
          aria-label={t(isOpen ? "replenish.group.close" : "replenish.group.open", { name })}
          className="-mr-1.5 inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-ink"
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? <ChevronDown aria-hidden className="size-4.5" /> : <ChevronRight aria-hidden className="size-4.5" />}
        </button>
      </header>
      <div id={body} hidden={!isOpen}>
        {lines.error && (
          <div className="p-4">
            <QueryError title={t("replenish.errorTitle")} error={lines.error} onRetry={() => void lines.refetch()} />
          </div>
        )}
        {lines.isPending && isOpen && <Skeleton className="m-4 h-20" />}
        <ul aria-label={name} className="border-t border-line">
          {rows.map((line) => (
            <Line key={line.id} line={line} mayBuy={mayBuy} isOrderable={isOrderable} isChosen={chosen.has(line.id)} onChoose={(seen, isOn) => onChoose(choose(chosen, [seen], isOn))} />
          ))}
        </ul>
        {lines.hasNextPage && (
          <div className="p-3 text-center">
            <Button small disabled={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
              {t("replenish.group.more")}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function useName({ kind, supplier_id: supplier, supplier_name: name, location, origin }: SuggestionGroup): string {
  const { t } = useTranslation();
  const place = location.name;
  if (kind === "move") return t("replenish.group.move", { origin: origin?.name ?? "", place });
  return supplier === null ? t("replenish.group.nobody", { place }) : t("replenish.group.buy", { supplier: name, place });
}

function Facts({ group }: { group: SuggestionGroup }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = [
    t("replenish.group.lines", { count: group.lines, n: format.quantity(group.lines) }),
    t("replenish.group.units", { count: group.units, n: format.quantity(group.units) }),
    ...(group.kind === "buy" ? [format.money(group.cost)] : []),
    ...(group.minimum_order && group.is_below_minimum !== true ? [t("replenish.group.least", { money: format.money(group.minimum_order) })] : []),
  ];
  return (
    <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
      <span className="tnum">{told.join(" · ")}</span>
      <Badge tone="warn">{t("replenish.group.risk", { money: format.money(group.at_risk) })}</Badge>
      {group.is_below_minimum === true && group.minimum_order && <Badge tone="bad">{t("replenish.group.below", { money: format.money(group.minimum_order) })}</Badge>}
      {group.kind === "buy" && group.supplier_id === null && <span className="basis-full">{t("replenish.group.nobodyBody")}</span>}
    </div>
  );
}
