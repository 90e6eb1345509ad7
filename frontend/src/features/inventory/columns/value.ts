import type { Money } from "@/lib/format";

/** What the units on hand cost, to the minor unit and without floating point. */
export function stockValue(cost: Money | null, units: number): Money | null {
  if (cost === null) return null;
  const [whole = "0", fraction = ""] = cost.amount.split(".");
  const scaled = BigInt(whole + fraction) * BigInt(units);
  const digits = scaled.toString().replace("-", "").padStart(fraction.length + 1, "0");
  const split = digits.length - fraction.length;
  const sign = scaled < 0n ? "-" : "";
  const amount = `${sign}${digits.slice(0, split)}${fraction === "" ? "" : `.${digits.slice(split)}`}`;
  return { amount, currency: cost.currency };
}
