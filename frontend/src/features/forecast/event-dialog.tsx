import { type FormEvent, useState } from "react";
import { useItemSearch } from "@/api/item-search";
import { problemAt } from "@/api/problem";
import { useItem, useLocations, useShop } from "@/api/shop";
import type { PlanEvent, PlanEventInput } from "@/api/types";
import { useHost } from "@/host/host-context";
import { useNow } from "@/lib/clock";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select, TextArea } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { ItemSuggestions } from "@/ui/stock/item-suggestions";
import { useTranslation } from "@/words";
import { useSaveEvent } from "./queries";

const KINDS = ["promotion", "launch", "closure", "order", "override"] as const;
const SCOPES = ["item", "product_type", "vendor", "tag", "shop"] as const;

interface Typed {
  kind: PlanEventInput["kind"];
  name: string;
  scope: PlanEventInput["scope"];
  value: string;
  locationId: string;
  since: string;
  until: string;
  by: "factor" | "units";
  factor: string;
  units: string;
  note: string;
}

export interface EventDialogProps {
  event: PlanEvent | null;
  /** The item that a new event is for, where somebody came from one. */
  itemId: string | null;
  onClose: () => void;
}

/** An event, a new one or one that is there. */
export function EventDialog({ event, itemId, onClose }: EventDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog open wide onClose={onClose} title={event ? t("forecast.event.form.editTitle") : t("forecast.event.form.newTitle")} closeLabel={t("common.close")}>
      <EventForm event={event} itemId={itemId} onClose={onClose} />
    </Dialog>
  );
}

