import { OFFERED_REASONS } from "@/api/reasons";
import type { Reason } from "@/api/types";
import { Field, Select, TextArea } from "@/ui/field";
import { useTranslation } from "@/words";

export const NOTE_MAX = 500;

export interface Why {
  reason: Reason;
  note: string;
}

export const FIRST_WHY: Why = { reason: "correction", note: "" };

/** Why stock is changed, and a note for colleagues. */
export function ReasonFields({ why, onChange }: { why: Why; onChange: (why: Why) => void }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t("edit.reason")}>
        {(control) => (
          <Select
            {...control}
            value={why.reason}
            onChange={(event) => onChange({ ...why, reason: OFFERED_REASONS.find((each) => each === event.target.value) ?? "other" })}
          >
            {OFFERED_REASONS.map((reason) => (
              <option key={reason} value={reason}>
                {t(`reason.${reason}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("edit.note")} optional={t("common.optional")}>
        {(control) => (
          <TextArea
            {...control}
            rows={1}
            maxLength={NOTE_MAX}
            placeholder={t("adjust.notePlaceholder")}
            value={why.note}
            onChange={(event) => onChange({ ...why, note: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
