import { useCallback, useReducer } from "react";
import type { LeftOut } from "../grid/list-props";
import { type Draft, type DraftState, NO_DRAFTS, type Typed, forget, settle, typeInto, undo } from "./drafts";

type Step =
  | { do: "type"; typed: readonly Typed[]; leftOut: LeftOut | undefined }
  | { do: "undo" }
  | { do: "discard" }
  | { do: "replace"; drafts: ReadonlyMap<string, Draft> }
  | { do: "settle"; sent: readonly string[]; refusals: ReadonlyMap<string, string> };

interface Held extends DraftState {
  leftOut: LeftOut | null;
}

function next(state: Held, step: Step): Held {
  switch (step.do) {
    case "type":
      return { ...typeInto(state, step.typed), leftOut: step.leftOut ?? null };
    case "undo":
      return { ...undo(state), leftOut: null };
    case "discard":
      return { ...forget(state, state.drafts.keys()), leftOut: null };
    case "replace":
      return { drafts: step.drafts, past: [...state.past, state.drafts], leftOut: null };
    case "settle":
      return { ...settle(state, step.sent, step.refusals), leftOut: null };
  }
}

/** The quantities that were typed and not sent yet. They stay while the list is scrolled, sorted and read anew. */
export function useDrafts() {
  const [state, step] = useReducer(next, { ...NO_DRAFTS, leftOut: null });
  const type = useCallback((typed: readonly Typed[], leftOut?: LeftOut) => step({ do: "type", typed, leftOut }), []);
  return { ...state, type, step };
}
