/** The arithmetic of a stock change, before anything is sent. Quantities are whole units. */
export type ChangeMode = "add" | "remove" | "set";

export type ChangeProblem = "empty" | "not_a_whole_number" | "negative_amount" | "out_of_bounds" | "no_change";

export type Change = { delta: number; after: number } | { problem: ChangeProblem };

/** Shopify refuses quantities beyond this (PLATFORM.md C). */
export const QUANTITY_LIMIT = 1_000_000_000;

/**
 * Reads what a person typed: digits with an optional sign; thin spaces and commas between groups
 * of three are forgiven, anything else is refused rather than guessed at.
 */
export function parseWhole(text: string): number | null {
  const bare = text.trim().replace(/[\u2212\u2013]/g, "-");
  if (!/^[+-]?(\d+|\d{1,3}([, \u00a0\u202f]\d{3})+)$/.test(bare)) return null;
  return Number(bare.replace(/[, \u00a0\u202f]/g, ""));
}

/** What a change does to a quantity of `before` units. */
export function changeOf(mode: ChangeMode, before: number, text: string): Change {
  if (text.trim() === "") return { problem: "empty" };
  const amount = parseWhole(text);
  if (amount === null || !Number.isSafeInteger(amount)) return { problem: "not_a_whole_number" };
  if (mode !== "set" && amount < 0) return { problem: "negative_amount" };
  const after = mode === "set" ? amount : mode === "add" ? before + amount : before - amount;
  if (Math.abs(after) > QUANTITY_LIMIT) return { problem: "out_of_bounds" };
  if (after === before) return { problem: "no_change" };
  return { delta: after - before, after };
}
