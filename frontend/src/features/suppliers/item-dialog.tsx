import { Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useItemSearch } from "@/api/item-search";
import { problemAt } from "@/api/problem";
import type { Item, Supplier, SupplierItem, SupplierItemInput } from "@/api/types";
import { useHost } from "@/host/host-context";
import { decimalOf } from "@/lib/decimal";
import { useUnsaved } from "@/lib/unsaved";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { ItemSuggestions } from "@/ui/stock/item-suggestions";
import { useTranslation } from "@/words";
import { useSaveItem } from "./queries";

const BREAKS_MAX = 20;

export interface ItemDialogProps {
  supplier: Supplier;
  /** The item as they sell it now; null to choose one. */
  sold: SupplierItem | null;
  onClose: () => void;
}

type Chosen = Pick<SupplierItem, "inventory_item_id" | "sku" | "title" | "variant_title">;

/** How a supplier sells an item. */
export function ItemDialog({ supplier, sold, onClose }: ItemDialogProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<Chosen | null>(sold);
  const title = sold ? t("suppliers.item.editTitle", { title: titleOf(sold) }) : t("suppliers.item.newTitle", { name: supplier.name });
  return (
    <Dialog open onClose={onClose} title={title} closeLabel={t("common.close")}>
      {chosen ? (
        <Terms key={chosen.inventory_item_id} supplier={supplier} item={chosen} sold={sold} onOther={sold ? null : () => setChosen(null)} onClose={onClose} />
      ) : (
        <Choice onChoose={setChosen} />
      )}
    </Dialog>
  );
}

