import { useState } from "react";
import { useLocations } from "@/api/shop";
import type { CountSchedule, ScheduleInput } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useSaveSchedule } from "./queries";

const NUMBERS = ["days_a", "days_b", "days_c", "lines_max", "days_of_sales"] as const;
const SHARES = ["share_a", "share_b"] as const;
type Texts = Record<(typeof NUMBERS)[number] | (typeof SHARES)[number] | "name" | "location_id" | "value_by", string>;

const FIRST: Texts = {
  name: "",
  location_id: "",
  value_by: "price",
  share_a: "80",
  share_b: "95",
  days_a: "30",
  days_b: "90",
  days_c: "180",
  lines_max: "40",
  days_of_sales: "90",
};

/** Making or changing a schedule of counts. */
export function ScheduleDialog({ schedule, onClose }: { schedule: CountSchedule | null; onClose: () => void }) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items.filter((each) => each.is_active) ?? [];
  const save = useSaveSchedule(schedule);
  const [texts, setTexts] = useState<Texts>(() => (schedule ? textsOf(schedule) : FIRST));
  const [isOn, setOn] = useState(schedule?.is_active ?? true);
  const [isBlind, setBlind] = useState(schedule?.is_blind ?? true);
  const set = (name: keyof Texts, value: string) => setTexts((now) => ({ ...now, [name]: value }));
  const isFull = Object.values(texts).every((value) => value.trim() !== "");
  const labels = {
    days_a: t("stocktakes.turns.form.days", { letter: "A" }),
    days_b: t("stocktakes.turns.form.days", { letter: "B" }),
    days_c: t("stocktakes.turns.form.days", { letter: "C" }),
    lines_max: t("stocktakes.turns.form.lines"),
    days_of_sales: t("stocktakes.turns.form.sales"),
    share_a: t("stocktakes.turns.form.shareA"),
    share_b: t("stocktakes.turns.form.shareB"),
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={schedule ? t("stocktakes.turns.form.editTitle") : t("stocktakes.turns.form.newTitle")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            look="primary"
            disabled={!isFull || save.isPending}
            aria-busy={save.isPending}
            onClick={() => save.mutate(bodyOf(texts, isOn, isBlind), { onSuccess: onClose })}
          >
            {t("stocktakes.turns.form.save")}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-2 gap-4">
        <Field label={t("stocktakes.turns.form.name")} className="col-span-2 sm:col-span-1">
          {(control) => <Input {...control} maxLength={60} value={texts.name} onChange={(event) => set("name", event.target.value)} />}
        </Field>
        <Field label={t("stocktakes.turns.form.place")} className="col-span-2 sm:col-span-1">
          {(control) => (
            <Select {...control} disabled={schedule !== null} value={texts.location_id} onChange={(event) => set("location_id", event.target.value)}>
              <option value="">{t("common.none")}</option>
              {locations.map(({ location_id, name }) => (
                <option key={location_id} value={location_id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {[...SHARES, ...NUMBERS].map((name) => (
          <Field key={name} label={labels[name]}>
            {(control) => (
              <Input {...control} inputMode="numeric" value={texts[name]} onChange={(event) => set(name, event.target.value.replaceAll(/[^\d.]/g, "").slice(0, 6))} />
            )}
          </Field>
        ))}
        <Field label={t("stocktakes.turns.form.by")}>
          {(control) => (
            <Select {...control} value={texts.value_by} onChange={(event) => set("value_by", event.target.value)}>
              <option value="price">{t("stocktakes.turns.by.price")}</option>
              <option value="cost">{t("stocktakes.turns.by.cost")}</option>
            </Select>
          )}
        </Field>
        <span className="col-span-2 flex flex-wrap gap-x-5 gap-y-2 text-sm">
          <label className="flex items-center gap-2">
            <input type="checkbox" className="size-4 accent-brand" checked={isOn} onChange={(event) => setOn(event.target.checked)} />
            {t("stocktakes.turns.form.on")}
          </label>
          <label className="flex items-center gap-2">
            <input type="checkbox" className="size-4 accent-brand" checked={isBlind} onChange={(event) => setBlind(event.target.checked)} />
            {t("stocktakes.turns.form.blind")}
          </label>
        </span>
      </div>
      {save.error && <QueryError title={t("stocktakes.failed")} error={save.error} />}
    </Dialog>
  );
}

function textsOf(schedule: CountSchedule): Texts {
  const numbers = Object.fromEntries([...NUMBERS, ...SHARES].map((name) => [name, String(Number(schedule[name]))]));
  return { ...FIRST, ...numbers, name: schedule.name, location_id: schedule.location_id, value_by: schedule.value_by };
}

function bodyOf(texts: Texts, isOn: boolean, isBlind: boolean): ScheduleInput {
  return {
    name: texts.name.trim(),
    location_id: texts.location_id,
    is_active: isOn,
    is_blind: isBlind,
    value_by: texts.value_by === "cost" ? "cost" : "price",
    share_a: texts.share_a,
    share_b: texts.share_b,
    days_a: Number(texts.days_a),
    days_b: Number(texts.days_b),
    days_c: Number(texts.days_c),
    lines_max: Number(texts.lines_max),
    days_of_sales: Number(texts.days_of_sales),
  };
}
