import type { Shipment } from "@/api/types";
import { Field, Input } from "@/ui/field";
import { useTranslation } from "@/words";
import type { TrackingInput } from "./queries";

/** What the form holds of a shipment's tracking; the day as a date field spells it. */
export interface TrackingDraft {
  company: string;
  number: string;
  url: string;
  day: string;
}

export const NO_TRACKING: TrackingDraft = { company: "", number: "", url: "", day: "" };

export function trackingDraftOf({ tracking }: Shipment): TrackingDraft {
  return {
    company: tracking.company ?? "",
    number: tracking.number ?? "",
    url: tracking.url ?? "",
    day: tracking.arrives_at?.slice(0, 10) ?? "",
  };
}

export function isGoodUrl(url: string): boolean {
  return url === "" || /^https?:\/\/\S+$/.test(url);
}

/** A day is told as its noon in UTC, so that no zone moves it to its neighbour. */
export function trackingOf(draft: TrackingDraft): TrackingInput | null {
  const tracking = {
    company: draft.company.trim() || null,
    number: draft.number.trim() || null,
    url: draft.url.trim() || null,
    arrives_at: draft.day === "" ? null : `${draft.day}T12:00:00Z`,
  };
  return Object.values(tracking).every((value) => value === null) ? null : tracking;
}

export interface TrackingFieldsProps {
  draft: TrackingDraft;
  onChange: (next: TrackingDraft) => void;
}

export function TrackingFields({ draft, onChange }: TrackingFieldsProps) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Field label={t("transfers.shipping.company")} optional={t("common.optional")}>
        {(control) => (
          <Input {...control} maxLength={255} value={draft.company} onChange={(event) => onChange({ ...draft, company: event.target.value })} />
        )}
      </Field>
      <Field label={t("transfers.shipping.number")} optional={t("common.optional")}>
        {(control) => (
          <Input {...control} maxLength={255} value={draft.number} onChange={(event) => onChange({ ...draft, number: event.target.value })} />
        )}
      </Field>
      <Field
        label={t("transfers.shipping.url")}
        optional={t("common.optional")}
        error={isGoodUrl(draft.url.trim()) ? undefined : t("transfers.shipping.badUrl")}
      >
        {(control) => (
          <Input {...control} type="url" inputMode="url" maxLength={2000} value={draft.url} onChange={(event) => onChange({ ...draft, url: event.target.value })} />
        )}
      </Field>
      <Field label={t("transfers.shipping.arrives")} optional={t("common.optional")}>
        {(control) => <Input {...control} type="date" value={draft.day} onChange={(event) => onChange({ ...draft, day: event.target.value })} />}
      </Field>
    </div>
  );
}
