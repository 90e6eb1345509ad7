/** A filter in words, for its chips. */
import type { Location } from "@/api/types";
import { gidTail } from "@/lib/gid";
import type { TFunction } from "@/words";
import { type Condition, type Field, type Op, type Part, isGroup, kindOf } from "./expression";

export function fieldName(t: TFunction, field: Field): string {
  if (field === "tag" || field === "updated" || field === "sold") return t(`filter.fields.${field}`);
  return t(`grid.column.${field}`);
}

export function opName(t: TFunction, field: Field, op: Op): string {
  if (kindOf(field) === "time" && (op === "<" || op === ">=" || op === "last_days")) return t(`filter.timeOps.${op}`);
  if (kindOf(field) === "sold" && op === "last_days") return t("filter.timeOps.last_days");
  return t(`filter.ops.${op}`);
}

function valueName(t: TFunction, { field, value }: Condition, locations: readonly Location[]): string {
  switch (kindOf(field)) {
    case "state":
      return t(`state.${value as "in_stock"}`);
    case "tracked":
      return t(value === true ? "grid.yes" : "grid.no");
    case "location":
      return locations.find((each) => gidTail(each.location_id) === gidTail(String(value)))?.name ?? String(value);
    default:
      return String(value);
  }
}

export function partInWords(t: TFunction, part: Part, locations: readonly Location[]): string {
  if (isGroup(part)) {
    const joined = part.parts.map((each) => partInWords(t, each, locations)).join(` ${t(part.join === "all" ? "filter.and" : "filter.or")} `);
    return t("filter.chipGroup", { parts: joined });
  }
  const field = fieldName(t, part.field);
  if (part.op === "is_empty") return t("filter.chipEmpty", { field });
  if (part.op === "not_last_days") return t("filter.notSold", { count: Number(part.value) });
  if (part.op === "last_days") return `${field} ${t("filter.days", { count: Number(part.value) })}`;
  return t("filter.chip", { field, op: opName(t, part.field, part.op), value: valueName(t, part, locations) });
}
