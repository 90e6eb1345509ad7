/** The handle on a timeline: a slider over its moments, for pointers, fingers, keys and ears. */
import type { KeyboardEvent } from "react";
import { useTranslation } from "@/words";
import { classes } from "../classes";
import { useFormat } from "../format-context";
import { DAY_MS, HEIGHT, MARGIN, type StepPoint, type Timeline, balanceAt, lastBy, nextChange } from "./timeline";

export interface MomentHandleProps {
  points: readonly StepPoint[];
  current: number;
  name: string;
  timeline: Timeline;
  /** Null is now. */
  moment: string | null;
  onMoment: (moment: string | null) => void;
}

/** The arrow keys go from change to change, Page Up and Page Down by a day, Home to the first and End to now. */
export function MomentHandle({ points, current, name, timeline, moment, onMoment }: MomentHandleProps) {
  const { t } = useTranslation();
  const { x, y, from, until } = timeline;
  const time = moment === null ? until : Math.max(from, Math.min(until, Date.parse(moment)));
  const balance = moment === null ? current : balanceAt(points, current, time);
  const spoken = useSpoken(points, name, moment, balance);
  const to = (wanted: number) => onMoment(wanted >= until ? null : new Date(Math.max(from, wanted)).toISOString());
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowDown") onMoment(nextChange(points, time, -1) ?? moment);
    else if (event.key === "ArrowRight" || event.key === "ArrowUp") onMoment(nextChange(points, time, 1));
    else if (event.key === "PageDown") to(time - DAY_MS);
    else if (event.key === "PageUp") to(time + DAY_MS);
    else if (event.key === "Home") to(from);
    else if (event.key === "End" || event.key === "Escape") onMoment(null);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t("itemPage.moment")}
      aria-orientation="horizontal"
      aria-valuemin={Math.round(from / 1000)}
      aria-valuemax={Math.round(until / 1000)}
      aria-valuenow={Math.round(time / 1000)}
      aria-valuetext={spoken}
      onKeyDown={onKeyDown}
      className="absolute top-0 w-8 -translate-x-1/2 rounded-md"
      style={{ left: x(time), height: HEIGHT - MARGIN.bottom + 8 }}
    >
      <span
        aria-hidden
        className={classes("absolute bottom-2 left-1/2 w-0.5 -translate-x-1/2", moment === null ? "bg-line-strong" : "bg-brand")}
        style={{ top: MARGIN.top }}
      />
      {balance !== null && (
        <span
          aria-hidden
          className={classes(
            "absolute left-1/2 size-3 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-surface",
            moment === null ? "bg-ink" : "bg-brand",
          )}
          style={{ top: y(balance) }}
        />
      )}
      <span
        aria-hidden
        className={classes(
          "absolute bottom-0 left-1/2 flex h-4 w-5 -translate-x-1/2 items-center justify-center gap-0.5 rounded border shadow-sm",
          moment === null ? "border-line-strong bg-surface" : "border-transparent bg-brand",
        )}
      >
        {[0, 1].map((line) => (
          <span key={line} className={classes("h-2 w-px", moment === null ? "bg-muted" : "bg-brand-ink")} />
        ))}
      </span>
    </div>
  );
}

function useSpoken(points: readonly StepPoint[], name: string, moment: string | null, balance: number | null): string {
  const { t } = useTranslation();
  const format = useFormat();
  if (balance === null) {
    return t("itemPage.spokenUnknown", { time: moment === null ? "" : format.dateTime(moment) });
  }
  const stood = { name, balance: format.quantity(balance) };
  if (moment === null) return t("itemPage.spokenNow", stood);
  const time = format.dateTime(moment);
  const change = lastBy(points, Date.parse(moment));
  if (change === undefined || change.at !== moment) return t("itemPage.spokenThen", { time, ...stood });
  return t("item.chartPoint", {
    time,
    cause: t(`cause.${change.cause}`),
    delta: format.delta(change.delta),
    balance: format.quantity(change.balance),
  });
}
