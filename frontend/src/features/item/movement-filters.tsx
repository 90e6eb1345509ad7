import { useId, useState } from "react";
import type { ItemDetail } from "@/api/types";
import { CAUSES } from "@/lib/causes";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { Button } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { useTranslation } from "@/words";
import type { MovementFilter } from "./queries";

export const NO_FILTER: MovementFilter = { locationId: null, name: null, cause: null, from: null, to: null };

/** Which filters ask for the days the wrong way round. */
export function isReversed({ from, to }: MovementFilter): boolean {
  return from !== null && to !== null && to < from;
}

interface FiltersProps {
  item: ItemDetail;
  filter: MovementFilter;
  onChange: (filter: MovementFilter) => void;
}

function found<Value extends string>(values: readonly Value[], value: string): Value | null {
  return values.find((each) => each === value) ?? null;
}

export function MovementFilters({ item, filter, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const [resets, setResets] = useState(0);
  return (
    <div className="grid w-full grid-cols-2 items-end gap-2 sm:flex sm:w-auto sm:flex-wrap sm:items-center">
      <Select
        small
        aria-label={t("item.cause")}
        className="max-sm:col-span-2 sm:w-40"
        value={filter.cause ?? ""}
        onChange={(event) => onChange({ ...filter, cause: found(CAUSES, event.target.value) })}
      >
        <option value="">{t("item.allCauses")}</option>
        {CAUSES.map((cause) => (
          <option key={cause} value={cause}>
            {t(`cause.${cause}`)}
          </option>
        ))}
      </Select>
      <Select
        small
        aria-label={t("item.name")}
        className="sm:w-36"
        value={filter.name ?? ""}
        onChange={(event) => onChange({ ...filter, name: found(QUANTITY_NAMES, event.target.value) })}
      >
        <option value="">{t("item.allNames")}</option>
        {QUANTITY_NAMES.map((name) => (
          <option key={name} value={name}>
            {t(`quantity.${name}`)}
          </option>
        ))}
      </Select>
      <Select
        small
        aria-label={t("item.location")}
        className="sm:w-40"
        value={filter.locationId ?? ""}
        onChange={(event) => onChange({ ...filter, locationId: event.target.value || null })}
      >
        <option value="">{t("common.allLocations")}</option>
        {item.levels.map((level) => (
          <option key={level.location_id} value={level.location_id}>
            {level.location_name}
          </option>
        ))}
      </Select>
      <Day
        key={`from ${resets}`}
        label={t("itemPage.from")}
        wrong={isReversed(filter)}
        onChange={(from) => onChange({ ...filter, from })}
      />
      <Day
        key={`to ${resets}`}
        label={t("itemPage.to")}
        wrong={isReversed(filter)}
        onChange={(to) => onChange({ ...filter, to })}
      />
      {Object.values(filter).some((value) => value !== null) && (
        <Button
          small
          look="quiet"
          className="max-sm:col-span-2"
          onClick={() => {
            setResets(resets + 1);
            onChange(NO_FILTER);
          }}
        >
          {t("itemPage.clear")}
        </Button>
      )}
    </div>
  );
}

interface DayProps {
  label: string;
  wrong: boolean;
  onChange: (day: string | null) => void;
}

/** A day of the shop's zone. The field keeps what is being typed: half a year is no year yet, and no filter. */
function Day({ label, wrong, onChange }: DayProps) {
  const id = useId();
  return (
    <span className="flex min-w-0 gap-x-1.5 max-sm:flex-col sm:items-center">
      <label htmlFor={id} className="text-xs text-muted">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        min="2000-01-01"
        max="2999-12-31"
        aria-invalid={wrong}
        className="h-8! px-2! text-xs!"
        onChange={({ target }) => {
          if (target.validity.valid) onChange(target.value || null);
        }}
      />
    </span>
  );
}
