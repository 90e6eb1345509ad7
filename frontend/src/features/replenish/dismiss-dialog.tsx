import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, TextArea } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import type { DraftsDialogProps } from "./drafts-dialog";
import { useDismiss } from "./queries";

const MONTH_MS = 30 * 86_400_000;

/** Why items are not to be suggested, and until when. */
export function DismissDialog({ lines, onDone, onClose }: DraftsDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const dismiss = useDismiss();
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState(() => new Date(Date.now() + MONTH_MS).toISOString().slice(0, 10));
  const [isForGood, setIsForGood] = useState(false);
  const count = lines.length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    dismiss.mutate(
      { lines, reason, until: isForGood ? null : until },
      {
        onSuccess: ({ dismissed }) => {
          showSuccess(t("replenish.dismiss.done", { count: dismissed, n: format.quantity(dismissed) }));
          onDone();
          onClose();
        },
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={t("replenish.dismiss.title", { count, n: format.quantity(count) })} description={t("replenish.dismiss.body")} closeLabel={t("common.close")}>
      <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
        <Field label={t("replenish.dismiss.reason")} error={problemAt(dismiss.error, "reason")}>
          {(control) => <TextArea {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <Field label={t("replenish.dismiss.until")} error={problemAt(dismiss.error, "until")}>
          {(control) => <Input {...control} type="date" disabled={isForGood} value={until} onChange={(event) => setUntil(event.target.value)} />}
        </Field>
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" className="size-4 accent-brand" checked={isForGood} onChange={(event) => setIsForGood(event.target.checked)} />
          {t("replenish.dismiss.forGood")}
        </label>
        {dismiss.error && <QueryError title={t("replenish.failed")} error={dismiss.error} />}
        <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={reason.trim() === "" || dismiss.isPending} aria-busy={dismiss.isPending}>
            {t("replenish.dismiss.confirm")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
