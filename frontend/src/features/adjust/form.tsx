import { zodResolver } from "@hookform/resolvers/zod";
import { useMemo, useState } from "react";
import { type Control, type UseFormRegister, useForm, useWatch } from "react-hook-form";
import * as z from "zod/mini";
import { OFFERED_REASONS } from "@/api/reasons";
import type { ChangeSet, ItemDetail } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";
import { ADJUSTABLE_NAMES, type QuantityName } from "@/lib/quantity-names";
import { useDebounced } from "@/lib/use-debounced";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Field, Input, Select, TextArea } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { useTranslation } from "@/words";
import { type AdjustValues, LIKELY_REASON, MODES, arithmeticOf, changeSetOf } from "./intent";
import { PreviewPane } from "./preview";
import { type Intent, usePreview, useSend } from "./queries";

const NOTE_LIMIT = 500;
/** Between two keystrokes nobody wants an answer. */
const PREVIEW_MS = 350;

const shape = z.object({
  mode: z.enum(MODES),
  locationId: z.string(),
  name: z.enum(ADJUSTABLE_NAMES),
  fromName: z.enum(ADJUSTABLE_NAMES),
  toName: z.enum(ADJUSTABLE_NAMES),
  units: z.string(),
  reason: z.enum(OFFERED_REASONS),
  note: z.string().check(z.maxLength(NOTE_LIMIT)),
});

/** The shape, and the arithmetic on what the item holds now. */
function schemaFor(item: ItemDetail) {
  return shape.check(({ value, issues }) => {
    const arithmetic = arithmeticOf(value, quantitiesAt(item, value.locationId));
    if ("problem" in arithmetic) {
      const path = arithmetic.problem === "same_name" ? "toName" : "units";
      issues.push({ code: "custom", path: [path], message: arithmetic.problem, input: value });
    }
  });
}

function quantitiesAt(item: ItemDetail, locationId: string) {
  return item.levels.find((level) => level.location_id === locationId)?.quantities ?? item.quantities;
}

export interface AdjustFormProps {
  item: ItemDetail;
  locationId: string | null;
  onSent: (changeSet: ChangeSet) => void;
  onCancel: () => void;
}

export function AdjustForm({ item, locationId, onSent, onCancel }: AdjustFormProps) {
  const { t } = useTranslation();
  const send = useSend();
  const [intent, setIntent] = useState<Intent | null>(null);
  const schema = useMemo(() => schemaFor(item), [item]);
  const form = useForm<AdjustValues>({
    resolver: zodResolver(schema) as never,
    defaultValues: {
      mode: "add",
      locationId: locationId ?? item.levels[0]?.location_id ?? "",
      name: "available",
      fromName: "available",
      toName: "damaged",
      units: "",
      reason: LIKELY_REASON.add,
      note: "",
    },
  });
  useUnsaved(form.formState.isDirty);
  const values = useWatch({ control: form.control as Control<AdjustValues> }) as AdjustValues;
  const now = quantitiesAt(item, values.locationId);
  const arithmetic = arithmeticOf(values, now);
  const body = changeSetOf(item.inventory_item_id, { ...values, note: "" }, now);
  const preview = usePreview(useDebounced(body, PREVIEW_MS));
  const refused = preview.data?.lines.find((line) => line.problem !== null)?.problem ?? null;

  const submit = form.handleSubmit((filled) => {
    const next = changeSetOf(item.inventory_item_id, filled, quantitiesAt(item, filled.locationId));
    if (!next) return;
    const key = sameBody(intent?.body, next) && intent ? intent.key : newIntentKey();
    deliver({ key, body: next });
  });
  const deliver = (next: Intent) => {
    setIntent(next);
    send.mutate(next, { onSuccess: onSent });
  };
  const chooseMode = (mode: AdjustValues["mode"]) => {
    if (!form.formState.dirtyFields.reason) form.setValue("reason", LIKELY_REASON[mode]);
    form.setValue("mode", mode, { shouldValidate: form.formState.isSubmitted });
  };
  const problemText = (message: string | undefined) =>
    message === undefined ? undefined : t(`adjust.problem.${message as "empty"}`);

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Segmented
        wide
        label={t("adjust.kind")}
        value={values.mode}
        options={MODES.map((mode) => ({ value: mode, label: t(`adjust.mode.${mode}`) }))}
        onChange={chooseMode}
      />
      <Field label={t("adjust.location")}>
        {(control) => (
          <Select {...control} {...form.register("locationId")}>
            {item.levels.map((level) => (
              <option key={level.location_id} value={level.location_id}>
                {level.location_name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <NamesAndUnits
        mode={values.mode}
        register={form.register}
        now={now}
        unitsError={problemText(form.formState.errors.units?.message)}
        toNameError={problemText(form.formState.errors.toName?.message)}
      />
      <PreviewPane arithmetic={arithmetic} preview={preview} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("adjust.reason")}>
          {(control) => (
            <Select {...control} {...form.register("reason")}>
              {OFFERED_REASONS.map((reason) => (
                <option key={reason} value={reason}>
                  {t(`reason.${reason}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label={t("adjust.note")}
          optional={t("common.optional")}
          error={form.formState.errors.note ? t("adjust.noteTooLong") : undefined}
        >
          {(control) => <TextArea {...control} rows={1} placeholder={t("adjust.notePlaceholder")} {...form.register("note")} />}
        </Field>
      </div>
      {send.error && intent && (
        <div className="flex flex-col gap-1">
          <QueryError title={t("adjust.sendFailed")} error={send.error} onRetry={() => deliver(intent)} />
          <p className="text-xs text-muted">{t("adjust.resendHint")}</p>
        </div>
      )}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={send.isPending || refused !== null} aria-busy={send.isPending}>
          {send.isPending ? t("adjust.sending") : t("adjust.submit")}
        </Button>
      </div>
    </form>
  );
}

function sameBody(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

interface NamesAndUnitsProps {
  mode: AdjustValues["mode"];
  register: UseFormRegister<AdjustValues>;
  now: Record<QuantityName, number>;
  unitsError: string | undefined;
  toNameError: string | undefined;
}

function NamesAndUnits({ mode, register, now, unitsError, toNameError }: NamesAndUnitsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const options = ADJUSTABLE_NAMES.map((name) => (
    <option key={name} value={name}>
      {`${t(`quantity.${name}`)} (${t("adjust.now", { quantity: format.quantity(now[name]) })})`}
    </option>
  ));
  const select = (field: "name" | "fromName" | "toName", label: string, error?: string) => (
    <Field label={label} error={error} className="flex-1 basis-44">
      {(control) => (
        <Select {...control} {...register(field)}>
          {options}
        </Select>
      )}
    </Field>
  );
  return (
    <div className="flex flex-wrap items-start gap-3">
      <Field label={t("adjust.units")} error={unitsError} className="w-28">
        {(control) => (
          <Input
            {...control}
            {...register("units")}
            // A dialog is opened to type this number; Radix gives the focus to the first field otherwise.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            autoComplete="off"
            inputMode={mode === "set" ? "text" : "numeric"}
            className="tnum text-right font-semibold"
          />
        )}
      </Field>
      {mode === "move" ? (
        <>
          {select("fromName", t("adjust.from"))}
          {select("toName", t("adjust.to"), toNameError)}
        </>
      ) : (
        select("name", t("adjust.name"))
      )}
    </div>
  );
}
