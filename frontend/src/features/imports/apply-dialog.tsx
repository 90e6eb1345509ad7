import { useId, useState } from "react";
import { OFFERED_REASONS } from "@/api/reasons";
import type { Import, Reason } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { isRecord, isTakenBackHere } from "./kinds";
import { useApply } from "./queries";

const USUAL: Record<Import["kind"], Reason> = {
  levels: "correction",
  adjustments: "correction",
  counts: "cycle_count_available",
  history: "other",
  settings: "other",
  suppliers: "other",
  supplier_items: "other",
  past_orders: "other",
  past_counts: "other",
  reorder: "other",
};

/** Asks why, and whether rows with problems are left out; then the file is applied. */
export function ApplyDialog({ file, onClose }: { file: Import; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const apply = useApply(file.id);
  const form = useId();
  const [reason, setReason] = useState<Reason>(USUAL[file.kind]);
  const [note, setNote] = useState("");
  const [leaveOut, setLeaveOut] = useState(false);
  const { changes, problems } = file.counts;
  const isOfStock = !isTakenBackHere(file);
  const { kind } = file;
  const body = isRecord(kind)
    ? t(`imports.applyRecords.${kind}`)
    : t(isOfStock ? "imports.applyBody" : kind === "history" ? "imports.applyHistoryBody" : "imports.applySettingsBody");
  const submit = () =>
    apply.mutate(
      { reason, note, leave_out_problems: leaveOut },
      {
        onSuccess: () => {
          onClose();
          showSuccess(t("imports.applySent"));
        },
      },
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("imports.applyTitle")}
      description={body}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={form}
            look="primary"
            disabled={apply.isPending || (problems > 0 && !leaveOut)}
            aria-busy={apply.isPending}
          >
            {t("imports.applySubmit", { count: changes, n: format.quantity(changes) })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {isOfStock && (
          <>
            <Field label={t("imports.reason")}>
              {(control) => (
                <Select {...control} value={reason} onChange={(event) => setReason(OFFERED_REASONS.find((each) => each === event.target.value) ?? "other")}>
                  {OFFERED_REASONS.map((each) => (
                    <option key={each} value={each}>
                      {t(`reason.${each}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={t("imports.note")} optional={t("common.optional")}>
              {(control) => <Input {...control} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />}
            </Field>
          </>
        )}
        {problems > 0 && (
          <label className="flex items-start gap-2.5 text-sm">
            <input type="checkbox" className="mt-0.5 size-4 accent-brand" checked={leaveOut} onChange={(event) => setLeaveOut(event.target.checked)} />
            {t("imports.leaveOut", { count: problems, n: format.quantity(problems) })}
          </label>
        )}
        {apply.error && <QueryError title={t("imports.applyFailed")} error={apply.error} />}
      </form>
    </Dialog>
  );
}
