/** A stock over time as geometry: scales, the line, its marks, and what stood at a moment. */
import { type ScaleLinear, type ScaleTime, scaleLinear, scaleUtc } from "d3-scale";
import { curveStepAfter, line } from "d3-shape";
import type { CauseName } from "@/lib/causes";

export interface StepPoint {
  at: string;
  balance: number;
  delta: number;
  cause: CauseName;
  entry_id: string;
}

export interface Timeline {
  x: ScaleTime<number, number>;
  y: ScaleLinear<number, number>;
  path: string;
  from: number;
  until: number;
}

export const HEIGHT = 260;
export const MARGIN = { top: 12, right: 16, bottom: 26, left: 48 };
export const DAY_MS = 86_400_000;
/** A young history is shown over at least this much time. */
const SPAN_MS_MIN = 900_000;
const FREQUENT_GAP_PX = 8;
const RARE_GAP_PX = 3;

export function timelineOf(
  points: readonly StepPoint[],
  current: number,
  days: number,
  width: number,
  until: number,
): Timeline {
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
  return { x, y, path: path ?? "", from, until };
}

/** Marks that would hide each other are left out, the frequent causes first. */
export function marksOf(points: readonly StepPoint[], x: Timeline["x"]): ReadonlySet<StepPoint> {
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

/** The point nearest to a moment. */
export function nearest(points: readonly StepPoint[], time: number): StepPoint | undefined {
  let best: StepPoint | undefined;
  let bestGap = Number.POSITIVE_INFINITY;
  for (const point of points) {
    const gap = Math.abs(Date.parse(point.at) - time);
    if (gap <= bestGap) {
      best = point;
      bestGap = gap;
    }
  }
  return best;
}

/** The last change up to a moment. */
export function lastBy(points: readonly StepPoint[], time: number): StepPoint | undefined {
  return points.findLast((point) => Date.parse(point.at) <= time);
}

/** What stood at a moment; null where it was not recorded yet. */
export function balanceAt(points: readonly StepPoint[], current: number, time: number): number | null {
  const last = lastBy(points, time);
  if (last) return last.balance;
  const [first] = points;
  if (!first) return current;
  return first.cause === "opening" ? null : first.balance - first.delta;
}

/** The moment of the change before or after a time, in the server's own words; null where there is none. */
export function nextChange(points: readonly StepPoint[], time: number, direction: -1 | 1): string | null {
  const found =
    direction === 1
      ? points.find((point) => Date.parse(point.at) > time)
      : points.findLast((point) => Date.parse(point.at) < time);
  return found?.at ?? null;
}
