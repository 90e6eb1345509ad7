/** What a person filled in, and the change set that says it. Pure: no time, no network. */
import type { ChangeSetInput, Quantities, Reason } from "@/api/types";
import { type ChangeMode, type ChangeProblem, changeOf, parseWhole } from "@/lib/arithmetic";
import type { AdjustableName } from "@/lib/quantity-names";

export const MODES = ["add", "remove", "set", "move"] as const;
export type Mode = (typeof MODES)[number];

export interface AdjustValues {
  mode: Mode;
  locationId: string;
  name: AdjustableName;
  fromName: AdjustableName;
  toName: AdjustableName;
  units: string;
  reason: Reason;
  note: string;
}

/** The likeliest reason of each mode, until the person chooses one. */
export const LIKELY_REASON: Record<Mode, Reason> = {
  add: "received",
  remove: "correction",
  set: "cycle_count_available",
  move: "damaged",
};

export type IntentProblem = ChangeProblem | "zero" | "same_name";

export type Arithmetic =
  | { problem: IntentProblem }
  | { effects: { name: AdjustableName; before: number; delta: number; after: number }[] };

export function arithmeticOf(values: AdjustValues, now: Quantities): Arithmetic {
  if (values.mode === "move") return moveOf(values, now);
  const before = now[values.name];
  const change = changeOf(values.mode satisfies ChangeMode, before, values.units);
  if ("problem" in change) return change;
  return { effects: [{ name: values.name, before, ...change }] };
}

function moveOf({ fromName, toName, units }: AdjustValues, now: Quantities): Arithmetic {
  if (fromName === toName) return { problem: "same_name" };
  if (units.trim() === "") return { problem: "empty" };
  const amount = parseWhole(units);
  if (amount === null) return { problem: "not_a_whole_number" };
  if (amount < 0) return { problem: "negative_amount" };
  if (amount === 0) return { problem: "zero" };
  const out = changeOf("remove", now[fromName], units);
  const into = changeOf("add", now[toName], units);
  if ("problem" in out) return out;
  if ("problem" in into) return into;
  return {
    effects: [
      { name: fromName, before: now[fromName], ...out },
      { name: toName, before: now[toName], ...into },
    ],
  };
}

/** The request that says it, or null while the numbers do not make sense. */
export function changeSetOf(itemId: string, values: AdjustValues, now: Quantities): ChangeSetInput | null {
  const arithmetic = arithmeticOf(values, now);
  if ("problem" in arithmetic) return null;
  const [first] = arithmetic.effects;
  if (!first) return null;
  const where = { inventory_item_id: itemId, location_id: values.locationId };
  const said = { reason: values.reason, note: values.note.trim(), dry_run: false };
  if (values.mode === "move") {
    const line = { ...where, from_name: values.fromName, to_name: values.toName, quantity: -first.delta };
    return { kind: "move", ...said, lines: [line] };
  }
  return { kind: "adjust", ...said, lines: [{ ...where, name: values.name, delta: first.delta }] };
}