function EventForm({ event, itemId, onClose }: EventDialogProps) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const viewer = useShop().data?.viewer;
  const locations = useLocations();
  const save = useSaveEvent(event);
  const [typed, setTyped] = useState<Partial<Typed>>({});
  const values: Typed = { ...typedOf(event, itemId, today), ...typed };
  useUnsaved(Object.keys(typed).length > 0 && !save.isSuccess);
  const set = (part: Partial<Typed>) => setTyped((now) => ({ ...now, ...part }));
  const inUnits = unitsOf(values);
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    save.mutate(bodyOf(values), {
      onSuccess: (saved) => {
        showSuccess(t("forecast.event.saved", { name: saved.name }));
        onClose();
      },
    });
  };
  const isPlaced = viewer?.locations === null || values.locationId !== "";
  const isWhole = isPlaced && values.name.trim() !== "" && values.since !== "" && values.until !== "" && (values.scope === "shop" || values.value.trim() !== "") && hasEffect(values);
  return (
    <form noValidate className="grid grid-cols-1 gap-4 sm:grid-cols-2" onSubmit={submit}>
      <Field label={t("forecast.event.form.kind")} hint={t(`forecast.event.hint.${values.kind}`)}>
        {(control) => (
          <Select {...control} value={values.kind} onChange={(changed) => set(kindOf(values, changed.target.value))}>
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`forecast.event.kind.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("forecast.event.form.name")} error={problemAt(save.error, "name")}>
        {(control) => <Input {...control} maxLength={80} autoComplete="off" value={values.name} onChange={(changed) => set({ name: changed.target.value })} />}
      </Field>
      <Field label={t("forecast.event.form.scope")}>
        {(control) => (
          <Select {...control} value={values.scope} disabled={inUnits} onChange={(changed) => set({ scope: SCOPES.find((each) => each === changed.target.value) ?? "item", value: "" })}>
            {SCOPES.map((scope) => (
              <option key={scope} value={scope}>
                {t(`forecast.event.scope.${scope}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("forecast.event.form.location")} error={problemAt(save.error, "location_id")}>
        {(control) => (
          <Select {...control} value={values.locationId} onChange={(changed) => set({ locationId: changed.target.value })}>
            {viewer?.locations === null ? <option value="">{t("forecast.event.everywhere")}</option> : values.locationId === "" && <option value="">{t("forecast.event.form.choosePlace")}</option>}
            {locations.data?.items.map((each) => (
              <option key={each.location_id} value={each.location_id}>
                {each.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {values.scope === "item" && <ItemField itemId={values.value} error={problemAt(save.error, "value")} onChoose={(value) => set({ value })} />}
      {(values.scope === "product_type" || values.scope === "vendor" || values.scope === "tag") && (
        <Field className="sm:col-span-2" label={t(`forecast.event.form.value.${values.scope}`)} error={problemAt(save.error, "value")}>
          {(control) => <Input {...control} maxLength={255} value={values.value} onChange={(changed) => set({ value: changed.target.value })} />}
        </Field>
      )}
      <Field label={t("forecast.event.form.since")} error={problemAt(save.error, "since")}>
        {(control) => <Input {...control} type="date" value={values.since} onChange={(changed) => set({ since: changed.target.value, ...(values.until < changed.target.value && { until: changed.target.value }) })} />}
      </Field>
      <Field label={t("forecast.event.form.until")} error={problemAt(save.error, "until")}>
        {(control) => <Input {...control} type="date" min={values.since} value={values.until} onChange={(changed) => set({ until: changed.target.value })} />}
      </Field>
      {values.kind === "promotion" && (
        <div className="flex flex-col gap-1">
          <span className="text-sm font-medium">{t("forecast.event.form.how")}</span>
          <Segmented
            label={t("forecast.event.form.how")}
            value={values.by}
            options={[
              { value: "factor", label: t("forecast.event.form.byFactor") },
              { value: "units", label: t("forecast.event.form.byUnits") },
            ]}
            onChange={(by) => set({ by, ...(by === "units" && values.scope !== "item" && { scope: "item", value: "" }) })}
          />
        </div>
      )}
      {values.kind === "promotion" && values.by === "factor" && (
        <Field label={t("forecast.event.form.factor")} error={problemAt(save.error, "factor")}>
          {(control) => <Input {...control} inputMode="decimal" maxLength={8} value={values.factor} onChange={(changed) => set({ factor: changed.target.value })} />}
        </Field>
      )}
      {inUnits && (
        <Field label={t(values.kind === "override" ? "forecast.event.form.unitsWeek" : "forecast.event.form.units")} error={problemAt(save.error, "units")}>
          {(control) => <Input {...control} inputMode="numeric" value={values.units} onChange={(changed) => set({ units: changed.target.value.replaceAll(/\D/g, "").slice(0, 9) })} />}
        </Field>
      )}
      <Field className="sm:col-span-2" label={t("forecast.event.form.note")} optional={t("forecast.event.form.optional")} error={problemAt(save.error, "note")}>
        {(control) => <TextArea {...control} maxLength={1000} value={values.note} onChange={(changed) => set({ note: changed.target.value })} />}
      </Field>
      {save.error && (
        <div className="sm:col-span-2">
          <QueryError title={t("forecast.event.form.failed")} error={save.error} />
        </div>
      )}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3 sm:col-span-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={!isWhole || save.isPending} aria-busy={save.isPending}>
          {t("forecast.event.form.save")}
        </Button>
      </div>
    </form>
  );
}

function ItemField({ itemId, error, onChoose }: { itemId: string; error: string | undefined; onChoose: (itemId: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const found = useItemSearch(text);
  if (itemId !== "") return <Chosen itemId={itemId} error={error} onOther={() => onChoose("")} />;
  return (
    <div className="flex flex-col gap-2 sm:col-span-2">
      <Field label={t("forecast.event.form.item")} error={error}>
        {(control) => <Input {...control} type="search" autoComplete="off" maxLength={200} placeholder={t("forecast.event.form.itemSearch")} value={text} onChange={(changed) => setText(changed.target.value)} />}
      </Field>
      {text.trim() !== "" && <ItemSuggestions text={text} found={found} onChoose={(item) => onChoose(item.inventory_item_id)} />}
    </div>
  );
}

function Chosen({ itemId, error, onOther }: { itemId: string; error: string | undefined; onOther: () => void }) {
  const { t } = useTranslation();
  const item = useItem(itemId).data;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-sunken px-3 py-2 text-sm sm:col-span-2">
      <span className="min-w-0">
        <span className="block font-medium break-words">{item ? [item.title, item.variant_title].filter(Boolean).join(" · ") : "…"}</span>
        <span className="block font-mono text-xs text-muted">{item?.sku}</span>
        {error && (
          <span role="alert" className="block text-xs font-medium text-bad-text">
            {error}
          </span>
        )}
      </span>
      <Button small onClick={onOther}>
        {t("forecast.event.form.otherItem")}
      </Button>
    </div>
  );
}

function typedOf(event: PlanEvent | null, itemId: string | null, today: string): Typed {
  return {
    kind: event?.kind ?? "promotion",
    name: event?.name ?? "",
    scope: event?.scope ?? "item",
    value: event?.value ?? itemId ?? "",
    locationId: event?.location_id ?? "",
    since: event?.since ?? today,
    until: event?.until ?? today,
    by: event?.units === null || event === null ? "factor" : "units",
    factor: event?.factor === null || event === null ? "" : String(event.factor),
    units: event?.units === null || event === null ? "" : String(event.units),
    note: event?.note ?? "",
  };
}

function unitsOf({ kind, by }: Typed): boolean {
  return kind === "launch" || kind === "order" || kind === "override" || (kind === "promotion" && by === "units");
}

/** Another kind: one that is made of units is about one item. */
function kindOf(values: Typed, text: string): Partial<Typed> {
  const kind = KINDS.find((each) => each === text) ?? "promotion";
  const next = { ...values, kind };
  return { kind, ...(unitsOf(next) && values.scope !== "item" && { scope: "item" as const, value: "" }) };
}

function factorOf({ factor }: Typed): number | null {
  const number = Number(factor.trim().replace(",", "."));
  return factor.trim() === "" || !Number.isFinite(number) || number < 0 ? null : number;
}

function hasEffect(values: Typed): boolean {
  if (values.kind === "closure") return true;
  return unitsOf(values) ? values.units !== "" : factorOf(values) !== null;
}

function bodyOf(values: Typed): PlanEventInput {
  const inUnits = unitsOf(values);
  return {
    kind: values.kind,
    name: values.name,
    scope: values.scope,
    value: values.scope === "shop" ? "" : values.value,
    location_id: values.locationId === "" ? null : values.locationId,
    since: values.since,
    until: values.until,
    factor: values.kind === "promotion" && !inUnits ? factorOf(values) : null,
    units: inUnits ? Number(values.units) : null,
    note: values.note,
  };
}
