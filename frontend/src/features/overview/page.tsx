import { Suspense, lazy } from "react";
import { useShop, useSync } from "@/api/shop";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { FirstSteps } from "./first-steps";
import { Figures, FiguresSkeleton } from "./figures";
import { Health } from "./health";
import { ImportCard } from "./import-card";
import { ByLocation } from "./by-location";
import { useAttention, useFirstSteps, useOverview } from "./queries";
import { Recent } from "./recent";

const NeedsYou = lazy(async () => ({ default: (await import("./attention")).NeedsYou }));

const Daily = lazy(async () => ({ default: (await import("./daily")).Daily }));

export function OverviewPage() {
  const { t } = useTranslation();
  const shop = useShop().data;
  const syncing = useSync();
  const sync = syncing.data;
  const overview = useOverview();
  const attention = useAttention();
  const steps = useFirstSteps();
  const importing = sync !== undefined && sync.import.state !== "done";
  // What stands above everything else comes first, so that nothing that is read moves.
  if (steps.isPending || syncing.isPending) {
    return (
      <Page title={t("overview.title")} subtitle={shop && t("overview.subtitle", { domain: shop.domain })}>
        <Skeleton key="waiting" className="h-96 w-full rounded-xl" />
      </Page>
    );
  }
  return (
    <Page title={t("overview.title")} subtitle={shop && t("overview.subtitle", { domain: shop.domain })}>
      {importing && <ImportCard progress={sync.import} />}
      {overview.error && (
        <QueryError title={t("common.unknownError")} error={overview.error} onRetry={() => void overview.refetch()} />
      )}
      <FirstSteps />
      {overview.data ? <Figures overview={overview.data} /> : !overview.error && <FiguresSkeleton />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,5fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          {overview.data && !attention.isPending ? (
            // They come together, so that nothing that is read moves.
            <Suspense fallback={<Skeleton className="h-72 w-full rounded-xl" />}>
              <NeedsYou />
              <Daily days={overview.data.daily} since={shop?.installed_at ?? null} />
              <ByLocation overview={overview.data} />
            </Suspense>
          ) : (
            !overview.error && <Skeleton className="h-72 w-full rounded-xl" />
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {sync && <Health sync={sync} />}
          {overview.data && <Recent movements={overview.data.recent} />}
        </div>
      </div>
    </Page>
  );
}
