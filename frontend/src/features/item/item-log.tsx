import { ScrollText } from "lucide-react";
import { useAskForCheck, useChecks } from "@/api/checks";
import { useShop } from "@/api/shop";
import type { ItemDetail } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { CheckStatus } from "@/ui/stock/check-status";
import { SyncLog } from "@/ui/stock/sync-log";
import { useTranslation } from "@/words";
import "@/words/drift";
import { useItemLog } from "./queries";

/** What was read from Shopify of this item and sent to it. */
export function ItemLog({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const log = useItemLog(item.inventory_item_id);
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("itemPage.log")} note={t("itemPage.logNote")} flush actions={<CompareNow itemId={item.inventory_item_id} />}>
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

/** Has this item's levels read in Shopify now, and says what that came to. */
function CompareNow({ itemId }: { itemId: string }) {
  const { t } = useTranslation();
  const viewer = useShop().data?.viewer;
  const checks = useChecks();
  const ask = useAskForCheck();
  const latest = checks.data?.items.find((each) => each.inventory_item_id === itemId);
  const isRunning = latest?.state === "running";
  const mayAsk = viewer?.permissions.includes("write") === true && viewer.locations === null;
  if (!mayAsk && !latest) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {latest && <CheckStatus check={latest} />}
      {ask.error && <QueryError title={t("drift.checks.askError")} error={ask.error} />}
      {mayAsk && (
        <Button
          small
          aria-busy={isRunning}
          disabled={isRunning || ask.isPending}
          onClick={() => ask.mutate({ inventory_item_id: itemId })}
        >
          {t("drift.checks.now")}
        </Button>
      )}
    </div>
  );
}
