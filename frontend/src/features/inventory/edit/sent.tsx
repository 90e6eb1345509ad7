import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ChangeSet } from "@/api/types";
import { IconButton } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { Progress } from "@/ui/states";
import { useTranslation } from "@/words";
import { isFinal, useChangeProgress } from "./queries";
import "@/words/grid-panels";

export interface SentChangesProps {
  changeSetId: string;
  onFinal: (changeSet: ChangeSet) => void;
  onClose: () => void;
}

/** How far a change has come with Shopify. It stays until it is over; what was refused stays longer. */
export function SentChanges({ changeSetId, onFinal, onClose }: SentChangesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = useChangeProgress(changeSetId);
  const changeSet = progress.data;
  const told = useRef(false);
  useEffect(() => {
    if (!changeSet || told.current || !isFinal(changeSet.state)) return;
    told.current = true;
    onFinal(changeSet);
  }, [changeSet, onFinal]);
  const counts = changeSet?.counts;
  const total = counts ? counts.pending + counts.pushing + counts.confirmed + counts.failed : 0;
  const text = t("bulk.progressText", { done: format.quantity(counts?.confirmed ?? 0), total: format.quantity(total) });
  return (
    <section aria-label={t("bulk.progress")} className="flex flex-col gap-2 border-t border-line px-4 py-3 text-sm">
      <div className="flex items-center gap-3">
        <span role="status" className="min-w-0 flex-1 font-medium">
          {text}
          {!changeSet || !isFinal(changeSet.state) ? <span className="ml-2 font-normal text-muted">{t("bulk.closing")}</span> : null}
        </span>
        <IconButton label={t("common.close")} onClick={onClose}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      <Progress label={t("bulk.progress")} share={total === 0 ? null : (counts?.confirmed ?? 0) / total} text={text} />
      {changeSet && changeSet.lines.length > 0 && (
        <div role="alert" className="max-h-40 overflow-y-auto rounded-lg bg-bad-soft p-3 text-bad-text">
          <p className="font-semibold">{t("bulk.failedLines", { count: changeSet.lines.length })}</p>
          <ul className="text-xs">
            {changeSet.lines.map((line) => (
              <li key={line.line}>
                {[line.title, line.sku, line.location_name].filter(Boolean).join(" · ")}: {line.error?.message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
