import { type ScaleLinear, scaleBand, scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { useId, useState } from "react";
import type { Demand } from "@/api/types";
import { roundish } from "@/lib/roundish";
import { useWidth } from "@/ui/chart/use-width";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { type ChartWeek, type Mode, chartWeeks, noon } from "./figures";

const HEIGHT = 280;
const MARGIN = { top: 10, right: 6, bottom: 22 };
/** A band of its own below the weeks, for events. */
const BAND = 12;
const DIGIT_PX = 6.6;
const BAR_PX_MAX = 28;

/** Weeks that passed as bars, weeks to come as a fan: the line is what is expected, the bands hold 50 and 90 %. */
export function FanChart({ demand, ahead, mode }: { demand: Demand; ahead: number; mode: Mode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [ref, width] = useWidth();
  const [chosen, setChosen] = useState<number | null>(null);
  const hatch = useId();
  const weeks = chartWeeks(demand, ahead, mode);
  const first = weeks[0];
  const last = weeks.at(-1);
  if (!first || !last) return null;
  const top = Math.max(1, ...weeks.map((week) => Math.max(week.sold ?? 0, week.bands?.high90 ?? 0, week.said ?? 0, week.base ?? 0)));
  const y = scaleLinear().domain([0, top]).nice(4).range([HEIGHT - MARGIN.bottom - BAND, MARGIN.top]);
  const ticks = y.ticks(4);
  const left = Math.ceil(12 + DIGIT_PX * Math.max(...ticks.map((tick) => format.quantity(tick).length)));
  const x = scaleBand<number>()
    .domain(weeks.map((_, index) => index))
    .range([left, width - MARGIN.right])
    .paddingInner(0.25);
  const middle = (index: number) => (x(index) ?? 0) + x.bandwidth() / 2;
  const origin = weeks.findIndex((week) => !week.isPast);
  const border = origin > 0 ? (middle(origin - 1) + middle(origin)) / 2 : null;
  const move = (by: number) => setChosen(Math.max(0, Math.min(weeks.length - 1, (chosen ?? Math.max(0, origin - (by < 0 ? 0 : 1))) + by)));
  const step = Math.max(1, Math.ceil(weeks.length / Math.max(2, Math.floor(width / 80))));
  const shown = chosen === null ? undefined : weeks[chosen];
  return (
    <>
      <Readout week={shown ?? weeks[Math.max(0, origin)]} mode={mode} />
      <div ref={ref} className="min-w-0">
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t("forecast.demand.label", { from: format.day(noon(first.begins)), to: format.day(noon(last.begins)) })}
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
          onBlur={() => setChosen(null)}
          onPointerLeave={() => setChosen(null)}
          onPointerMove={(event) => setChosen(Math.max(0, Math.min(weeks.length - 1, Math.floor((event.nativeEvent.offsetX - left) / x.step()))))}
        >
          <defs>
            <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width={6} height={6} fill="var(--warn-soft)" />
              <line y2={6} stroke="var(--warn)" strokeWidth={1.5} opacity={0.6} />
            </pattern>
          </defs>
          {ticks.map((tick) => (
            <g key={tick} transform={`translate(0,${y(tick)})`}>
              <line x1={left} x2={width - MARGIN.right} stroke={tick === 0 ? "var(--line-strong)" : "var(--line)"} />
              <text x={left - 8} dy="0.32em" textAnchor="end" fontSize={11} fill="var(--muted)">
                {format.quantity(tick)}
              </text>
            </g>
          ))}
          {shown && chosen !== null && <rect x={(x(chosen) ?? 0) - 2} width={x.bandwidth() + 4} y={MARGIN.top} height={HEIGHT - MARGIN.bottom - MARGIN.top} fill="var(--hover)" rx={3} />}
          <Passed weeks={weeks} at={(index) => x(index) ?? 0} bandwidth={x.bandwidth()} y={y} hatch={hatch} />
          <Coming weeks={weeks} middle={middle} y={y} />
          {border !== null && <line x1={border} x2={border} y1={MARGIN.top} y2={HEIGHT - MARGIN.bottom} stroke="var(--line-strong)" strokeDasharray="3 3" />}
          {weeks.map((week, index) =>
            week.events.length > 0 ? <rect key={week.begins} x={(x(index) ?? 0) - 1} width={x.bandwidth() + 2} y={HEIGHT - MARGIN.bottom - BAND + 4} height={5} rx={2.5} fill="var(--violet)" /> : null,
          )}
          {weeks.map((week, index) =>
            (weeks.length - 1 - index) % step === 0 ? (
              <text key={week.begins} x={Math.min(Math.max(middle(index), left + 16), width - 22)} y={HEIGHT - 5} textAnchor="middle" fontSize={11} fill="var(--muted)">
                {format.shortDay(noon(week.begins))}
              </text>
            ) : null,
          )}
        </svg>
      </div>
    </>
  );
}

interface PassedProps {
  weeks: readonly ChartWeek[];
  at: (index: number) => number;
  bandwidth: number;
  y: ScaleLinear<number, number>;
  hatch: string;
}

/** Bars of what sold; hatched where the shelf was empty, with a mark above where a one-off order was left out. */
function Passed({ weeks, at, bandwidth, y, hatch }: PassedProps) {
  const bar = Math.min(BAR_PX_MAX, bandwidth);
  const inset = (bandwidth - bar) / 2;
  const [ground = 0, top = 0] = y.range();
  return (
    <>
      {weeks.map((week, index) =>
        week.isPast ? (
          <g key={week.begins}>
            {week.daysOut > 0 && (
              <rect x={at(index) + inset} width={bar} y={top + ((ground - top) * (7 - week.daysOut)) / 7} height={((ground - top) * week.daysOut) / 7} fill={`url(#${hatch})`} opacity={0.7} />
            )}
            {week.sold !== null && <rect x={at(index) + inset} width={bar} y={y(week.sold)} height={ground - y(week.sold)} rx={1.5} fill="var(--info)" />}
            {week.oneOff > 0 && <path d={`M${at(index) + bandwidth / 2},${top} l5,5 l-5,5 l-5,-5 z`} fill="var(--violet)" />}
          </g>
        ) : null,
      )}
    </>
  );
}

/** The fan, what is expected in it, the same without events, and what was said earlier. */
function Coming({ weeks, middle, y }: { weeks: readonly ChartWeek[]; middle: (index: number) => number; y: ScaleLinear<number, number> }) {
  const points = weeks.map((week, index) => ({ ...week, x: middle(index) }));
  const coming = points.filter((point) => point.bands !== null);
  const said = points.filter((point) => point.said !== null);
  const band = (low: "low90" | "low50", high: "high50" | "high90") =>
    area<(typeof points)[number]>()
      .x((point) => point.x)
      .y0((point) => y(point.bands?.[low] ?? 0))
      .y1((point) => y(point.bands?.[high] ?? 0))(coming) ?? "";
  const through = (value: (point: (typeof points)[number]) => number) =>
    line<(typeof points)[number]>()
      .x((point) => point.x)
      .y((point) => y(value(point)));
  const hasBase = coming.some((point) => point.base !== null && point.base !== point.mean);
  return (
    <>
      <path d={band("low90", "high90")} fill="var(--brand)" opacity={0.16} />
      <path d={band("low50", "high50")} fill="var(--brand)" opacity={0.26} />
      {hasBase && <path d={through((point) => point.base ?? 0)(coming) ?? ""} fill="none" stroke="var(--muted)" strokeWidth={1.5} strokeDasharray="2 3" />}
      <path d={through((point) => point.mean ?? 0)(coming) ?? ""} fill="none" stroke="var(--brand)" strokeWidth={2} />
      <path d={through((point) => point.said ?? 0)(said) ?? ""} fill="none" stroke="var(--brand)" strokeWidth={2} strokeDasharray="5 4" />
    </>
  );
}

/** The chosen week in words, as high for every week. */
function Readout({ week, mode }: { week: ChartWeek | undefined; mode: Mode }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!week) return null;
  const parts = week.isPast ? passed(week) : coming(week);
  return (
    <p aria-live="polite" className="tnum flex min-h-10 flex-wrap content-start gap-x-4 pb-1 text-xs text-muted sm:min-h-6">
      <span className="font-medium text-ink">{t("forecast.demand.week", { day: format.day(noon(week.begins)) })}</span>
      {parts.map((part) => (
        <span key={part}>{part}</span>
      ))}
    </p>
  );

  function passed({ sold, daysOut, oneOff, said, events }: ChartWeek): string[] {
    return [
      ...(sold === null ? [t("forecast.demand.unknown", { count: daysOut })] : [`${t("forecast.demand.sold")} ${roundish(format, sold)}`]),
      ...(sold !== null && daysOut > 0 ? [t("forecast.demand.outDays", { count: daysOut })] : []),
      ...(oneOff > 0 ? [`${t("forecast.demand.oneOff")} ${format.quantity(oneOff)}`] : []),
      ...(said === null ? [] : [`${t("forecast.demand.expected")} ${roundish(format, said)}`]),
      ...events,
    ];
  }

  function coming({ mean, bands, base, events }: ChartWeek): string[] {
    if (mean === null || bands === null) return [];
    const range = (low: number, high: number) => t("forecast.demand.range", { low: roundish(format, low), high: roundish(format, high) });
    return [
      `${t("forecast.demand.expected")} ${roundish(format, mean)}`,
      ...(mode === "with" && base !== null && base !== mean ? [`${t("forecast.demand.without_events")} ${roundish(format, base)}`] : []),
      `${t("forecast.demand.band50")}: ${range(bands.low50, bands.high50)}`,
      `${t("forecast.demand.band90")}: ${range(bands.low90, bands.high90)}`,
      ...events,
    ];
  }
}
