/** A stock over time: flat between changes, a step at each, its cause as a mark. */
import { scaleLinear, scaleUtc } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CauseName } from "@/lib/causes";
import { useNow } from "@/lib/clock";
import { classes } from "../classes";
import { Delta, Quantity } from "../display";
import { useFormat } from "../format-context";
import { Cause, causeColour } from "../stock/cause";
import { useWidth } from "./use-width";

export interface StepPoint {
  at: string;
  balance: number;
  delta: number;
  cause: CauseName;
  entry_id: string;
}

export interface StepChartProps {
  /** Oldest first. */
  points: readonly StepPoint[];
  /** What the stock is now: the whole line where nothing changed. */
  current: number;
  days: number;
  name: string;
  faded: boolean;
}

const HEIGHT = 260;
const MARGIN = { top: 12, right: 16, bottom: 26, left: 48 };
const DAY_MS = 86_400_000;
/** A young history is shown over at least this much time. */
const SPAN_MS_MIN = 3_600_000;
const FREQUENT_GAP_PX = 8;
const RARE_GAP_PX = 3;
/** Widest a tooltip gets, so that it can be kept within the chart. */
const TOOLTIP_PX = 210;

type Scales = ReturnType<typeof useScales>;

function useScales(points: readonly StepPoint[], current: number, days: number, width: number, until: number) {
  return useMemo(() => {
    const wanted = until - days * DAY_MS;
    // Before the opening stock was booked the stock was not zero but unknown: the line begins there.
    const opened = points.findIndex((point) => point.cause !== "opening");
    const known = opened === -1 ? points.slice(-1) : points.slice(Math.max(0, opened - 1));
    const [first] = known;
    const isOpening = first?.cause === "opening";
    const openedAt = isOpening ? Math.min(Date.parse(first.at), until - SPAN_MS_MIN) : wanted;
    const from = Math.max(wanted, openedAt - (until - openedAt) * 0.02);
    const before = first ? first.balance - first.delta : current;
    const steps = [
      ...(isOpening ? [] : [{ at: from, balance: before }]),
      ...known.map((point) => ({ at: Math.max(from, Date.parse(point.at)), balance: point.balance })),
      { at: until, balance: points.at(-1)?.balance ?? current },
    ];
    const balances = steps.map((step) => step.balance);
    const x = scaleUtc().domain([from, until]).range([MARGIN.left, width - MARGIN.right]);
    const y = scaleLinear()
      .domain([Math.min(0, ...balances), Math.max(1, ...balances)])
      .nice(5)
      .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
    const path = line<{ at: number; balance: number }>()
      .x((step) => x(step.at))
      .y((step) => y(step.balance))
      .curve(curveStepAfter)(steps);
    return { x, y, path: path ?? "" };
  }, [points, current, days, width, until]);
}

/** Marks that would hide each other are left out, the frequent causes first. */
function marksOf(points: readonly StepPoint[], x: Scales["x"]): ReadonlySet<StepPoint> {
  const marks = new Set<StepPoint>();
  let last = Number.POSITIVE_INFINITY;
  for (const point of points.toReversed()) {
    const place = x(Date.parse(point.at));
    const frequent = point.cause === "order" || point.cause === "fulfilment";
    if (last - place < (frequent ? FREQUENT_GAP_PX : RARE_GAP_PX)) continue;
    marks.add(point);
    last = place;
  }
  return marks;
}

function nearest(points: readonly StepPoint[], time: number): number {
  let best = 0;
  let bestGap = Number.POSITIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const gap = Math.abs(Date.parse(point.at) - time);
    if (gap <= bestGap) {
      best = index;
      bestGap = gap;
    }
  }
  return best;
}

