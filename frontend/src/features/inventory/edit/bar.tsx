import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { useTranslation } from "@/words";
import type { LeftOut } from "../grid/list-props";
import { type Drafts, readyDrafts } from "./drafts";
import "@/words/grid-panels";

export interface EditBarProps {
  drafts: Drafts;
  leftOut: LeftOut | null;
  canUndo: boolean;
  onUndo: () => void;
  onReview: () => void;
  onDiscard: () => void;
}

/** What was typed and not sent: how much, what is wrong with it, and what can be done. */
export function EditBar({ drafts, leftOut, canUndo, onUndo, onReview, onDiscard }: EditBarProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const wrong = drafts.size - readyDrafts(drafts).length;
  const notes = leftOut
    ? (["outside", "locked", "beyond"] as const).flatMap((kind) => (leftOut[kind] > 0 ? [t(`edit.${kind}`, { count: leftOut[kind] })] : []))
    : [];
  if (drafts.size === 0 && notes.length === 0) return null;
  return (
    <section aria-label={t("edit.bar")} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-warn-soft px-4 py-2.5 text-warn-text">
      <div role="status" className="min-w-0 flex-1 basis-48 text-sm">
        {drafts.size > 0 && <span className="font-semibold">{t("edit.changes", { count: drafts.size })}</span>}
        {wrong > 0 && <span className="ml-2 font-medium text-bad-text">{t("edit.wrong", { count: wrong })}</span>}
        {notes.map((note) => (
          <span key={note} className="block text-xs">
            {note}
          </span>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button small disabled={!canUndo} icon={<Undo2 aria-hidden className="size-3.5" />} onClick={onUndo}>
          {t("edit.undo")}
        </Button>
        {drafts.size > 0 && (
          <>
            <Button small onClick={() => setAsking(true)}>
              {t("edit.discard")}
            </Button>
            <Button small look="primary" disabled={wrong > 0} onClick={onReview}>
              {t("edit.review")}
            </Button>
          </>
        )}
      </div>
      <Confirm
        open={asking}
        title={t("edit.discardTitle")}
        body={t("edit.discardBody", { count: drafts.size })}
        confirm={t("edit.discard")}
        cancel={t("common.cancel")}
        busy={false}
        onConfirm={() => {
          setAsking(false);
          onDiscard();
        }}
        onCancel={() => setAsking(false)}
      />
    </section>
  );
}
