import { useMyLocations } from "@/api/shop";
import { Card } from "@/ui/card";
import { Field, Input, Select, TextArea } from "@/ui/field";
import { useTranslation } from "@/words";

/** What is said of an arrival as a whole. */
export interface Given {
  placeId: string;
  when: string;
  note: string;
  closeRest: boolean;
}

export const NOTHING_GIVEN: Given = { placeId: "", when: "", note: "", closeRest: false };

export interface ArrivalFieldsProps {
  given: Given;
  isReturn: boolean;
  isBadDay: boolean;
  onGiven: (next: Given) => void;
}

/** Where units are put, when it was, and whether the rest is still expected. */
export function ArrivalFields({ given, isReturn, isBadDay, onGiven }: ArrivalFieldsProps) {
  const { t } = useTranslation();
  const locations = useMyLocations();
  return (
    <Card>
      <div className="flex flex-col gap-3">
        <Field label={t("arriving.where")} hint={t("arriving.split")}>
          {(control) => (
            <Select {...control} value={given.placeId} onChange={(event) => onGiven({ ...given, placeId: event.target.value })}>
              {locations.map(({ location_id, name }) => (
                <option key={location_id} value={location_id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t(isReturn ? "arriving.whenBack" : "arriving.when")} hint={t("arriving.whenHint")} error={isBadDay ? t("arriving.badDay") : undefined}>
          {(control) => <Input {...control} type="datetime-local" value={given.when} onChange={(event) => onGiven({ ...given, when: event.target.value })} />}
        </Field>
        <Field label={t("arriving.note")} optional={t("common.optional")}>
          {(control) => <TextArea {...control} maxLength={4000} value={given.note} onChange={(event) => onGiven({ ...given, note: event.target.value })} />}
        </Field>
        {!isReturn && (
          <label className="flex items-start gap-2 text-sm">
            <input type="checkbox" className="mt-0.5 size-4 accent-brand" checked={given.closeRest} onChange={(event) => onGiven({ ...given, closeRest: event.target.checked })} />
            {t("arriving.closeRest")}
          </label>
        )}
      </div>
    </Card>
  );
}