export function StepChart({ points, current, days, name, faded }: StepChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [ref, width] = useWidth();
  // A minute is finer than a pixel: the line's end need not be drawn anew every second.
  const until = Math.ceil(useNow() / 60_000) * 60_000;
  const { x, y, path } = useScales(points, current, days, width, until);
  const marks = useMemo(() => marksOf(points, x), [points, x]);
  const causes = useMemo(() => [...new Set(points.map((point) => point.cause))], [points]);
  const [held, setHeld] = useState<number | null>(null);
  const index = held === null ? null : Math.min(held, points.length - 1);
  const shown = index === null ? undefined : points[index];
  const move = (by: number) => setHeld(Math.max(0, Math.min(points.length - 1, (index ?? points.length) + by)));
  const spoken = shown
    ? t("item.chartPoint", {
        time: format.dateTime(shown.at),
        cause: t(`cause.${shown.cause}`),
        delta: format.delta(shown.delta),
        balance: format.quantity(shown.balance),
      })
    : "";
  return (
    <div ref={ref} className={classes("relative min-w-0 transition-opacity", faded && "opacity-50")}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={t("item.chartLabel", { name, days, balance: format.quantity(points.at(-1)?.balance ?? current) })}
        // The chart is read with the arrow keys.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="block rounded-lg"
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") move(-1);
          else if (event.key === "ArrowRight") move(1);
          else if (event.key === "Escape" && held !== null) setHeld(null);
          else return;
          event.preventDefault();
        }}
        onBlur={() => setHeld(null)}
        onPointerLeave={() => setHeld(null)}
        onPointerMove={(event) => {
          if (points.length > 0) setHeld(nearest(points, x.invert(event.nativeEvent.offsetX).getTime()));
        }}
      >
        <Axes x={x} y={y} width={width} />
        <path d={path} fill="none" stroke="var(--ink)" strokeWidth={1.5} strokeLinejoin="round" />
        {points.map(
          (point) =>
            marks.has(point) && (
              <circle
                key={`${point.entry_id} ${point.cause} ${point.balance}`}
                cx={x(Math.max(x.domain()[0]?.getTime() ?? 0, Date.parse(point.at)))}
                cy={y(point.balance)}
                r={3}
                fill={causeColour(point.cause)}
                stroke="var(--surface)"
                strokeWidth={1}
              />
            ),
        )}
        {shown && (
          <g pointerEvents="none">
            <line
              x1={x(Date.parse(shown.at))}
              x2={x(Date.parse(shown.at))}
              y1={MARGIN.top}
              y2={HEIGHT - MARGIN.bottom}
              stroke="var(--field)"
              strokeDasharray="2 3"
            />
            <circle
              cx={x(Date.parse(shown.at))}
              cy={y(shown.balance)}
              r={5.5}
              fill={causeColour(shown.cause)}
              stroke="var(--surface)"
              strokeWidth={2}
            />
          </g>
        )}
      </svg>
      {shown && <Tooltip point={shown} left={x(Date.parse(shown.at))} top={y(shown.balance)} width={width} />}
      <p aria-live="polite" className="sr-only">
        {spoken}
      </p>
      <ul className="mt-1 flex min-h-5 flex-wrap gap-x-4 gap-y-1 pl-12 text-xs text-muted">
        {points.length === 0 && <li>{t("item.historyEmpty")}</li>}
        {causes.map((cause) => (
          <li key={cause} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-full" style={{ background: causeColour(cause) }} />
            {t(`cause.${cause}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Axes({ x, y, width }: Pick<Scales, "x" | "y"> & { width: number }) {
  const format = useFormat();
  const ticks = x.ticks(Math.max(2, Math.floor(width / 120)));
  const [from, until] = x.domain();
  const isShort = from !== undefined && until !== undefined && until.getTime() - from.getTime() < 2 * DAY_MS;
  return (
    <g fontSize={11} fill="var(--muted)" aria-hidden>
      {y
        .ticks(5)
        .filter(Number.isInteger)
        .map((tick) => (
          <g key={tick} transform={`translate(0,${y(tick)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} stroke={tick === 0 ? "var(--line-strong)" : "var(--line)"} />
            <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end">
              {format.quantity(tick)}
            </text>
          </g>
        ))}
      {ticks.map((tick) => (
        <text
          key={tick.getTime()}
          x={Math.min(Math.max(x(tick), MARGIN.left + 16), width - MARGIN.right - 16)}
          y={HEIGHT - 7}
          textAnchor="middle"
        >
          {isShort ? format.clock(tick.toISOString()) : format.shortDay(tick.toISOString())}
        </text>
      ))}
    </g>
  );
}

function Tooltip({ point, left, top, width }: { point: StepPoint; left: number; top: number; width: number }) {
  const format = useFormat();
  const right = left + TOOLTIP_PX + 14 > width;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-10 rounded-lg border border-line bg-surface px-3 py-2 text-xs shadow-float"
      style={{
        top: Math.min(Math.max(0, top - 30), HEIGHT - 90),
        ...(right ? { right: Math.max(0, width - left + 12) } : { left: left + 12 }),
        maxWidth: TOOLTIP_PX,
      }}
    >
      <p className="tnum text-muted">{format.dateTime(point.at)}</p>
      <p className="mt-1 font-medium">
        <Cause cause={point.cause} />
      </p>
      <p className="mt-1 flex items-baseline gap-2 text-sm">
        <Delta value={point.delta} />
        <span className="text-muted">→</span>
        <Quantity value={point.balance} strong />
      </p>
    </div>
  );
}
