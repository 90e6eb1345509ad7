import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSync } from "@/api/shop";
import type { Sync } from "@/api/types";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import "@/words/inside";
import { DriftTable } from "./drift";
import { Log } from "./log";
import { Stations } from "./stations";

export function SyncPage() {
  const { t } = useTranslation();
  const sync = useSync();
  return (
    <Page title={t("sync.title")} subtitle={t("sync.subtitle")}>
      {sync.error && !sync.data && (
        <QueryError title={t("sync.errorTitle")} error={sync.error} onRetry={() => void sync.refetch()} />
      )}
      {sync.data ? (
        <>
          <Verdict sync={sync.data} />
          {sync.data.drift_units !== 0 && <DriftTable />}
          <Stations sync={sync.data} />
        </>
      ) : (
        sync.isPending && <Skeleton className="h-64 w-full rounded-xl" />
      )}
      <Log />
    </Page>
  );
}

/** The one answer a person comes for: do the two agree? */
function Verdict({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const format = useFormat();
  const units = Math.abs(sync.drift_units);
  const calm = units === 0;
  const Icon = calm ? CircleCheck : TriangleAlert;
  return (
    <section
      role="status"
      className={classes(
        "flex items-center gap-4 rounded-xl px-4 py-4 sm:px-5",
        calm ? "bg-good-soft text-good-text" : "bg-warn-soft text-warn-text",
      )}
    >
      <Icon aria-hidden className="size-8 shrink-0" />
      <div>
        <p className="text-base font-semibold">
          {calm ? t("sync.inStep") : t("sync.drift", { count: units, units: format.quantity(units) })}
        </p>
        <p className="text-sm">{calm ? t("sync.inStepBody") : t("sync.driftBody")}</p>
      </div>
    </section>
  );
}
