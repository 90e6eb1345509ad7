/** The ways of ordering that a replay compares: how each is called, drawn, and told at a level. */
import type { ReplayFigures } from "@/api/types";

export type Habit = ReplayFigures["habit"];
export const HABITS: readonly Habit[] = ["rules", "shop", "cycle", "fill", "cover", "normal", "quantile", "mean"];

export const COLOURS: Record<Habit, string> = {
  rules: "var(--ink)",
  shop: "var(--brand)",
  cycle: "var(--info)",
  fill: "var(--good)",
  cover: "var(--warn)",
  normal: "var(--muted)",
  quantile: "var(--bad)",
  mean: "var(--line-strong)",
};

/** Whether another figure serves at least as much with less money. */
export function isBeaten(each: ReplayFigures, all: readonly ReplayFigures[]): boolean {
  return all.some((other) => (other.fill_rate ?? 0) >= (each.fill_rate ?? 0) && other.mean_held < each.mean_held);
}
