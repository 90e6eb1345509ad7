import { scaleBand, scaleLinear } from "d3-scale";
import { ChartColumn } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ItemDetail, SalesByWeek, WeekOfSales } from "@/api/types";
import { Card } from "@/ui/card";
import { useWidth } from "@/ui/chart/use-width";
import { Quantity } from "@/ui/display";
import { Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useSales } from "./queries";

const PERIODS = [13, 26, 52, 104] as const;
const HEIGHT = 220;
const BAR_PX_MAX = 36;
const MARGIN = { top: 8, right: 4, bottom: 22, left: 40 };

/** Units sold week by week, and those that came back; the numbers also as a table. */
export function Sales({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [weeks, setWeeks] = useState<number>(26);
  const sales = useSales(item.inventory_item_id, weeks);
  const since = sales.data?.recorded_since ?? null;
  return (
    <Card
      title={t("itemPage.sales")}
      note={since !== null && t("itemPage.salesNote", { time: format.day(since), zone: format.timeZone })}
      actions={
        <Select
          small
          aria-label={t("itemPage.period")}
          className="w-36 max-sm:w-full"
          value={weeks}
          onChange={(event) => setWeeks(Number(event.target.value))}
        >
          {PERIODS.map((count) => (
            <option key={count} value={count}>
              {t("itemPage.lastWeeks", { count })}
            </option>
          ))}
        </Select>
      }
    >
      {sales.error && !sales.data ? (
        <QueryError title={t("itemPage.salesError")} error={sales.error} onRetry={() => void sales.refetch()} />
      ) : sales.data ? (
        <Weeks sales={sales.data} />
      ) : (
        <Skeleton className="h-64 w-full rounded-lg" />
      )}
    </Card>
  );
}

function back(week: WeekOfSales): number {
  return week.units_cancelled + week.units_returned;
}

function sum(weeks: readonly WeekOfSales[], units: (week: WeekOfSales) => number): number {
  return weeks.reduce((total, week) => total + units(week), 0);
}

function Weeks({ sales: { weeks, recorded_since: since } }: { sales: SalesByWeek }): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const [chosen, setChosen] = useState<number | null>(null);
  const sold = sum(weeks, (week) => week.units_sold);
  const returned = sum(weeks, back);
  if (sold === 0 && returned === 0) {
    const title = since === null ? t("itemPage.salesUnknown") : t("itemPage.salesEmpty", { time: format.day(since) });
    return <EmptyState icon={<ChartColumn className="size-5" />} title={title} />;
  }
  const shown = chosen === null ? undefined : weeks[chosen];
  return (
    <>
      <p className="tnum flex min-h-5 flex-wrap gap-x-4 pb-1 text-xs text-muted">
        <span className="font-medium text-ink">
          {shown ? weekWords(shown) : t("itemPage.inAll")}
        </span>
        <Legend colour="var(--info)" text={`${t("itemPage.sold")} ${format.quantity(shown?.units_sold ?? sold)}`} />
        <Legend
          colour="var(--brand)"
          text={`${t("itemPage.cancelledOrReturned")} ${format.quantity(shown ? back(shown) : returned)}`}
        />
      </p>
      <Bars
        weeks={weeks}
        label={t("itemPage.salesLabel", {
          sold: format.quantity(sold),
          back: format.quantity(returned),
        })}
        chosen={chosen}
        onChoose={setChosen}
      />
      <details className="mt-2 text-sm">
        <summary className="w-fit cursor-pointer rounded text-xs font-medium text-brand-text">{t("itemPage.asTable")}</summary>
        <div className="mt-2 max-h-80 overflow-y-auto">
          <WeekTable weeks={weeks} />
        </div>
      </details>
    </>
  );

  function weekWords(week: WeekOfSales): string {
    const word = `${t("itemPage.week")} ${format.shortDay(week.week)}`;
    return week === weeks.at(-1) ? t("itemPage.soFar", { week: word }) : word;
  }
}

function Legend({ colour, text }: { colour: string; text: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className="size-2 rounded-sm" style={{ background: colour }} />
      {text}
    </span>
  );
}

interface BarsProps {
  weeks: readonly WeekOfSales[];
  label: string;
  chosen: number | null;
  onChoose: (index: number | null) => void;
}

function Bars({ weeks, label, chosen, onChoose }: BarsProps) {
  const format = useFormat();
  const [ref, width] = useWidth();
  const x = scaleBand<number>()
    .domain(weeks.map((_, index) => index))
    .range([MARGIN.left, width - MARGIN.right])
    .paddingInner(0.28);
  const y = scaleLinear()
    .domain([-Math.max(0, ...weeks.map(back)), Math.max(1, ...weeks.map((week) => week.units_sold))])
    .nice(4)
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const bar = Math.min(BAR_PX_MAX, x.bandwidth());
  const at = (index: number) => (x(index) ?? 0) + (x.bandwidth() - bar) / 2;
  const step = Math.max(1, Math.ceil(weeks.length / Math.max(2, Math.floor(width / 90))));
  return (
    <div ref={ref} className="min-w-0">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={label}
        className="block"
        onPointerLeave={() => onChoose(null)}
        onPointerMove={(event) => {
          const left = event.nativeEvent.offsetX - MARGIN.left;
          onChoose(Math.max(0, Math.min(weeks.length - 1, Math.floor(left / x.step()))));
        }}
      >
        {y.ticks(4).filter(Number.isInteger).map((tick) => (
          <g key={tick} transform={`translate(0,${y(tick)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} stroke={tick === 0 ? "var(--line-strong)" : "var(--line)"} />
            <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end" fontSize={11} fill="var(--muted)">
              {format.quantity(Math.abs(tick))}
            </text>
          </g>
        ))}
        {weeks.map((week, index) => (
          <g key={week.week} opacity={chosen === null || chosen === index ? 1 : 0.45}>
            <rect x={at(index)} width={bar} y={y(week.units_sold)} height={y(0) - y(week.units_sold)} rx={1.5} fill="var(--info)" />
            <rect x={at(index)} width={bar} y={y(0)} height={y(-back(week)) - y(0)} rx={1.5} fill="var(--brand)" />
          </g>
        ))}
        {weeks.map((week, index) =>
          (weeks.length - 1 - index) % step === 0 ? (
            <text
              key={week.week}
              x={Math.min(at(index) + bar / 2, width - 20)}
              y={HEIGHT - 5}
              textAnchor="middle"
              fontSize={11}
              fill="var(--muted)"
            >
              {format.shortDay(week.week)}
            </text>
          ) : null,
        )}
      </svg>
    </div>
  );
}

function WeekTable({ weeks }: { weeks: readonly WeekOfSales[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table label={t("itemPage.sales")}>
      <thead>
        <tr>
          <Th>{t("itemPage.week")}</Th>
          <Th end>{t("itemPage.sold")}</Th>
          <Th end>{t("itemPage.cancelled")}</Th>
          <Th end>{t("itemPage.returned")}</Th>
        </tr>
      </thead>
      <tbody>
        {weeks.toReversed().map((week) => (
          <tr key={week.week}>
            <Td className="whitespace-nowrap">{format.day(week.week)}</Td>
            <Td end>
              <Quantity value={week.units_sold} />
            </Td>
            <Td end>
              <Quantity value={week.units_cancelled} />
            </Td>
            <Td end>
              <Quantity value={week.units_returned} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
