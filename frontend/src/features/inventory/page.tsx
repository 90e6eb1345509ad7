import { Keyboard, PackageOpen, PackageSearch } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { Level } from "@/api/types";
import { useAdjustRequest } from "@/lib/adjust-request";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useFormat } from "@/ui/format-context";
import { useWide } from "@/ui/use-wide";
import "@/words/inside";
import { CardList } from "./card-list";
import { LevelGrid } from "./grid";
import { useLevels } from "./queries";
import { Toolbar } from "./toolbar";
import { FIRST_VIEW, type View, useView } from "./view";

export function InventoryPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { view, change } = useView();
  const searchRef = useRef<HTMLInputElement>(null);
  const { open: openAdjust } = useAdjustRequest();
  const wide = useWide();
  const read = useLevels(view);
  const { levels, rows } = read;
  const List = wide ? LevelGrid : CardList;

  return (
    <Page title={t("inventory.title")} subtitle={<Total {...read} />}>
      <section className="min-w-0 rounded-xl border border-line bg-surface shadow-card">
        <Toolbar view={view} change={change} searchRef={searchRef} busy={levels.isFetching && !levels.isFetchingNextPage} />
        {levels.error && rows.length === 0 ? (
          <div className="p-4">
            <QueryError title={t("inventory.errorTitle")} error={levels.error} onRetry={() => void levels.refetch()} />
          </div>
        ) : levels.isPending ? (
          <RowsSkeleton />
        ) : rows.length === 0 ? (
          <NothingFound view={view} onClear={() => change(FIRST_VIEW)} />
        ) : (
          <List
            rows={rows}
            total={read.total}
            sort={view.sort}
            onSort={(sort) => change({ sort })}
            faded={levels.isPlaceholderData}
            more={{
              has: levels.hasNextPage,
              busy: levels.isFetchingNextPage,
              error: levels.isFetchNextPageError ? levels.error : null,
              read: () => void levels.fetchNextPage(),
            }}
            onOpen={(level: Level) => void navigate(`/inventory/${gidTail(level.inventory_item_id)}`)}
            onAdjust={(level: Level) =>
              openAdjust({ itemId: level.inventory_item_id, locationId: level.location_id })
            }
            onSearch={() => searchRef.current?.focus()}
          />
        )}
      </section>
    </Page>
  );
}

function Total({ total, totalIsCapped, levels }: ReturnType<typeof useLevels>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (levels.isPending) return <span>{t("inventory.subtitle")}</span>;
  if (total === null) return <span>{t("inventory.subtitle")}</span>;
  const units = format.quantity(total);
  return (
    <span aria-live="polite" className="flex items-center gap-3">
      {totalIsCapped ? t("inventory.totalCapped", { total: units }) : t("inventory.total", { count: total, total: units })}
      <span className="hidden items-center gap-1 text-xs lg:inline-flex">
        <Keyboard aria-hidden className="size-3.5" />
        {t("inventory.keys")}
      </span>
    </span>
  );
}

function NothingFound({ view, onClear }: { view: View; onClear: () => void }) {
  const { t } = useTranslation();
  const filtered = view.search !== "" || view.state !== null || view.locationId !== null;
  return filtered ? (
    <EmptyState
      icon={<PackageSearch className="size-5" />}
      title={t("inventory.emptyTitle")}
      body={t("inventory.emptyBody")}
      action={<Button onClick={onClear}>{t("inventory.clear")}</Button>}
    />
  ) : (
    <EmptyState
      icon={<PackageOpen className="size-5" />}
      title={t("inventory.noLevelsTitle")}
      body={t("inventory.noLevelsBody")}
    />
  );
}

function RowsSkeleton() {
  return (
    <div className="flex flex-col gap-4 border-t border-line p-4" aria-busy="true">
      {Array.from({ length: 12 }, (_, row) => (
        <Skeleton key={row} className="h-6 w-full" />
      ))}
    </div>
  );
}
