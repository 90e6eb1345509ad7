/** Quantities that were typed and not sent: only what differs is kept, and every step can be taken back. Pure. */
import { levelKey } from "@/api/live";
import type { Level } from "@/api/types";
import { type ChangeMode, type ChangeProblem, changeOf } from "@/lib/arithmetic";

export type DraftLevel = Pick<Level, "inventory_item_id" | "location_id" | "title" | "variant_title" | "sku" | "location_name">;

export interface Draft {
  level: DraftLevel;
  /** What was typed. */
  text: string;
  /** What the level held when it was typed, with the units on their way. */
  seen: number;
  /** What Shopify or the server said against it, until it is typed anew. */
  refusal?: string;
}

export type Drafts = ReadonlyMap<string, Draft>;

export interface DraftState {
  drafts: Drafts;
  /** What the drafts were before each step. */
  past: readonly Drafts[];
}

export const NO_DRAFTS: DraftState = { drafts: new Map(), past: [] };

/** As many steps as a person takes back. */
const PAST_MAX = 100;

export type Outcome = { delta: number; after: number } | { problem: ChangeProblem };

/** What can be sold now and what is on its way: the number that an edit starts from. */
export function heldOf(level: Level): number {
  return level.quantities.available + level.pending;
}

/** Why a level cannot be edited in its cell, or null. */
export function lockOf(level: Level): "untracked" | "inactive" | null {
  if (!level.tracked) return "untracked";
  return level.is_active ? null : "inactive";
}

/** What a text does to a quantity: "=12" and "12" set it, "+3" adds, "-2" takes away. */
export function outcomeOf(text: string, seen: number): Outcome {
  const bare = text.trim().replace(/[\u2212\u2013]/g, "-");
  const signs: Record<string, ChangeMode> = { "=": "set", "+": "add", "-": "remove" };
  const mode = signs[bare[0] ?? ""];
  return changeOf(mode ?? "set", seen, mode ? bare.slice(1) : bare);
}

export interface Typed {
  level: Level;
  text: string;
}

/** Takes texts over as one step; what changes nothing is no draft. */
export function typeInto(state: DraftState, typed: readonly Typed[]): DraftState {
  const drafts = new Map(state.drafts);
  for (const { level, text } of typed) {
    const key = levelKey(level);
    const seen = heldOf(level);
    const outcome = outcomeOf(text, seen);
    if (text.trim() === "" || ("problem" in outcome && outcome.problem === "no_change")) drafts.delete(key);
    else drafts.set(key, { level: shortOf(level), text: text.trim(), seen });
  }
  return step(state, drafts);
}

export function forget(state: DraftState, keys: Iterable<string>): DraftState {
  const drafts = new Map(state.drafts);
  for (const key of keys) drafts.delete(key);
  return step(state, drafts);
}

export function undo(state: DraftState): DraftState {
  const before = state.past.at(-1);
  return before ? { drafts: before, past: state.past.slice(0, -1) } : state;
}

/** Drafts that were sent are gone for good: taking back a step must not bring them again. */
export function settle(state: DraftState, sent: Iterable<string>, refusals: ReadonlyMap<string, string>): DraftState {
  const drafts = new Map(state.drafts);
  for (const key of sent) {
    const refusal = refusals.get(key);
    const draft = drafts.get(key);
    if (refusal === undefined) drafts.delete(key);
    else if (draft) drafts.set(key, { ...draft, refusal });
  }
  return { drafts, past: [] };
}

/** Starts anew from what the level holds by now, keeping the result or the difference. */
export function rebase(draft: Draft, held: number, keep: "result" | "difference"): Draft {
  const outcome = outcomeOf(draft.text, draft.seen);
  if ("problem" in outcome) return { ...draft, seen: held };
  const delta = outcome.delta;
  const text = keep === "result" ? `=${outcome.after}` : delta < 0 ? String(delta) : `+${delta}`;
  const { refusal: _said, ...rest } = draft;
  return { ...rest, seen: held, text };
}

/** The drafts that can be sent, each with what it does. */
export function readyDrafts(drafts: Drafts): { key: string; draft: Draft; delta: number; after: number }[] {
  return [...drafts].flatMap(([key, draft]) => {
    const outcome = outcomeOf(draft.text, draft.seen);
    return "problem" in outcome ? [] : [{ key, draft, ...outcome }];
  });
}

function step(state: DraftState, drafts: Drafts): DraftState {
  return { drafts, past: [...state.past, state.drafts].slice(-PAST_MAX) };
}

function shortOf({ inventory_item_id, location_id, title, variant_title, sku, location_name }: Level): DraftLevel {
  return { inventory_item_id, location_id, title, variant_title, sku, location_name };
}
