import { ScrollText } from "lucide-react";
import type { ItemDetail } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { SyncLog } from "@/ui/stock/sync-log";
import { useTranslation } from "@/words";
import { useItemLog } from "./queries";

/** What was read from Shopify of this item and sent to it. */
export function ItemLog({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const log = useItemLog(item.inventory_item_id);
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("itemPage.log")} note={t("itemPage.logNote")} flush>
      {log.error && rows.length === 0 ? (
        <div className="p-4">
          <QueryError title={t("itemPage.logError")} error={log.error} onRetry={() => void log.refetch()} />
        </div>
      ) : log.isPending ? (
        <div className="flex flex-col gap-3 p-4" aria-busy="true">
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
        </div>
      ) : rows.length === 0 ? (
        <EmptyState icon={<ScrollText className="size-5" />} title={t("itemPage.logEmpty")} />
      ) : (
        <SyncLog label={t("itemPage.log")} rows={rows} />
      )}
      {log.isFetchNextPageError && (
        <div className="p-4">
          <QueryError title={t("itemPage.logError")} error={log.error} />
        </div>
      )}
      {log.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button small disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {log.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}
