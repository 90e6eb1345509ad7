import { Check, CircleX, LoaderCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ChangeSet } from "@/api/types";
import { Button } from "@/ui/button";
import { classes } from "@/ui/classes";
import { useFormat } from "@/ui/format-context";
import { ErrorState } from "@/ui/states";
import { useTranslation } from "@/words";
import { isFinal, useChangeSet } from "./queries";

export interface ChangeProgressProps {
  sent: ChangeSet;
  onAgain: () => void;
  onClose: () => void;
  onConfirmed: (message: string) => void;
}

/** From "Sent" to what Shopify made of it. */
export function ChangeProgress({ sent, onAgain, onClose, onConfirmed }: ChangeProgressProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const watched = useChangeSet(sent.id);
  const changeSet = watched.data ?? sent;
  const [line] = changeSet.lines;
  const failed = changeSet.state === "failed" || changeSet.state === "partly_failed";
  const confirmed = changeSet.state === "confirmed";
  const said = useRef(false);
  useEffect(() => {
    if (!confirmed || said.current || !line) return;
    said.current = true;
    onConfirmed(
      line.delta !== null
        ? t("adjust.toast", { title: line.title, delta: format.delta(line.delta) })
        : t("adjust.toastMove", { title: line.title, quantity: format.quantity(line.quantity ?? 0) }),
    );
  }, [confirmed, line, onConfirmed, t, format]);
  return (
    <div className="flex flex-col gap-5">
      <ol aria-label={t("adjust.steps")} aria-live="polite" className="flex flex-col gap-3">
        <Step state="done" title={t("adjust.stateSent")} body={t("adjust.stateSentBody")} />
        {failed ? (
          <Step state="failed" title={t("adjust.stateFailed")} body={t("adjust.stateFailedBody")} />
        ) : (
          <Step
            state={confirmed ? "done" : "running"}
            title={confirmed ? t("adjust.stateConfirmed") : t("adjust.statePushing")}
            body={confirmed ? undefined : t("adjust.offline")}
          />
        )}
      </ol>
      {failed &&
        changeSet.lines
          .filter((each) => each.error)
          .map((each) => (
            <ErrorState
              key={each.line}
              title={each.error?.message ?? t("adjust.stateFailed")}
              detail={`${each.title} · ${each.location_name}`}
              reference={each.error?.code}
            />
          ))}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">
        {isFinal(changeSet.state) && <Button onClick={onAgain}>{t("adjust.again")}</Button>}
        <Button look="primary" onClick={onClose}>
          {isFinal(changeSet.state) ? t("common.done") : t("common.close")}
        </Button>
      </div>
    </div>
  );
}

const STEP_LOOKS = {
  done: { icon: Check, tone: "bg-good-soft text-good-text" },
  running: { icon: LoaderCircle, tone: "bg-info-soft text-info-text" },
  failed: { icon: CircleX, tone: "bg-bad-soft text-bad-text" },
} as const;

function Step({ state, title, body }: { state: keyof typeof STEP_LOOKS; title: string; body?: string | undefined }) {
  const { icon: Icon, tone } = STEP_LOOKS[state];
  return (
    <li className="flex items-start gap-3">
      <span className={classes("inline-flex size-8 shrink-0 items-center justify-center rounded-full", tone)}>
        <Icon aria-hidden className={classes("size-4", state === "running" && "animate-spin")} />
      </span>
      <span className="min-w-0 pt-1">
        <span className="block text-sm font-semibold">{title}</span>
        {body !== undefined && <span className="block text-xs text-muted">{body}</span>}
      </span>
    </li>
  );
}
