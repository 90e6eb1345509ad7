/** A stock over time: flat between changes, a step at each, its cause as a mark, and a handle for any moment. */
import { type PointerEvent, useMemo, useRef, useState } from "react";
import { useNow } from "@/lib/clock";
import { useTranslation } from "@/words";
import { classes } from "../classes";
import { Delta, Quantity } from "../display";
import { useFormat } from "../format-context";
import { Cause, causeColour } from "../stock/cause";
import { MomentHandle } from "./moment-handle";
import { DAY_MS, HEIGHT, MARGIN, type StepPoint, type Timeline, marksOf, nearest, timelineOf } from "./timeline";
import { useWidth } from "./use-width";

export interface StepChartProps {
  /** Oldest first. */
  points: readonly StepPoint[];
  /** What the stock is now: the whole line where nothing changed. */
  current: number;
  days: number;
  name: string;
  faded: boolean;
  /** The moment that is looked at; null is now. */
  moment: string | null;
  onMoment: (moment: string | null) => void;
}

/** Widest a tooltip gets, so that it can be kept within the chart. */
const TOOLTIP_PX = 210;
/** A finger that moves less than this has tapped. */
const DRAG_PX = 4;
/** This near to the right edge is now. */
const NOW_PX = 6;

export function StepChart({ points, current, days, name, faded, moment, onMoment }: StepChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [ref, width] = useWidth();
  // A minute is finer than a pixel: the line's end need not be drawn anew every second.
  const until = Math.ceil(useNow() / 60_000) * 60_000;
  const timeline = useMemo(
    () => timelineOf(points, current, days, width, until),
    [points, current, days, width, until],
  );
  const [hovered, setHovered] = useState<StepPoint | null>(null);
  const dragging = useDragging(timeline, onMoment);
  const place = (at: string) => timeline.x(Math.max(timeline.from, Date.parse(at)));
  const shown = dragging.isHeld ? null : hovered;
  return (
    <div className={classes("transition-opacity", faded && "opacity-50")}>
      <div
        ref={ref}
        className="relative min-w-0 cursor-col-resize touch-pan-y select-none"
        {...dragging.handlers}
        onPointerMove={(event) => {
          dragging.move(event);
          if (event.pointerType === "mouse") setHovered(nearest(points, dragging.timeAt(event)) ?? null);
        }}
        onPointerLeave={() => setHovered(null)}
      >
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={t("item.chartLabel", { name, days, balance: format.quantity(points.at(-1)?.balance ?? current) })}
          className="block"
        >
          <Axes timeline={timeline} width={width} />
          <path d={timeline.path} fill="none" stroke="var(--ink)" strokeWidth={1.5} strokeLinejoin="round" />
          <Marks points={points} timeline={timeline} />
          {shown && (
            <circle
              cx={place(shown.at)}
              cy={timeline.y(shown.balance)}
              r={5.5}
              fill={causeColour(shown.cause)}
              stroke="var(--surface)"
              strokeWidth={2}
              pointerEvents="none"
            />
          )}
        </svg>
        <MomentHandle
          points={points}
          current={current}
          name={name}
          timeline={timeline}
          moment={moment}
          onMoment={onMoment}
        />
        {shown && <Tooltip point={shown} left={place(shown.at)} top={timeline.y(shown.balance)} width={width} />}
      </div>
      <Legend points={points} />
    </div>
  );
}

function leftOf(event: PointerEvent<HTMLElement>): number {
  return event.clientX - event.currentTarget.getBoundingClientRect().left;
}

/** A drag or a tap chooses a moment; a touch that turns out to scroll the page chooses nothing. */
function useDragging({ x, from, until }: Timeline, onMoment: (moment: string | null) => void) {
  const [isHeld, setHeld] = useState(false);
  const start = useRef<{ pointer: number; left: number } | null>(null);
  const timeAt = (event: PointerEvent<HTMLElement>) =>
    Math.max(from, Math.min(until, x.invert(leftOf(event)).getTime()));
  const choose = (event: PointerEvent<HTMLElement>) => {
    const time = timeAt(event);
    onMoment(x(until) - x(time) < NOW_PX ? null : new Date(time).toISOString());
  };
  const stop = () => {
    start.current = null;
    setHeld(false);
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (start.current?.pointer !== event.pointerId) return;
    if (!isHeld && Math.abs(leftOf(event) - start.current.left) < DRAG_PX) return;
    setHeld(true);
    choose(event);
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      start.current = { pointer: event.pointerId, left: leftOf(event) };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (start.current?.pointer !== event.pointerId) return;
      choose(event);
      stop();
    },
    onPointerCancel: stop,
  };
  return { isHeld, timeAt, move, handlers };
}

function Marks({ points, timeline: { x, y, from } }: { points: readonly StepPoint[]; timeline: Timeline }) {
  const marks = useMemo(() => marksOf(points, x), [points, x]);
  return points.map(
    (point) =>
      marks.has(point) && (
        <circle
          key={`${point.entry_id} ${point.cause} ${point.balance}`}
          cx={x(Math.max(from, Date.parse(point.at)))}
          cy={y(point.balance)}
          r={3}
          fill={causeColour(point.cause)}
          stroke="var(--surface)"
          strokeWidth={1}
        />
      ),
  );
}

function Legend({ points }: { points: readonly StepPoint[] }) {
  const { t } = useTranslation();
  const causes = useMemo(() => [...new Set(points.map((point) => point.cause))], [points]);
  return (
    <ul className="mt-1 flex min-h-5 flex-wrap gap-x-4 gap-y-1 pl-12 text-xs text-muted">
      {points.length === 0 && <li>{t("item.historyEmpty")}</li>}
      {causes.map((cause) => (
        <li key={cause} className="inline-flex items-center gap-1.5">
          <span aria-hidden className="size-2 rounded-full" style={{ background: causeColour(cause) }} />
          {t(`cause.${cause}`)}
        </li>
      ))}
    </ul>
  );
}

function Axes({ timeline: { x, y, from, until }, width }: { timeline: Timeline; width: number }) {
  const format = useFormat();
  const ticks = x.ticks(Math.max(2, Math.floor(width / 120)));
  const isShort = until - from < 2 * DAY_MS;
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
