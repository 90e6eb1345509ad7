import type { CSSProperties } from "react";
import { useTranslation } from "@/words";
import type { ChartWeek } from "./figures";

const HATCHED = "repeating-linear-gradient(45deg, var(--warn) 0 1.5px, var(--warn-soft) 1.5px 5px)";

function brand(opacity: number): CSSProperties {
  return { background: "var(--brand)", opacity };
}

/** What the chart's colours mean, of what is on it. */
export function Legend({ weeks }: { weeks: readonly ChartWeek[] }) {
  const { t } = useTranslation();
  const isComing = weeks.some((week) => week.mean !== null);
  const marks: { name: string; style: CSSProperties; shown: boolean }[] = [
    { name: t("forecast.demand.legend.sold"), style: { background: "var(--info)" }, shown: weeks.some((week) => week.isPast) },
    { name: t("forecast.demand.legend.expected"), style: { background: "var(--brand)", height: 2 }, shown: isComing },
    { name: t("forecast.demand.legend.inside50"), style: brand(0.42), shown: isComing },
    { name: t("forecast.demand.legend.inside90"), style: brand(0.2), shown: isComing },
    { name: t("forecast.demand.legend.base"), style: { borderTop: "2px dotted var(--muted)", height: 0 }, shown: weeks.some((week) => week.base !== null && week.base !== week.mean) },
    { name: t("forecast.demand.legend.out"), style: { background: HATCHED }, shown: weeks.some((week) => week.daysOut > 0) },
    { name: t("forecast.demand.legend.oneOff"), style: { background: "var(--violet)", width: 7, height: 7, transform: "rotate(45deg)" }, shown: weeks.some((week) => week.oneOff > 0) },
    { name: t("forecast.demand.legend.event"), style: { background: "var(--violet)", height: 5, borderRadius: 3 }, shown: weeks.some((week) => week.events.length > 0) },
  ];
  return (
    <p className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {marks
        .filter(({ shown }) => shown)
        .map(({ name, style }) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="inline-block h-2.5 w-3.5 rounded-sm" style={style} />
            {name}
          </span>
        ))}
    </p>
  );
}
