import type { Demand } from "@/api/types";
import { roundish } from "@/lib/roundish";
import { useFormat } from "@/ui/format-context";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { type ChartWeek, type Mode, chartWeeks, noon } from "./figures";

/** The chart's numbers, for those who read rather than look; the newest passed week in the middle. */
export function WeekTable({ demand, ahead, mode }: { demand: Demand; ahead: number; mode: Mode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const weeks = chartWeeks(demand, ahead, mode);
  const number = (value: number | null | undefined) => (value === null || value === undefined ? "" : roundish(format, value));
  const note = ({ daysOut, oneOff, events }: ChartWeek) =>
    [
      ...(daysOut > 0 ? [t("forecast.demand.outDays", { count: daysOut })] : []),
      ...(oneOff > 0 ? [`${t("forecast.demand.oneOff")} ${format.quantity(oneOff)}`] : []),
      ...events,
    ].join(" · ");
  return (
    <details className="mt-2 text-sm">
      <summary className="w-fit cursor-pointer rounded text-xs font-medium text-brand-text">{t("forecast.demand.asTable")}</summary>
      <div className="mt-2 max-h-80 overflow-y-auto">
        <Table label={t("forecast.demand.title")}>
          <thead>
            <tr>
              <Th>{t("forecast.demand.columns.week")}</Th>
              <Th end>{t("forecast.demand.columns.sold")}</Th>
              <Th end>{t("forecast.demand.columns.expected")}</Th>
              <Th end>{t("forecast.demand.columns.low50")}</Th>
              <Th end>{t("forecast.demand.columns.high50")}</Th>
              <Th end>{t("forecast.demand.columns.low90")}</Th>
              <Th end>{t("forecast.demand.columns.high90")}</Th>
              <Th>{t("forecast.demand.columns.note")}</Th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.begins} className="tnum">
                <Td className="whitespace-nowrap">{format.day(noon(week.begins))}</Td>
                <Td end>{number(week.sold)}</Td>
                <Td end>{number(week.mean ?? week.said)}</Td>
                <Td end>{number(week.bands?.low50)}</Td>
                <Td end>{number(week.bands?.high50)}</Td>
                <Td end>{number(week.bands?.low90)}</Td>
                <Td end>{number(week.bands?.high90)}</Td>
                <Td className="text-muted">{note(week)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  );
}
