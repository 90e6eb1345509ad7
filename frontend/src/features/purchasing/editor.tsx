import { useMemo } from "react";
import { Link } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useLocations, useShop } from "@/api/shop";
import { Card } from "@/ui/card";
import { Field, Input, Select, TextArea } from "@/ui/field";
import { useTranslation } from "@/words";
import { AddLines } from "./add-lines";
import { type Draft, termsOf } from "./draft";
import { LineRows } from "./line-rows";
import { useChoosableSuppliers, useTerms } from "./queries";

export interface EditorProps {
  draft: Draft;
  error: Error | null;
  onChange: (next: Draft) => void;
}

/** From whom, for which location, what, how many, and for how much. */
export function Editor({ draft, error, onChange }: EditorProps) {
  const problems = useMemo(() => new Map(error instanceof ApiProblem ? error.fields.map(({ field, message }) => [field, message]) : []), [error]);
  const found = useTerms(
    draft.supplierId,
    draft.currency,
    draft.lines.map(({ itemId }) => itemId),
  );
  const terms = useMemo(
    () => new Map((found.data?.items ?? []).flatMap((row) => (row.item ? [[row.item.inventory_item_id, termsOf(row)] as const] : []))),
    [found.data],
  );
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4 lg:order-2">
        <Head draft={draft} problems={problems} onChange={onChange} />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <AddLines supplierId={draft.supplierId} currency={draft.currency} lines={draft.lines} onLines={(lines) => onChange({ ...draft, lines })} />
        <LineRows draft={draft} terms={terms} problems={problems} onLines={(lines) => onChange({ ...draft, lines })} />
      </div>
    </div>
  );
}

interface HeadProps {
  draft: Draft;
  problems: ReadonlyMap<string, string>;
  onChange: (next: Draft) => void;
}

function Head({ draft, problems, onChange }: HeadProps) {
  const { t } = useTranslation();
  const shopCurrency = useShop().data?.currency ?? "";
  const suppliers = useChoosableSuppliers();
  const locations = (useLocations().data?.items ?? []).filter(({ is_active }) => is_active);
  const chooseSupplier = (id: string) => {
    const currency = suppliers.data?.items.find((each) => each.id === id)?.currency ?? draft.currency;
    onChange({ ...draft, supplierId: id, currency, terms: null });
  };
  return (
    <Card>
      <div className="flex flex-col gap-3">
        <Field
          label={t("buying.supplier")}
          error={problems.get("supplier_id")}
          hint={
            suppliers.data?.items.length === 0 && (
              <>
                {t("buying.form.noSupplier")}{" "}
                <Link to="/suppliers" className="underline underline-offset-4">
                  {t("buying.form.toSuppliers")}
                </Link>
              </>
            )
          }
        >
          {(control) => (
            <Select {...control} value={draft.supplierId} onChange={(event) => chooseSupplier(event.target.value)}>
              <option value="" disabled>
                {t("buying.form.chooseSupplier")}
              </option>
              {suppliers.data?.items.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("buying.place")} error={problems.get("location_id")}>
          {(control) => (
            <Select {...control} value={draft.placeId} onChange={(event) => onChange({ ...draft, placeId: event.target.value })}>
              <option value="" disabled>
                {t("buying.form.choosePlace")}
              </option>
              {locations.map(({ location_id, name }) => (
                <option key={location_id} value={location_id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("buying.form.currency")} error={problems.get("currency")}>
          {(control) => (
            <Input {...control} maxLength={3} autoComplete="off" value={draft.currency} onChange={(event) => onChange({ ...draft, currency: event.target.value.toUpperCase() })} />
          )}
        </Field>
        {draft.currency.length === 3 && draft.currency !== shopCurrency && (
          <Field label={t("buying.form.rate", { currency: draft.currency, shop: shopCurrency })} hint={t("buying.form.rateHint")} error={problems.get("rate")}>
            {(control) => (
              <Input {...control} inputMode="decimal" maxLength={16} value={draft.rate} onChange={(event) => onChange({ ...draft, rate: event.target.value })} />
            )}
          </Field>
        )}
        <Field label={t("buying.form.expected")} optional={t("common.optional")} error={problems.get("expected_on")}>
          {(control) => <Input {...control} type="date" value={draft.expected} onChange={(event) => onChange({ ...draft, expected: event.target.value })} />}
        </Field>
        <Field label={t("buying.form.reference")} optional={t("common.optional")} error={problems.get("reference")}>
          {(control) => <Input {...control} maxLength={200} value={draft.reference} onChange={(event) => onChange({ ...draft, reference: event.target.value })} />}
        </Field>
        {draft.terms !== null && (
          <Field label={t("buying.form.terms")} optional={t("common.optional")} error={problems.get("terms")}>
            {(control) => <Input {...control} maxLength={200} value={draft.terms ?? ""} onChange={(event) => onChange({ ...draft, terms: event.target.value })} />}
          </Field>
        )}
        <Field label={t("buying.form.note")} optional={t("common.optional")} error={problems.get("note")}>
          {(control) => <TextArea {...control} maxLength={4000} value={draft.note} onChange={(event) => onChange({ ...draft, note: event.target.value })} />}
        </Field>
      </div>
    </Card>
  );
}
