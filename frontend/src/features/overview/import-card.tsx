import { useState } from "react";
import { Link } from "react-router";
import type { ImportProgress } from "@/api/types";
import { useNow } from "@/lib/clock";
import { type Sample, addSample, paceOf } from "@/lib/pace";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { Banner, Progress } from "@/ui/states";
import { useTranslation } from "@/words";

/** What a phase counts, and out of how many. */
function counted(progress: ImportProgress): { done: number; expected: number | null } {
  return progress.phase === "catalogue"
    ? { done: progress.variants, expected: progress.variants_expected }
    : { done: progress.levels, expected: progress.levels_expected };
}

/** The pace of the running phase; a new phase starts a new measurement. */
function usePace(progress: ImportProgress) {
  const { done, expected } = counted(progress);
  const now = useNow();
  const [held, setHeld] = useState<{ phase: ImportProgress["phase"]; samples: Sample[] }>({
    phase: progress.phase,
    samples: [{ at: now, done }],
  });
  const last = held.samples.at(-1);
  if (held.phase !== progress.phase || last?.done !== done) {
    const before = held.phase === progress.phase ? held.samples : [];
    setHeld({ phase: progress.phase, samples: addSample(before, { at: now, done }) });
  }
  return paceOf(held.samples, expected);
}

export function ImportCard({ progress }: { progress: ImportProgress }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const pace = usePace(progress);
  const { done, expected } = counted(progress);
  if (progress.state === "failed") {
    return <Banner tone="bad" title={t("importing.failed")} body={`${t("importing.failedBody")} ${progress.error ?? ""}`} />;
  }
  const share = expected === null || expected === 0 ? null : Math.min(1, done / expected);
  const left =
    pace.secondsLeft !== null
      ? t("importing.left", { time: format.duration(Math.ceil(pace.secondsLeft)) })
      : expected === null
        ? t("importing.unknownTotal")
        : t("importing.measuring");
  const step = progress.phase === null ? t("importing.waiting") : t(`importing.${progress.phase}`);
  return (
    <Card
      title={t("importing.title")}
      note={t("importing.body")}
      actions={
        progress.started_at !== null && (
          <span className="text-xs text-muted">
            {t("importing.started", { ago: format.ago(progress.started_at, now) })}
          </span>
        )
      }
    >
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-medium">{step}</span>
        <span className="tnum text-muted">
          {[share !== null && format.percent(share), pace.perSecond !== null && t("importing.rate", { rate: format.quantity(pace.perSecond) }), left]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      <Progress label={t("importing.progress")} share={share} text={step} />
      <dl className="mt-4 grid grid-cols-3 gap-4">
        <Count label={t("importing.products")} value={progress.products} expected={null} />
        <Count label={t("importing.variants")} value={progress.variants} expected={progress.variants_expected} />
        <Count label={t("importing.levelsCount")} value={progress.levels} expected={progress.levels_expected} />
      </dl>
      <p className="mt-4 text-sm">
        {t("importing.meanwhile")}{" "}
        <Link to="/settings" className="font-medium text-brand-text underline-offset-4 hover:underline">
          {t("importing.chooseLocations")}
        </Link>
      </p>
    </Card>
  );
}

function Count({ label, value, expected }: { label: string; value: number; expected: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="tnum text-base font-semibold">
        {format.quantity(value)}
        {expected !== null && (
          <span className="block text-xs font-normal text-muted sm:inline">
            {" "}
            {t("common.of", { part: "", whole: format.quantity(expected) }).trim()}
          </span>
        )}
      </dd>
    </div>
  );
}
