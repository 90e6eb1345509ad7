import type { Demand } from "@/api/types";

/** A day in the middle of which every zone of the shop agrees on its date. */
export function noon(day: string): string {
  return `${day}T12:00:00Z`;
}

export type Mode = "with" | "without";

/** One week of the chart, passed or to come. */
export interface ChartWeek {
  begins: string;
  sold: number | null;
  isPast: boolean;
  daysOut: number;
  oneOff: number;
  mean: number | null;
  bands: { low90: number; low50: number; high50: number; high90: number } | null;
  /** What is expected without events, where these are shown. */
  base: number | null;
  /** What was said of the week some time ago. */
  said: number | null;
  events: string[];
}

const DAY = 86_400_000;

/** Passed weeks and those to come, each with what is known of it. */
export function chartWeeks(demand: Demand, ahead: number, mode: Mode): ChartWeek[] {
  const said = new Map(demand.earlier?.weeks.map((week) => [week.begins, week.mean]));
  const happening = (begins: string) => {
    const first = Date.parse(begins);
    return demand.events.filter((each) => Date.parse(each.since) < first + 7 * DAY && Date.parse(each.until) >= first).map((each) => each.name);
  };
  const passed = demand.weeks.map((week): ChartWeek => ({
    begins: week.begins,
    sold: week.units,
    isPast: true,
    daysOut: week.days_out_of_stock,
    oneOff: week.one_off,
    mean: null,
    bands: null,
    base: null,
    said: said.get(week.begins) ?? null,
    events: happening(week.begins),
  }));
  const { forecast } = demand;
  const coming = (forecast ? (mode === "with" ? forecast.planned : forecast.base) : []).slice(0, ahead).map((week, n): ChartWeek => ({
    begins: week.begins,
    sold: null,
    isPast: false,
    daysOut: 0,
    oneOff: 0,
    mean: week.mean,
    bands: { low90: week.low_90, low50: week.low_50, high50: week.high_50, high90: week.high_90 },
    base: mode === "with" ? (forecast?.base[n]?.mean ?? null) : null,
    said: null,
    events: happening(week.begins),
  }));
  return [...passed, ...coming];
}
