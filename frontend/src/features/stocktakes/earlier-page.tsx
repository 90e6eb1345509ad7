import { History } from "lucide-react";
import { Link } from "react-router";
import type { PastStocktake } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Delta, When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/stocktakes";
import { usePastStocktakes } from "./past-queries";

/** Stocktakes of another system, kept to be read. */
export function EarlierPage() {
  const { t } = useTranslation();
  const found = usePastStocktakes();
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("stocktakes.earlier.title")} subtitle={t("stocktakes.earlier.subtitle")} back={{ to: "/stocktakes", label: t("stocktakes.page.back") }}>
      {found.error && !found.data && <QueryError title={t("stocktakes.errorTitle")} error={found.error} onRetry={() => void found.refetch()} />}
      {!found.data && !found.error && <Skeleton className="h-64 w-full rounded-xl" />}
      {found.data && (
        <Card flush>
          {rows.length === 0 && <EmptyState icon={<History className="size-5" />} title={t("stocktakes.earlier.empty")} body={t("stocktakes.earlier.emptyBody")} />}
          <ul aria-label={t("stocktakes.earlier.title")}>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ul>
          {found.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

function Row({ row }: { row: PastStocktake }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/stocktakes/earlier/${row.id}`} className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0">
          <span className="block text-sm font-medium break-words">{row.name}</span>
          <span className="block text-xs text-muted">
            {row.location_name} · <When at={row.counted_at} /> · {t("stocktakes.earlier.from", { source: row.source })}
          </span>
        </span>
        <span className="flex flex-wrap items-baseline gap-x-3 text-xs text-muted">
          <span>{t("stocktakes.earlier.lines", { count: row.lines, n: format.quantity(row.lines) })}</span>
          <span>{t("stocktakes.earlier.differing", { count: row.differing, n: format.quantity(row.differing) })}</span>
          <Delta value={row.units_over} /> <Delta value={-row.units_short} />
        </span>
      </Link>
    </li>
  );
}
