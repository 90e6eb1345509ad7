import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import { useShop } from "@/api/shop";
import type { Supplier, SupplierInput } from "@/api/types";
import { useHost } from "@/host/host-context";
import { decimalOf } from "@/lib/decimal";
import { useUnsaved } from "@/lib/unsaved";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, TextArea } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useSaveSupplier } from "./queries";

type Closure = NonNullable<SupplierInput["closures"]>[number];

const LINES = ["name", "contact", "email", "phone", "account_number", "payment_terms"] as const;
const LONG = ["address", "note"] as const;

export interface SupplierDialogProps {
  supplier: Supplier | null;
  onClose: () => void;
  onSaved: (supplier: Supplier) => void;
}

/** What is known of a supplier, a new one or one that is there. */
export function SupplierDialog({ supplier, onClose, onSaved }: SupplierDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open wide onClose={onClose} title={supplier ? t("suppliers.form.editTitle") : t("suppliers.form.newTitle")} closeLabel={t("common.close")}>
      <SupplierForm supplier={supplier} onClose={onClose} onSaved={onSaved} />
    </Dialog>
  );
}

function SupplierForm({ supplier, onClose, onSaved }: SupplierDialogProps) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const currency = useShop().data?.currency ?? "";
  const save = useSaveSupplier(supplier);
  const [typed, setTyped] = useState<Partial<Typed>>({});
  const values: Typed = { ...typedOf(supplier, currency), ...typed };
  useUnsaved(Object.keys(typed).length > 0 && !save.isSuccess);
  const set = <Name extends keyof Typed>(name: Name, value: Typed[Name]) => setTyped((now) => ({ ...now, [name]: value }));
  const labels = {
    name: t("suppliers.form.name"),
    contact: t("suppliers.form.contact"),
    email: t("suppliers.form.email"),
    phone: t("suppliers.form.phone"),
    account_number: t("suppliers.form.account"),
    payment_terms: t("suppliers.form.terms"),
    address: t("suppliers.form.address"),
    note: t("suppliers.form.note"),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(bodyOf(supplier, values), {
      onSuccess: (saved) => {
        showSuccess(t("suppliers.page.saved", { name: saved.name }));
        onClose();
        onSaved(saved);
      },
    });
  };
  return (
    <form noValidate className="grid grid-cols-1 gap-4 sm:grid-cols-2" onSubmit={submit}>
      {LINES.map((name) => (
        <Field key={name} label={labels[name]} error={problemAt(save.error, name)} {...(name !== "name" && { optional: t("suppliers.form.optional") })}>
          {(control) => <Input {...control} maxLength={254} autoComplete="off" value={values[name]} onChange={(event) => set(name, event.target.value)} />}
        </Field>
      ))}
      <Field label={t("suppliers.form.currency")} hint={t("suppliers.form.currencyHint")} error={problemAt(save.error, "currency")}>
        {(control) => <Input {...control} maxLength={3} autoCapitalize="characters" value={values.currency} onChange={(event) => set("currency", event.target.value.toUpperCase())} />}
      </Field>
      <Field label={t("suppliers.form.lead")} hint={t("suppliers.form.leadHint")} optional={t("suppliers.form.optional")} error={problemAt(save.error, "lead_days")}>
        {(control) => <Input {...control} inputMode="numeric" value={values.lead_days} onChange={(event) => set("lead_days", event.target.value.replaceAll(/\D/g, "").slice(0, 4))} />}
      </Field>
      <Field label={t("suppliers.form.least")} optional={t("suppliers.form.optional")} error={problemAt(save.error, "minimum_order")} className="sm:col-span-2">
        {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={values.minimum_order} onChange={(event) => set("minimum_order", event.target.value)} />}
      </Field>
      {LONG.map((name) => (
        <Field key={name} label={labels[name]} optional={t("suppliers.form.optional")} error={problemAt(save.error, name)}>
          {(control) => <TextArea {...control} rows={3} maxLength={2000} value={values[name]} onChange={(event) => set(name, event.target.value)} />}
        </Field>
      ))}
      <Closures closures={values.closures} error={save.error} onChange={(next) => set("closures", next)} />
      {save.error && (
        <div className="sm:col-span-2">
          <QueryError title={t("suppliers.failed")} error={save.error} />
        </div>
      )}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3 sm:col-span-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={values.name.trim() === "" || save.isPending} aria-busy={save.isPending}>
          {t("suppliers.form.save")}
        </Button>
      </div>
    </form>
  );
}

function Closures({ closures, error, onChange }: { closures: Closure[]; error: Error | null; onChange: (next: Closure[]) => void }) {
  const { t } = useTranslation();
  const put = (place: number, part: Partial<Closure>) => onChange(closures.map((each, index) => (index === place ? { ...each, ...part } : each)));
  return (
    <fieldset className="flex flex-col gap-2 sm:col-span-2">
      <legend className="mb-1 text-sm font-medium">{t("suppliers.form.closures")}</legend>
      {closures.map((closure, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- closed days have no name but their place
        <div key={place} className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[9.5rem_9.5rem_1fr_auto]">
          <Field label={t("suppliers.form.closureFrom")} error={problemAt(error, `closures.${place}`) ?? problemAt(error, `closures.${place}.starts_on`)}>
            {(control) => <Input {...control} type="date" value={closure.starts_on} onChange={(event) => put(place, { starts_on: event.target.value })} />}
          </Field>
          <Field label={t("suppliers.form.closureTo")} error={problemAt(error, `closures.${place}.ends_on`)}>
            {(control) => <Input {...control} type="date" value={closure.ends_on} onChange={(event) => put(place, { ends_on: event.target.value })} />}
          </Field>
          <Field label={t("suppliers.form.closureNote")}>
            {(control) => <Input {...control} maxLength={200} value={closure.note ?? ""} onChange={(event) => put(place, { note: event.target.value })} />}
          </Field>
          <IconButton label={t("suppliers.form.removeClosure", { n: String(place + 1) })} onClick={() => onChange(closures.filter((_, index) => index !== place))}>
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      <span>
        <Button small disabled={closures.length >= 100} onClick={() => onChange([...closures, { starts_on: "", ends_on: "", note: "" }])}>
          {t("suppliers.form.addClosure")}
        </Button>
      </span>
    </fieldset>
  );
}

type Typed = Record<(typeof LINES)[number] | (typeof LONG)[number] | "currency" | "lead_days" | "minimum_order", string> & { closures: Closure[] };

function typedOf(supplier: Supplier | null, currency: string): Typed {
  return {
    name: supplier?.name ?? "",
    contact: supplier?.contact ?? "",
    email: supplier?.email ?? "",
    phone: supplier?.phone ?? "",
    account_number: supplier?.account_number ?? "",
    payment_terms: supplier?.payment_terms ?? "",
    address: supplier?.address ?? "",
    note: supplier?.note ?? "",
    currency: supplier?.currency ?? currency,
    lead_days: supplier?.lead_days?.toString() ?? "",
    minimum_order: supplier?.minimum_order ?? "",
    closures: supplier?.closures ?? [],
  };
}

function bodyOf(supplier: Supplier | null, values: Typed): SupplierInput {
  return {
    ...values,
    lead_days: values.lead_days === "" ? null : Number(values.lead_days),
    minimum_order: values.minimum_order.trim() === "" ? null : decimalOf(values.minimum_order),
    is_active: supplier?.is_active ?? true,
  };
}
