import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Level } from "@/api/types";
import { useFormat } from "@/ui/format-context";
import { classes } from "@/ui/classes";
import { useTranslation } from "@/words";
import { heldOf, outcomeOf } from "../edit/drafts";
import type { RowActions } from "./actions";

export interface CellEditorProps {
  level: Level;
  /** What it begins with. */
  first: string;
  actions: Pick<RowActions, "commit" | "cancel">;
}

/** The quantity while it is typed, with its arithmetic beneath. */
export function CellEditor({ level, first, actions }: CellEditorProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState(first);
  const input = useRef<HTMLInputElement>(null);
  // Leaving the field takes the entry over, but not a second time behind a key that already did.
  const ended = useRef(false);
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
  }, []);
  const end = (then: Parameters<RowActions["commit"]>[1] | null) => {
    if (ended.current) return;
    ended.current = true;
    if (then === null) actions.cancel();
    else actions.commit(text, then);
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Enter") end("down");
    else if (event.key === "Tab") end(event.shiftKey ? "left" : "right");
    else if (event.key === "Escape") end(null);
    else return;
    event.preventDefault();
  };
  const held = heldOf(level);
  const outcome = outcomeOf(text, held);
  const wrong = text.trim() !== "" && "problem" in outcome && outcome.problem !== "no_change";
  return (
    <span className="relative flex w-full flex-col items-stretch">
      <input
        ref={input}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
        onBlur={() => end("stay")}
        aria-label={t("edit.label", { title: level.title, location: level.location_name })}
        aria-invalid={wrong}
        autoComplete="off"
        inputMode="text"
        className="tnum w-full rounded-md border border-brand bg-surface px-1.5 text-right text-sm font-semibold text-ink outline-none aria-invalid:border-bad"
      />
      <span aria-live="polite" className={classes("tnum truncate text-right text-2xs", wrong ? "text-bad-text" : "text-muted")}>
        {"problem" in outcome
          ? wrong
            ? t(`adjust.problem.${outcome.problem}`)
            : format.quantity(held)
          : `${t("edit.sum", { before: format.quantity(held), after: format.quantity(outcome.after) })} (${format.delta(outcome.delta)})`}
      </span>
    </span>
  );
}
