/** The columns of each list: what is read of a line, how it is shown, and where there is room for it. */
import type { ReactNode } from "react";
import type { AnalysisLevel } from "@/api/types";
import type { Format } from "@/lib/format";
import type { Key, useTranslation } from "@/words";
import { MoneyText, Quantity } from "@/ui/display";
import type { ListName } from "./question";

type ColumnName = Extract<Key, `analysis.column.${string}`> extends `analysis.column.${infer Name}` ? Name : never;
type Translate = ReturnType<typeof useTranslation>["t"];

export interface Column {
  name: ColumnName;
  read: (row: AnalysisLevel, format: Format, t: Translate) => ReactNode;
  /** Shown where there is room for more than the few that matter most. */
  wide?: boolean;
  strong?: boolean;
}

const one = (number: number | null, format: Format, digits = 1) =>
  number === null ? "–" : new Intl.NumberFormat(format.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(number);
const units = (name: ColumnName, field: "on_hand" | "coming" | "sold" | "lost_days", wide = false): Column => ({ name, wide, read: (row) => <Quantity value={row[field]} /> });
const maybe = (name: ColumnName, field: "needed" | "excess" | "idle_days" | "lacking_elsewhere", wide = false): Column => ({
  name,
  wide,
  read: (row) => (row[field] === null ? "–" : <Quantity value={row[field]} />),
});

const HELD: Column = { name: "held", strong: true, read: (row, _, t) => <MoneyText value={row.held} missing={t("analysis.noCost")} /> };

export const COLUMNS: Record<ListName, readonly Column[]> = {
  class: [
    { name: "variation", wide: true, read: (row, format) => one(row.variation, format, 2) },
    units("sold", "sold", true),
    { name: "revenue", strong: true, read: (row, _, t) => <MoneyText value={row.revenue} missing={t("analysis.noPrice")} /> },
    units("onHand", "on_hand", true),
    HELD,
  ],
  dead: [
    { name: "lastSold", wide: true, read: (row, format, t) => (row.last_sold === null ? t("analysis.neverSold") : format.day(row.last_sold)) },
    maybe("idle", "idle_days"),
    units("onHand", "on_hand", true),
    HELD,
  ],
  excess: [
    units("onHand", "on_hand", true),
    units("coming", "coming", true),
    maybe("needed", "needed", true),
    maybe("excess", "excess"),
    { name: "excessValue", strong: true, read: (row, _, t) => <MoneyText value={row.excess_value} missing={t("analysis.noCost")} /> },
    maybe("lacking", "lacking_elsewhere", true),
  ],
  lost: [
    units("lostDays", "lost_days"),
    { name: "lostUnits", wide: true, read: (row, format) => one(row.lost_units, format) },
    { name: "lostValue", strong: true, read: (row, _, t) => <MoneyText value={row.lost_value} missing={t("analysis.noPrice")} /> },
    {
      name: "lostRange",
      wide: true,
      read: (row, format) => (row.lost_low && row.lost_high ? `${format.wholeMoney(row.lost_low)} – ${format.wholeMoney(row.lost_high)}` : "–"),
    },
  ],
  cover: [
    { name: "cover", read: (row, format) => one(row.cover, format, 0) },
    { name: "daily", wide: true, read: (row, format) => one(row.daily, format, 2) },
    units("onHand", "on_hand", true),
    HELD,
  ],
};
