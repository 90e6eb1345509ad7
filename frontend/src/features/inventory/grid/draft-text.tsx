import { TriangleAlert } from "lucide-react";
import { classes } from "@/ui/classes";
import type { CellContext } from "../columns/cells";
import { type Draft, outcomeOf } from "../edit/drafts";

export interface DraftTextProps {
  draft: Draft;
  /** What the level holds by now. */
  held: number;
  context: CellContext;
}

/** An entry that is not sent: its arithmetic, or why it cannot be read. */
export function DraftText({ draft, held, context: { t, format } }: DraftTextProps) {
  const outcome = outcomeOf(draft.text, draft.seen);
  if ("problem" in outcome) {
    const reason = t(`adjust.problem.${outcome.problem}`);
    return (
      <span title={reason} className="flex min-w-0 items-center gap-1 text-bad-text">
        <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
        <span className="truncate line-through">{draft.text}</span>
        <span className="sr-only">{reason}</span>
      </span>
    );
  }
  const moved = held !== draft.seen;
  const note = draft.refusal ?? (moved ? t("edit.moved", { seen: format.quantity(draft.seen), held: format.quantity(held) }) : undefined);
  return (
    <span title={note} className="flex min-w-0 flex-col items-end leading-tight">
      <span className="text-sm font-semibold whitespace-nowrap">
        {t("edit.sum", { before: format.quantity(draft.seen), after: format.quantity(outcome.after) })}
      </span>
      <span className={classes("truncate text-2xs whitespace-nowrap", note === undefined ? "text-muted" : "text-bad-text")}>
        {note ?? format.delta(outcome.delta)}
      </span>
    </span>
  );
}
