import { scaleBand, scaleLinear } from "d3-scale";
import { ChartColumn } from "lucide-react";
import { useState } from "react";
import type { DailyFigures } from "@/api/types";
import { Card } from "@/ui/card";
import { useWidth } from "@/ui/chart/use-width";
import { useFormat } from "@/ui/format-context";
import { EmptyState } from "@/ui/states";
import { useTranslation } from "@/words";

const HEIGHT = 292;
const MARGIN = { top: 8, right: 4, bottom: 22 };
/** A band of its own below the units: how many levels ran out. */
const BAND = 28;
const DIGIT_PX = 6.6;

function isWithin(since: string | null, days: readonly DailyFigures[]): since is string {
  const [first] = days;
  return since !== null && first !== undefined && since > first.day;
}

/** What left and what came in, day by day: sold below the line, received above it. Nothing is known from before `since`. */
export function Daily({ days, since }: { days: readonly DailyFigures[]; since: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [chosen, setChosen] = useState<number | null>(null);
  const empty = days.every((day) => day.units_sold === 0 && day.units_in === 0 && day.run_out === 0);
  const shown = days[chosen ?? days.length - 1];
  return (
    <Card
      title={t("overview.daily")}
      note={isWithin(since, days) ? t("overview.dailyNoteSince", { moment: format.dateTime(since) }) : t("overview.dailyNote")}
      actions={
        shown &&
        !empty && (
          <p aria-live="polite" className="tnum flex flex-wrap gap-x-4 text-xs text-muted">
            <span className="font-medium text-ink">{format.day(shown.day)}</span>
            <Legend colour="var(--brand)" text={`${t("overview.dailyIn")} ${format.quantity(shown.units_in)}`} />
            <Legend colour="var(--info)" text={`${t("overview.dailySold")} ${format.quantity(shown.units_sold)}`} />
            <Legend colour="var(--warn)" text={`${t("overview.dailyRunOut")} ${format.quantity(shown.run_out)}`} />
          </p>
        )
      }
    >
      {empty ? (
        <EmptyState icon={<ChartColumn className="size-5" />} title={t("overview.dailyEmpty")} />
      ) : (
        <Bars days={days} chosen={chosen} onChoose={setChosen} />
      )}
    </Card>
  );
}

function Legend({ colour, text }: { colour: string; text: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className="size-2 rounded-sm" style={{ background: colour }} />
      {text}
    </span>
  );
}

interface BarsProps {
  days: readonly DailyFigures[];
  chosen: number | null;
  onChoose: (index: number | null) => void;
}

function Bars({ days, chosen, onChoose }: BarsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [ref, width] = useWidth();
  const y = scaleLinear()
    .domain([-Math.max(1, ...days.map((day) => day.units_sold)), Math.max(1, ...days.map((day) => day.units_in))])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom - BAND, MARGIN.top]);
  const labels = y.ticks(4).map((tick) => format.quantity(Math.abs(tick)));
  const left = Math.ceil(12 + DIGIT_PX * Math.max(...labels.map((label) => label.length)));
  const x = scaleBand<number>()
    .domain(days.map((_, index) => index))
    .range([left, width - MARGIN.right])
    .paddingInner(0.28);
  const ranOut = scaleLinear()
    .domain([0, Math.max(1, ...days.map((day) => day.run_out))])
    .range([0, BAND - 6]);
  const at = (index: number) => x(index) ?? 0;
  const step = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width / 90))));
  const move = (by: number) => onChoose(Math.max(0, Math.min(days.length - 1, (chosen ?? days.length - 1) + by)));
  return (
    <div ref={ref} className="min-w-0">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={t("overview.dailyTable")}
        // The chart is read with the arrow keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="block rounded-lg"
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") move(-1);
          else if (event.key === "ArrowRight") move(1);
          else return;
          event.preventDefault();
        }}
        onPointerLeave={() => onChoose(null)}
        onPointerMove={(event) => {
          const along = event.nativeEvent.offsetX - left;
          onChoose(Math.max(0, Math.min(days.length - 1, Math.floor(along / x.step()))));
        }}
      >
        {y.ticks(4).map((tick) => (
          <g key={tick} transform={`translate(0,${y(tick)})`}>
            <line x1={left} x2={width - MARGIN.right} stroke={tick === 0 ? "var(--line-strong)" : "var(--line)"} />
            <text x={left - 8} dy="0.32em" textAnchor="end" fontSize={11} fill="var(--muted)">
              {format.quantity(Math.abs(tick))}
            </text>
          </g>
        ))}
        {days.map((day, index) => (
          <g key={day.day} opacity={chosen === null || chosen === index ? 1 : 0.45}>
            <rect x={at(index)} width={x.bandwidth()} y={y(day.units_in)} height={y(0) - y(day.units_in)} rx={1.5} fill="var(--brand)" />
            <rect x={at(index)} width={x.bandwidth()} y={y(0)} height={y(-day.units_sold) - y(0)} rx={1.5} fill="var(--info)" />
            <rect
              x={at(index)}
              width={x.bandwidth()}
              y={HEIGHT - MARGIN.bottom - ranOut(day.run_out)}
              height={ranOut(day.run_out)}
              rx={1.5}
              fill="var(--warn)"
            />
          </g>
        ))}
        {days.map((day, index) =>
          (days.length - 1 - index) % step === 0 ? (
            <text
              key={day.day}
              x={Math.min(at(index) + x.bandwidth() / 2, width - 20)}
              y={HEIGHT - 5}
              textAnchor="middle"
              fontSize={11}
              fill="var(--muted)"
            >
              {format.shortDay(day.day)}
            </text>
          ) : null,
        )}
      </svg>
    </div>
  );
}
