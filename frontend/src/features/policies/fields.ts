import type { Policy, PolicyInput } from "@/api/types";
import { decimalOf } from "@/lib/decimal";

export const WHOLE = ["lead_days", "lead_deviation_days", "review_days", "minimum", "pack", "min_stock", "max_stock", "shelf_life_days"] as const;
export const DECIMAL = ["service_percent", "order_cost", "holding_percent", "budget"] as const;
/** In the order in which a form asks for them. */
export const NUMBERS = [
  "service_percent", "review_days", "lead_days", "lead_deviation_days", "min_stock", "max_stock", "minimum", "pack",
  "shelf_life_days", "order_cost", "holding_percent", "budget",
] as const; // prettier-ignore
export const GOALS = ["cycle", "fill", "shop", "costs", "fixed"] as const;

export type NumberField = (typeof NUMBERS)[number];
export type Goal = (typeof GOALS)[number];

/** What a form holds: texts, an empty one for what is left to others. */
export type Typed = Record<NumberField, string> & { is_ordered: "" | "yes" | "no"; goal: "" | Goal };

export function typedOf(policy: Policy | null): Typed {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, policy?.[name]?.toString() ?? ""])) as Record<NumberField, string>;
  const ordered = policy?.is_ordered ?? null;
  return { ...numbers, is_ordered: ordered === null ? "" : ordered ? "yes" : "no", goal: policy?.goal ?? "" };
}

/** The fields that were typed in, as the server takes them. */
export function fieldsOf(typed: Partial<Typed>): Partial<PolicyInput> {
  const whole = new Set<string>(WHOLE);
  return Object.fromEntries(
    Object.entries(typed).map(([name, text]) => {
      if (text === "") return [name, null];
      if (name === "is_ordered") return [name, text === "yes"];
      if (name === "goal") return [name, text];
      return [name, whole.has(name) ? Number(text) : decimalOf(text)];
    }),
  );
}
