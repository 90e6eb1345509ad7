import { ScrollText } from "lucide-react";
import { Link } from "react-router";
import type { SyncLogEntry } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { SyncLog } from "@/ui/stock/sync-log";
import { useTranslation } from "@/words";
import { useSyncLog } from "./queries";

export function Log() {
  const { t } = useTranslation();
  const log = useSyncLog();
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("sync.log")} note={t("sync.logNote")} flush>
      {log.error && rows.length === 0 ? (
        <div className="p-4">
          <QueryError title={t("sync.logError")} error={log.error} onRetry={() => void log.refetch()} />
        </div>
      ) : log.isPending ? (
        <div className="flex flex-col gap-3 p-4" aria-busy="true">
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
        </div>
      ) : rows.length === 0 ? (
        <EmptyState icon={<ScrollText className="size-5" />} title={t("sync.logEmpty")} />
      ) : (
        <SyncLog label={t("sync.log")} rows={rows} item={itemLink} />
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

function itemLink(row: SyncLogEntry) {
  return (
    <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="font-mono text-xs underline-offset-4 hover:underline">
      {row.sku || gidTail(row.inventory_item_id)}
    </Link>
  );
}
