/** The way of a change, station by station: told, read, compared, written. */
import { Download, Gauge, Inbox, Scale, ScanEye, Send } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import type { Sync } from "@/api/types";
import { classes } from "@/ui/classes";
import { Ago } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Progress } from "@/ui/states";
import { useTranslation } from "@/words";

export function Stations({ sync }: { sync: Sync }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 xl:gap-4">
      <ImportStation progress={sync.import} />
      <WebhookStation figures={sync.webhooks} />
      <ReadingStation figures={sync.observing} />
      <WritingStation figures={sync.writing} />
      <ComparingStation figures={sync.reconciliation} />
      <BudgetStation budget={sync.shopify} />
    </div>
  );
}

interface StationProps {
  icon: ComponentType<{ className?: string }>;
  title: string;
  value: string;
  body?: ReactNode;
  note: ReactNode;
  trouble?: boolean;
  children?: ReactNode;
}

function Station({ icon: Icon, title, value, body, note, trouble = false, children }: StationProps) {
  return (
    <section className="flex flex-col rounded-xl border border-line bg-surface px-4 py-3.5 shadow-card sm:px-5">
      <h2 className="flex items-center gap-2 text-sm text-muted">
        <Icon className="size-4" />
        {title}
      </h2>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
        <span className="tnum text-lg font-semibold tracking-[-0.012em]">{value}</span>
        {body !== undefined && <span className="text-sm text-muted">{body}</span>}
      </p>
      {children}
      <p className={classes("mt-1 text-xs", trouble ? "font-medium text-warn-text" : "text-muted")}>{note}</p>
    </section>
  );
}

function useQueueNote(): (waiting: number, oldestSeconds: number | null) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (waiting, oldestSeconds) => {
    if (waiting === 0) return t("sync.nothingWaiting");
    const count = t("sync.waiting", { n: format.quantity(waiting) });
    return oldestSeconds === null ? count : `${count}, ${t("sync.oldest", { age: format.duration(oldestSeconds) })}`;
  };
}

function ImportStation({ progress }: { progress: Sync["import"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = {
    waiting: t("sync.importWaiting"),
    running: t("sync.importRunning"),
    done: t("sync.importDone"),
    failed: t("sync.importFailed"),
  }[progress.state];
  const expected = progress.phase === "catalogue" ? progress.variants_expected : progress.levels_expected;
  const done = progress.phase === "catalogue" ? progress.variants : progress.levels;
  return (
    <Station
      icon={Download}
      title={t("sync.import")}
      value={value}
      body={
        progress.state === "done" && progress.finished_at !== null ? <Ago at={progress.finished_at} /> : undefined
      }
      note={
        progress.error ??
        t("sync.importDoneBody", {
          products: format.quantity(progress.products),
          variants: format.quantity(progress.variants),
          levels: format.quantity(progress.levels),
        })
      }
      trouble={progress.state === "failed"}
    >
      {progress.state === "running" && (
        <div className="my-1.5">
          <Progress label={t("importing.progress")} share={expected ? Math.min(1, done / expected) : null} />
        </div>
      )}
    </Station>
  );
}

function WebhookStation({ figures }: { figures: Sync["webhooks"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queueNote = useQueueNote();
  return (
    <Station
      icon={Inbox}
      title={t("sync.webhooks")}
      value={format.quantity(figures.received_24h)}
      body={t("sync.webhooksBody").toLowerCase()}
      note={
        <>
          {queueNote(figures.waiting, figures.oldest_age_seconds)}
          {" · "}
          {figures.last_received_at === null ? (
            t("sync.never")
          ) : (
            <>
              {t("sync.last")} <Ago at={figures.last_received_at} />
            </>
          )}
        </>
      }
    />
  );
}

function ReadingStation({ figures }: { figures: Sync["observing"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queueNote = useQueueNote();
  return (
    <Station
      icon={ScanEye}
      title={t("sync.reading")}
      value={format.quantity(figures.waiting)}
      body={t("sync.readingBody")}
      note={queueNote(figures.waiting, figures.oldest_age_seconds)}
    />
  );
}

function WritingStation({ figures }: { figures: Sync["writing"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const queueNote = useQueueNote();
  return (
    <Station
      icon={Send}
      title={t("sync.writing")}
      value={format.quantity(figures.open)}
      body={t("sync.writingBody")}
      trouble={figures.quarantined > 0}
      note={
        figures.quarantined > 0
          ? t("sync.quarantined", { count: figures.quarantined, n: format.quantity(figures.quarantined) })
          : queueNote(figures.open, figures.oldest_age_seconds)
      }
    />
  );
}

function ComparingStation({ figures }: { figures: Sync["reconciliation"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = figures.levels_total === 0 ? 0 : Math.min(1, figures.levels_checked / figures.levels_total);
  return (
    <Station
      icon={Scale}
      title={t("sync.reconciliation")}
      value={format.quantity(figures.levels_checked)}
      body={`/ ${format.quantity(figures.levels_total)} ${t("sync.reconciliationBody")}`}
      note={
        <>
          {figures.running ? t("sync.reconciliationRunning") : t("sync.reconciliationIdle")}
          {" · "}
          {figures.last_completed_at === null ? (
            t("sync.noRound")
          ) : (
            <>
              {t("sync.lastRound")} <Ago at={figures.last_completed_at} />
            </>
          )}
        </>
      }
    >
      <div className="my-1.5">
        <Progress label={t("sync.reconciliation")} share={share} />
      </div>
    </Station>
  );
}

function BudgetStation({ budget }: { budget: Sync["shopify"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (budget === null) {
    return <Station icon={Gauge} title={t("sync.budget")} value={t("common.none")} note={t("sync.budgetUnknown")} />;
  }
  const available = format.quantity(budget.available);
  const maximum = format.quantity(budget.maximum);
  return (
    <Station
      icon={Gauge}
      title={t("sync.budget")}
      value={available}
      body={t("sync.budgetOf", { maximum })}
      note={`${t("sync.budgetRate", { rate: format.quantity(budget.restore_rate) })} · ${t("sync.apiVersion", { version: budget.api_version })}`}
    >
      <div className="my-1.5">
        <Progress
          label={t("sync.budgetBody", { available, maximum })}
          share={Math.max(0, Math.min(1, budget.available / Math.max(1, budget.maximum)))}
        />
      </div>
    </Station>
  );
}
