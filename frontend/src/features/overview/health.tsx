import { CircleCheck, Download, RefreshCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Sync } from "@/api/types";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Ago } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

const LOOKS = {
  importing: { icon: Download, tone: "bg-info-soft text-info-text" },
  calm: { icon: CircleCheck, tone: "bg-good-soft text-good-text" },
  busy: { icon: RefreshCw, tone: "bg-info-soft text-info-text" },
  drift: { icon: TriangleAlert, tone: "bg-warn-soft text-warn-text" },
} as const;

/** One look: are we in step with Shopify, and since when. */
export function Health({ sync }: { sync: Sync }) {
  const { t } = useTranslation();
  const format = useFormat();
  const busy = sync.observing.waiting + sync.webhooks.waiting + sync.writing.open;
  const drift = Math.abs(sync.drift_units);
  const importing = sync.import.state !== "done";
  const state = importing ? "importing" : drift > 0 ? "drift" : busy > 0 ? "busy" : "calm";
  const { icon: Icon, tone } = LOOKS[state];
  const words = {
    importing: [t("overview.healthImporting"), t("overview.healthImportingBody")],
    calm: [t("overview.healthCalm"), t("overview.healthCalmBody")],
    busy: [t("overview.healthBusy"), t("overview.healthBusyBody", { count: busy })],
    drift: [t("overview.healthDrift", { count: drift, units: format.quantity(drift) }), t("overview.healthDriftBody")],
  }[state];
  return (
    <Card
      title={t("overview.health")}
      actions={
        <Link to="/sync" className="text-xs font-medium text-brand-text underline-offset-4 hover:underline">
          {t("overview.healthLink")}
        </Link>
      }
    >
      <div className="flex items-center gap-3">
        <span className={classes("inline-flex size-10 shrink-0 items-center justify-center rounded-xl", tone)}>
          <Icon aria-hidden className="size-5" />
        </span>
        <div className="min-w-0">
          <p className="text-sm font-semibold">{words[0]}</p>
          <p className="text-xs text-muted">{words[1]}</p>
        </div>
      </div>
      <dl className="mt-3 grid gap-y-1.5 text-xs">
        <Line label={t("overview.lastEvent")} value={momentOr(sync.webhooks.last_received_at, t("overview.never"))} />
        <Line label={t("overview.lastChecked")} value={momentOr(sync.reconciliation.oldest_check_at, t("overview.never"))} />
        <Line label={t("overview.toRead")} value={format.quantity(sync.observing.waiting + sync.webhooks.waiting)} />
        <Line label={t("overview.toWrite")} value={format.quantity(sync.writing.open)} />
      </dl>
    </Card>
  );
}

function momentOr(at: string | null, otherwise: string): ReactNode {
  return at === null ? otherwise : <Ago at={at} />;
}

function Line({ label, value }: { label: string; value: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{label}</dt>
      <dd className="tnum text-right font-medium">{value}</dd>
    </div>
  );
}
