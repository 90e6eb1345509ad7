import { describe, expect, it } from "vitest";
import type { Demand } from "@/api/types";
import { chartWeeks } from "./figures";

function fan(begins: string, mean: number) {
  return { begins, mean, low_90: 0, low_50: 1, median: 2, high_50: 4, high_90: 9 };
}

const DEMAND: Demand = {
  location_id: "gid://shopify/Location/1",
  places: [],
  recorded_since: "2026-09-30",
  days_known: 60,
  weeks: [
    { begins: "2026-11-07", units: 12, ordered: 40, one_off: 28, days_out_of_stock: 0 },
    { begins: "2026-11-14", units: null, ordered: 0, one_off: 0, days_out_of_stock: 6 },
  ],
  forecast: {
    origin: "2026-11-21",
    made_at: "2026-11-21T03:00:00Z",
    version: 4,
    method: "ensemble",
    demand_class: "smooth",
    is_new: false,
    weeks_of_history: 8,
    weeks_tested: 4,
    error: 3,
    naive_error: 4,
    beats_naive: true,
    base: [fan("2026-11-21", 10), fan("2026-11-28", 10), fan("2026-12-05", 10)],
    planned: [fan("2026-11-21", 10), fan("2026-11-28", 25), fan("2026-12-05", 10)],
  },
  earlier: { origin: "2026-11-07", made_at: "2026-11-07T03:00:00Z", made_afterwards: false, weeks: [{ begins: "2026-11-07", mean: 11, low_90: 0, high_90: 30 }] },
  events: [],
};
const ADVENT: Demand["events"][number] = {
  event_id: "e",
  kind: "promotion",
  name: "Advent",
  scope: "shop",
  value: "",
  subject: "",
  location_id: null,
  location_name: null,
  since: "2026-11-29",
  until: "2026-12-04",
  factor: 2,
  units: null,
  note: "",
  made_by: "member:1",
  made_at: "2026-11-01T09:00:00Z",
  changed_by: null,
  changed_at: null,
  ended_by: null,
  ended_at: null,
  can_take_back: false,
  version: 1,
};

describe("the weeks of the chart", () => {
  it("are those that passed, then as many of those to come as are wanted", () => {
    const weeks = chartWeeks(DEMAND, 2, "without");
    expect(weeks.map((week) => [week.begins, week.isPast, week.sold, week.mean])).toEqual([
      ["2026-11-07", true, 12, null],
      ["2026-11-14", true, null, null],
      ["2026-11-21", false, null, 10],
      ["2026-11-28", false, null, 10],
    ]);
    expect(weeks[0]).toMatchObject({ oneOff: 28, said: 11 });
  });

  it("hold what is planned beside what is expected without it, and name what happens", () => {
    const weeks = chartWeeks({ ...DEMAND, events: [ADVENT] }, 3, "with");
    expect(weeks.slice(2).map((week) => [week.mean, week.base, week.events])).toEqual([
      [10, 10, []],
      [25, 10, ["Advent"]],
      [10, 10, []],
    ]);
  });

  it("are only those that passed where there is no forecast", () => {
    expect(chartWeeks({ ...DEMAND, forecast: null, earlier: null }, 13, "with").map((week) => week.said)).toEqual([null, null]);
  });
});
