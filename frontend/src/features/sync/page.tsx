import { CircleCheck, Download, TriangleAlert } from "lucide-react";
import { useSync } from "@/api/shop";
import type { Sync } from "@/api/types";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import { Checks } from "./checks";
import { Differences } from "./differences";
import { DriftTable } from "./drift";
import { Log } from "./log";
import { Policy } from "./policy";
import { Proof } from "./proof";
import { Quarantine } from "./quarantine";
import { Restored } from "./restored";
import { Stations } from "./stations";

export function SyncPage() {
  const { t } = useTranslation();
  const sync = useSync();
  return (
    <Page title={t("sync.title")} subtitle={t("sync.subtitle")}>
      <Restored />
      {sync.error && !sync.data && (
        <QueryError title={t("sync.errorTitle")} error={sync.error} onRetry={() => void sync.refetch()} />
      )}
      {sync.data ? (
        <>
          <Verdict sync={sync.data} />
          {sync.data.writing.quarantined > 0 && <Quarantine />}
          {sync.data.drift_units !== 0 && <DriftTable />}
          <Stations sync={sync.data} />
        </>
      ) : (
        sync.isPending && <Skeleton className="h-64 w-full rounded-xl" />
      )}
      <Checks />
      <Differences />
      <Policy />
      <Proof />
      <Log />
    </Page>
  );
}

const VERDICTS = {
  importing: { icon: Download, tone: "bg-info-soft text-info-text" },
  calm: { icon: CircleCheck, tone: "bg-good-soft text-good-text" },
  drift: { icon: TriangleAlert, tone: "bg-warn-soft text-warn-text" },
} as const;

/** The one answer a person comes for: do the two agree? */
function Verdict({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const format = useFormat();
  const units = Math.abs(sync.drift_units);
  const verdict = sync.import.state !== "done" ? "importing" : units === 0 ? "calm" : "drift";
  const { icon: Icon, tone } = VERDICTS[verdict];
  const [title, body] = {
    importing: [t("overview.healthImporting"), t("overview.healthImportingBody")],
    calm: [t("sync.inStep"), t("sync.inStepBody")],
    drift: [t("sync.drift", { count: units, units: format.quantity(units) }), t("sync.driftBody")],
  }[verdict];
  return (
    <section
      role="status"
      className={classes("flex items-center gap-4 rounded-xl px-4 py-4 sm:px-5", tone)}
    >
      <Icon aria-hidden className="size-8 shrink-0" />
      <div>
        <p className="text-base font-semibold">{title}</p>
        <p className="text-sm">{body}</p>
      </div>
    </section>
  );
}
