import { BellOff } from "lucide-react";
import { Link } from "react-router";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { titleOf } from "./chosen";
import { useDismissals, useTakeBack } from "./queries";

/** What is not suggested, why and until when. */
export function Dismissed({ mayBuy }: { mayBuy: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const dismissals = useDismissals(true);
  const take = useTakeBack();
  const rows = dismissals.data?.pages.flatMap((page) => page.items) ?? [];
  if (dismissals.error) return <QueryError title={t("replenish.errorTitle")} error={dismissals.error} onRetry={() => void dismissals.refetch()} />;
  if (!dismissals.data) return <Skeleton className="h-40 w-full rounded-xl" />;
  return (
    <Card flush>
      {take.error && <QueryError title={t("replenish.failed")} error={take.error} />}
      {rows.length === 0 && <EmptyState icon={<BellOff className="size-5" />} title={t("replenish.dismissed.empty")} body={t("replenish.dismissed.emptyBody")} />}
      <ul aria-label={t("replenish.dismissed.title")}>
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-0 sm:px-5">
            <div className="min-w-0 flex-1 basis-60">
              <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="text-sm font-medium break-words hover:underline">
                {titleOf(row)}
              </Link>
              <p className="text-xs break-words text-muted">
                {[row.sku, row.location.name, row.until ? t("replenish.dismissed.until", { day: format.day(row.until) }) : t("replenish.dismissed.forGood")].filter(Boolean).join(" · ")}
              </p>
              <p className="text-sm break-words">{row.reason}</p>
            </div>
            {mayBuy && (
              <Button
                small
                disabled={take.isPending}
                aria-label={t("replenish.dismissed.takeBackOf", { title: titleOf(row), place: row.location.name })}
                onClick={() => take.mutate(row.id, { onSuccess: () => showSuccess(t("replenish.dismissed.taken", { title: titleOf(row) })) })}
              >
                {t("replenish.dismissed.takeBack")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {dismissals.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={dismissals.isFetchingNextPage} onClick={() => void dismissals.fetchNextPage()}>
            {t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}
