import { X } from "lucide-react";
import { useLocations } from "@/api/shop";
import { gidTail } from "@/lib/gid";
import { IconButton } from "@/ui/button";
import { Input, Select } from "@/ui/field";
import { useTranslation } from "@/words";
import { LEVEL_FILTERS } from "../views/view";
import { type Condition, FIELDS, OPS, type Op, countsDays, freshCondition, kindOf, troubleOf } from "./expression";
import { SUGGESTED, SuggestedInput } from "./suggested";
import { fieldName, opName } from "./words";

export interface ConditionFieldsProps {
  condition: Condition;
  /** Somebody wanted to go on: now what is missing is said. */
  tried: boolean;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

export function ConditionFields({ condition, tried, onChange, onRemove }: ConditionFieldsProps) {
  const { t } = useTranslation();
  const { field, op } = condition;
  const trouble = tried ? troubleOf(condition) : null;
  const chooseOp = (next: Op) => {
    const begun = freshCondition(field).value ?? "";
    // Days and dates are not the same thing; everything else keeps its value.
    const keeps = countsDays(op) === countsDays(next) && condition.value !== undefined;
    onChange(next === "is_empty" ? { field, op: next } : { field, op: next, value: keeps ? (condition.value ?? begun) : begun });
  };
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-start gap-2">
        <Select
          aria-label={t("filter.field")}
          className="min-w-32 flex-1"
          value={field}
          onChange={(event) => {
            const next = FIELDS.find((each) => each === event.target.value);
            if (next) onChange(freshCondition(next));
          }}
        >
          {FIELDS.map((each) => (
            <option key={each} value={each}>
              {fieldName(t, each)}
            </option>
          ))}
        </Select>
        <Select
          aria-label={t("filter.op")}
          className="min-w-28 flex-1"
          value={op}
          onChange={(event) => {
            const next = OPS[kindOf(field)].find((each) => each === event.target.value);
            if (next) chooseOp(next);
          }}
        >
          {OPS[kindOf(field)].map((each) => (
            <option key={each} value={each}>
              {opName(t, field, each)}
            </option>
          ))}
        </Select>
        {op !== "is_empty" && (
          <div className="min-w-32 flex-[1.4]">
            <ValueField condition={condition} invalid={trouble !== null} onChange={onChange} />
          </div>
        )}
        <IconButton label={t("filter.remove")} onClick={onRemove}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      {trouble && (
        <p role="alert" className="text-xs font-medium text-bad-text">
          {t(`filter.trouble.${trouble}`)}
        </p>
      )}
    </div>
  );
}

interface ValueFieldProps {
  condition: Condition;
  invalid: boolean;
  onChange: (condition: Condition) => void;
}

function ValueField({ condition, invalid, onChange }: ValueFieldProps) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  const { field, op, value } = condition;
  const set = (next: string | number | boolean) => onChange({ field, op, value: next });
  const label = t("filter.value");
  const kind = kindOf(field);
  if (kind === "state" || kind === "location" || kind === "tracked") {
    const options =
      kind === "state"
        ? LEVEL_FILTERS.map((state) => [state, t(`state.${state}`)] as const)
        : kind === "tracked"
          ? ([["yes", t("grid.yes")], ["no", t("grid.no")]] as const)
          : [["", "–"] as const, ...locations.map((each) => [gidTail(each.location_id), each.name] as const)];
    return (
      <Select
        aria-label={label}
        aria-invalid={invalid}
        value={kind === "tracked" ? (value === true ? "yes" : "no") : gidTail(String(value ?? ""))}
        onChange={(event) => set(kind === "tracked" ? event.target.value === "yes" : event.target.value)}
      >
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </Select>
    );
  }
  const suggested = op === "is" || op === "is_not" ? SUGGESTED.find((each) => each === field) : undefined;
  if (suggested) return <SuggestedInput key={suggested} field={suggested} label={label} invalid={invalid} value={String(value ?? "")} onChange={set} />;
  const isNumber = kind === "units" || countsDays(op);
  const type = kind === "time" && !isNumber ? "date" : isNumber ? "number" : "text";
  return (
    <Input
      type={type}
      aria-label={label}
      aria-invalid={invalid}
      value={String(value ?? "")}
      onChange={(event) => set(isNumber && event.target.value !== "" ? Number(event.target.value) : event.target.value)}
      {...(kind === "money" && { inputMode: "decimal" as const, placeholder: "0.00" })}
    />
  );
}