function Choice({ onChoose }: { onChoose: (item: Item) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const found = useItemSearch(text);
  return (
    <div className="flex flex-col gap-3">
      <Field label={t("suppliers.item.find")}>
        {(control) => <Input {...control} autoComplete="off" spellCheck={false} maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      <ItemSuggestions text={text} found={found} onChoose={onChoose} />
    </div>
  );
}

interface TermsProps extends ItemDialogProps {
  item: Chosen;
  onOther: (() => void) | null;
}

function Terms({ supplier, item, sold, onOther, onClose }: TermsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const save = useSaveItem(supplier.id);
  const [typed, setTyped] = useState<Partial<Typed>>({});
  const values = { ...typedOf(sold), ...typed };
  useUnsaved(Object.keys(typed).length > 0 && !save.isSuccess);
  const set = <Name extends keyof Typed>(name: Name, value: Typed[Name]) => setTyped((now) => ({ ...now, [name]: value }));
  const whole = (name: "minimum" | "pack" | "lead_days") => (text: string) => set(name, text.replaceAll(/\D/g, "").slice(0, 7));
  const wrong = (name: string) => problemAt(save.error, `items.0.${name}`);
  const theirs = supplier.lead_days === null ? t("suppliers.item.leadUnknown") : t("suppliers.days", { count: supplier.lead_days, n: format.quantity(supplier.lead_days) });
  const currency = sold?.unit_cost?.currency ?? supplier.currency;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(inputOf(item.inventory_item_id, currency, values), {
      onSuccess: () => {
        showSuccess(t("suppliers.item.saved", { title: titleOf(item) }));
        onClose();
      },
    });
  };
  return (
    <form noValidate className="grid grid-cols-2 gap-4" onSubmit={submit}>
      <p className="col-span-2 flex flex-wrap items-center justify-between gap-2 rounded-lg bg-sunken px-3 py-2 text-sm">
        <span className="min-w-0">
          <span className="block font-medium break-words">{titleOf(item)}</span>
          <span className="block font-mono text-xs text-muted">{item.sku}</span>
        </span>
        {onOther && (
          <Button small onClick={onOther}>
            {t("suppliers.item.other")}
          </Button>
        )}
      </p>
      <Field label={t("suppliers.item.code")} hint={t("suppliers.item.codeHint")} error={wrong("code")}>
        {(control) => <Input {...control} maxLength={200} autoComplete="off" value={values.code} onChange={(event) => set("code", event.target.value)} />}
      </Field>
      <Field label={t("suppliers.item.cost", { currency })} error={wrong("unit_cost")}>
        {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={values.unit_cost} onChange={(event) => set("unit_cost", event.target.value)} />}
      </Field>
      <Field label={t("suppliers.item.minimum")} error={wrong("minimum")}>
        {(control) => <Input {...control} inputMode="numeric" value={values.minimum} onChange={(event) => whole("minimum")(event.target.value)} />}
      </Field>
      <Field label={t("suppliers.item.pack")} hint={t("suppliers.item.packHint")} error={wrong("pack")}>
        {(control) => <Input {...control} inputMode="numeric" value={values.pack} onChange={(event) => whole("pack")(event.target.value)} />}
      </Field>
      <Field label={t("suppliers.item.lead")} hint={t("suppliers.item.leadHint", { days: theirs })} error={wrong("lead_days")} className="col-span-2 sm:col-span-1">
        {(control) => <Input {...control} inputMode="numeric" value={values.lead_days} onChange={(event) => whole("lead_days")(event.target.value)} />}
      </Field>
      <Breaks breaks={values.price_breaks} wrong={wrong} onChange={(next) => set("price_breaks", next)} />
      <label className="col-span-2 flex items-center gap-2 text-sm">
        <input type="checkbox" className="size-4 accent-brand" checked={values.is_preferred} onChange={(event) => set("is_preferred", event.target.checked)} />
        {t("suppliers.item.preferred")}
      </label>
      {save.error && (
        <div className="col-span-2">
          <QueryError title={t("suppliers.item.failed")} error={save.error} />
        </div>
      )}
      <div className="col-span-2 -mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={save.isPending} aria-busy={save.isPending}>
          {t("suppliers.item.save")}
        </Button>
      </div>
    </form>
  );
}

interface Step {
  from: string;
  cost: string;
}

function Breaks({ breaks, wrong, onChange }: { breaks: Step[]; wrong: (name: string) => string | undefined; onChange: (next: Step[]) => void }) {
  const { t } = useTranslation();
  const put = (place: number, part: Partial<Step>) => onChange(breaks.map((each, index) => (index === place ? { ...each, ...part } : each)));
  return (
    <fieldset className="col-span-2 flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{t("suppliers.item.breaks")}</legend>
      {breaks.map((step, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- a step has no name but its place
        <div key={place} className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
          <Field label={t("suppliers.item.from")} error={wrong(`price_breaks.${place}.from_units`)}>
            {(control) => <Input {...control} inputMode="numeric" value={step.from} onChange={(event) => put(place, { from: event.target.value.replaceAll(/\D/g, "").slice(0, 7) })} />}
          </Field>
          <Field label={t("suppliers.item.breakCost")} error={wrong(`price_breaks.${place}.unit_cost`)}>
            {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={step.cost} onChange={(event) => put(place, { cost: event.target.value })} />}
          </Field>
          <IconButton label={t("suppliers.item.removeBreak", { n: String(place + 1) })} onClick={() => onChange(breaks.filter((_, index) => index !== place))}>
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      {wrong("price_breaks") && (
        <p role="alert" className="text-xs font-medium text-bad-text">
          {wrong("price_breaks")}
        </p>
      )}
      <span>
        <Button small disabled={breaks.length >= BREAKS_MAX} onClick={() => onChange([...breaks, { from: "", cost: "" }])}>
          {t("suppliers.item.addBreak")}
        </Button>
      </span>
    </fieldset>
  );
}

interface Typed {
  code: string;
  unit_cost: string;
  minimum: string;
  pack: string;
  lead_days: string;
  price_breaks: Step[];
  is_preferred: boolean;
}

function typedOf(sold: SupplierItem | null): Typed {
  return {
    code: sold?.code ?? "",
    unit_cost: sold?.unit_cost?.amount ?? "",
    minimum: String(sold?.minimum ?? 1),
    pack: String(sold?.pack ?? 1),
    lead_days: sold?.lead_days?.toString() ?? "",
    price_breaks: sold?.price_breaks.map((each) => ({ from: String(each.from_units), cost: each.unit_cost.amount })) ?? [],
    is_preferred: sold?.is_preferred ?? false,
  };
}

function inputOf(item: string, currency: string, values: Typed): SupplierItemInput {
  return {
    inventory_item_id: item,
    code: values.code,
    unit_cost: values.unit_cost.trim() === "" ? null : decimalOf(values.unit_cost),
    currency,
    price_breaks: values.price_breaks.map((each) => ({ from_units: Number(each.from), unit_cost: decimalOf(each.cost) })),
    minimum: Number(values.minimum),
    pack: Number(values.pack),
    lead_days: values.lead_days === "" ? null : Number(values.lead_days),
    is_preferred: values.is_preferred,
  };
}

export function titleOf(item: Pick<SupplierItem, "title" | "variant_title" | "sku">): string {
  return [item.title, item.variant_title].filter(Boolean).join(" · ") || item.sku;
}
