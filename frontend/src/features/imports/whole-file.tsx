import { useLocations, useShop } from "@/api/shop";
import type { ColumnsInput, Import } from "@/api/types";
import { Field, Input, Select } from "@/ui/field";
import { useTranslation } from "@/words";
import { useSupplierChoices } from "./queries";

const QUANTITIES = ["available", "on_hand", "damaged", "quality_control", "reserved", "safety_stock", "incoming"] as const;
const AT_PLACES = new Set<Import["kind"]>(["levels", "adjustments", "counts", "history", "settings", "past_orders", "past_counts", "reorder"]);
const OF_QUANTITIES = new Set<Import["kind"]>(["adjustments", "counts", "history"]);
export type Options = NonNullable<ColumnsInput["options"]>;

interface WholeFileProps {
  file: Import;
  isDated: boolean;
  roles: string[];
  options: Options;
  onChange: (options: Options) => void;
}

/** What holds for the whole file where no column says otherwise. */
export function WholeFile({ file, isDated, roles, options, onChange }: WholeFileProps) {
  const { t } = useTranslation();
  const set = (some: Partial<Options>) => onChange({ ...options, ...some });
  const isOfSuppliers = file.kind === "supplier_items" || file.kind === "past_orders";
  const isDocument = file.kind === "past_orders" || file.kind === "past_counts";
  return (
    <fieldset className="grid gap-4 sm:grid-cols-3">
      <legend className="mb-2 text-sm font-medium">{t("imports.wholeFile")}</legend>
      {AT_PLACES.has(file.kind) && <Place file={file} options={options} set={set} />}
      {OF_QUANTITIES.has(file.kind) && <WhichQuantity file={file} options={options} set={set} />}
      {isOfSuppliers && !roles.includes("supplier") && <Supplier options={options} set={set} />}
      {file.kind !== "past_counts" && file.kind !== "reorder" && !AT_PLACES.has(file.kind) && !roles.includes("currency") && <Currency options={options} set={set} />}
      {file.kind === "past_orders" && <Foreign options={options} set={set} hasCurrency={roles.includes("currency")} />}
      {isDocument && !roles.includes("document") && (
        <Field label={t(`imports.documentOf.${file.kind === "past_orders" ? "past_orders" : "past_counts"}`)} hint={t("imports.documentHint")} optional={t("common.optional")}>
          {(control) => <Input {...control} maxLength={80} value={options.document ?? ""} onChange={(event) => set({ document: event.target.value || null })} />}
        </Field>
      )}
      {file.kind === "past_counts" && !roles.includes("counted_at") && (
        <Field label={t("imports.countedOn")}>
          {(control) => <Input {...control} type="date" value={options.on ?? ""} onChange={(event) => set({ on: event.target.value || null })} />}
        </Field>
      )}
      {isDated && <DateOrder options={options} set={set} />}
      {isOfSuppliers && roles.includes("supplier") && (
        <label className="flex items-start gap-2.5 text-sm sm:col-span-3">
          <input type="checkbox" className="mt-0.5 size-4 accent-brand" checked={options.make_suppliers ?? false} onChange={(event) => set({ make_suppliers: event.target.checked })} />
          {t("imports.makeSuppliers")}
        </label>
      )}
    </fieldset>
  );
}

interface PartProps {
  options: Options;
  set: (some: Partial<Options>) => void;
}

function Place({ file, options, set }: PartProps & { file: Import }) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  return (
    <Field label={t("imports.location")}>
      {(control) => (
        <Select {...control} value={options.location_id ?? ""} onChange={(event) => set({ location_id: event.target.value || null })}>
          <option value="">{t(file.kind === "reorder" ? "imports.locationEverywhere" : "imports.locationNone")}</option>
          {locations.map((each) => (
            <option key={each.location_id} value={each.location_id}>
              {each.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function WhichQuantity({ file, options, set }: PartProps & { file: Import }) {
  const { t } = useTranslation();
  const usual = file.kind === "counts" ? "on_hand" : "available";
  return (
    <Field label={t("imports.quantity")}>
      {(control) => (
        <Select {...control} value={options.quantity ?? usual} onChange={(event) => set({ quantity: QUANTITIES.find((each) => each === event.target.value) ?? null })}>
          {QUANTITIES.map((each) => (
            <option key={each} value={each}>
              {t(`quantity.${each}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Supplier({ options, set }: PartProps) {
  const { t } = useTranslation();
  const suppliers = useSupplierChoices().data?.items ?? [];
  return (
    <Field label={t("imports.supplier")}>
      {(control) => (
        <Select {...control} value={options.supplier_id ?? ""} onChange={(event) => set({ supplier_id: event.target.value || null })}>
          <option value="">{t("imports.supplierNone")}</option>
          {suppliers.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function Currency({ options, set }: PartProps) {
  const { t } = useTranslation();
  const shop = useShop().data?.currency ?? "";
  return (
    <Field label={t("imports.currency")} hint={t("imports.currencyHint", { currency: shop })} optional={t("common.optional")}>
      {(control) => (
        <Input {...control} maxLength={3} className="max-w-32" value={options.currency ?? ""} onChange={(event) => set({ currency: event.target.value.toUpperCase() || null })} />
      )}
    </Field>
  );
}

/** In which currency old orders are, and what that is worth, for what of them is still to come. */
function Foreign({ options, set, hasCurrency }: PartProps & { hasCurrency: boolean }) {
  const { t } = useTranslation();
  const shop = useShop().data?.currency ?? "";
  return (
    <>
      {!hasCurrency && <Currency options={options} set={set} />}
      <Field label={t("imports.rate", { shop })} hint={t("imports.rateHint")} optional={t("common.optional")}>
        {(control) => (
          <Input {...control} inputMode="decimal" maxLength={16} className="max-w-32" value={options.rate ?? ""} onChange={(event) => set({ rate: event.target.value.replace(",", ".") || null })} />
        )}
      </Field>
    </>
  );
}

function DateOrder({ options, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <Field label={t("imports.dateOrder")}>
      {(control) => (
        <Select {...control} value={options.date_order} onChange={(event) => set({ date_order: event.target.value as Options["date_order"] })}>
          <option value="ymd">{t("imports.dateYmd")}</option>
          <option value="dmy">{t("imports.dateDmy")}</option>
          <option value="mdy">{t("imports.dateMdy")}</option>
        </Select>
      )}
    </Field>
  );
}
