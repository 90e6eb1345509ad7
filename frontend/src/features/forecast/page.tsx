import { CalendarDays, ChartSpline, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { Accuracy, DemandClass, Measured, MissedItem } from "@/api/types";
import { useHost } from "@/host/host-context";
import { useNow } from "@/lib/clock";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { MoneyText } from "@/ui/display";
import { Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, EmptyState, Progress, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import "@/words/forecast";
import { useAccuracy, useForecastAnew, useMissed } from "./queries";
import { roundish } from "@/lib/roundish";

const CLASSES = ["smooth", "erratic", "intermittent", "lumpy"] as const satisfies readonly DemandClass[];
const PHASES = ["demand", "forecast", "keeping", "measuring"] as const;
const YOUNG_DAYS = 180;

/** How good the shop's forecasts are: against what happened, against repeating the last week, and where it costs. */
export function ForecastPage() {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const accuracy = useAccuracy();
  const anew = useForecastAnew();
  const viewer = useShop().data?.viewer;
  const mayAsk = viewer !== undefined && viewer.permissions.includes("buy") && viewer.locations === null;
  return (
    <Page
      title={t("forecast.title")}
      subtitle={t("forecast.subtitle")}
      commands={[
        { label: t("forecast.events"), icon: <CalendarDays aria-hidden className="size-4" />, onPress: { to: "/forecast/events" } },
        ...(mayAsk
          ? [
              {
                label: t("forecast.again"),
                icon: <RefreshCw aria-hidden className="size-4" />,
                primary: true,
                onPress: () => anew.mutate(undefined, { onSuccess: () => showSuccess(t("forecast.asked")) }),
              },
            ]
          : []),
      ]}
    >
      {anew.error && <QueryError title={t("forecast.failed")} error={anew.error} />}
      {accuracy.error && !accuracy.data ? (
        <QueryError title={t("forecast.errorTitle")} error={accuracy.error} onRetry={() => void accuracy.refetch()} />
      ) : accuracy.data ? (
        <Found found={accuracy.data} />
      ) : (
        <Skeleton className="h-96 w-full rounded-xl" />
      )}
    </Page>
  );
}

function Found({ found }: { found: Accuracy }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const days = format.quantity(found.days_known);
  return (
    <>
      <Running found={found} />
      {found.last_error !== null && !found.running && <Banner tone="bad" title={t("forecast.failed")} body={found.last_error} />}
      {found.all === null ? (
        <Card>
          <EmptyState icon={<ChartSpline className="size-5" />} title={t("forecast.unheard", { days })} body={t("forecast.unheardBody")} />
        </Card>
      ) : (
        <>
          {found.days_known < YOUNG_DAYS && <Banner tone="info" title={t("forecast.young", { days })} body={t("forecast.youngBody")} />}
          <Summary found={found} all={found.all} />
          <Classes found={found} />
          {found.horizons !== null && found.horizons.length > 0 && <Horizons found={found} />}
          <Missed />
        </>
      )}
      <p className="text-xs text-muted">
        {found.made_at !== null && found.origin !== null
          ? t("forecast.madeAt", { ago: format.ago(found.made_at, now), day: format.day(`${found.origin}T12:00:00Z`) })
          : t("forecast.never")}
      </p>
    </>
  );
}

function Running({ found: { running } }: { found: Accuracy }) {
  const { t } = useTranslation();
  if (!running) return null;
  const phase = PHASES.find((each) => each === running.phase) ?? "waiting";
  const words = t(`forecast.running.${phase}`);
  const share = running.done !== null && running.total ? Math.min(1, running.done / running.total) : null;
  return (
    <div role="status" className="flex flex-col gap-2 rounded-xl border border-line bg-surface px-4 py-3 text-sm shadow-card sm:px-5">
      {words} …
      <Progress label={words} share={share} />
    </div>
  );
}

function Summary({ found, all }: { found: Accuracy; all: Measured }) {
  const { t } = useTranslation();
  const format = useFormat();
  const gain = all.missed_by_naive > 0 ? 1 - all.missed / all.missed_by_naive : 0;
  const lean = all.sold > 0 ? all.bias / all.sold : 0;
  const percent = (share: number | null) => (share === null ? "–" : format.percent(share));
  const figures = [
    { label: t("forecast.summary.series"), value: format.quantity(found.series), note: found.not_better > 0 ? t("forecast.summary.notBetter", { count: found.not_better, n: format.quantity(found.not_better) }) : "" },
    { label: t("forecast.summary.missed"), value: all.sold > 0 ? format.percent(all.missed / all.sold) : "–", note: t("forecast.summary.ofSold") },
    {
      label: t("forecast.summary.naive"),
      value: all.sold > 0 ? format.percent(all.missed_by_naive / all.sold) : "–",
      note: t(gain >= 0 ? "forecast.summary.better" : "forecast.summary.worse", { n: format.percent(Math.abs(gain)) }),
    },
    {
      label: t("forecast.summary.bias"),
      value: Math.abs(lean) < 0.005 ? t("forecast.summary.even") : t(lean > 0 ? "forecast.summary.over" : "forecast.summary.under", { n: format.percent(Math.abs(lean)) }),
      note: t("forecast.summary.ofSold"),
    },
    { label: t("forecast.summary.fifty"), value: percent(all.inside_50), note: "" },
    { label: t("forecast.summary.ninety"), value: percent(all.inside_90), note: "" },
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line shadow-card lg:grid-cols-3 2xl:grid-cols-6">
      {figures.map(({ label, value, note }) => (
        <div key={label} className="bg-surface px-4 py-3">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="tnum text-lg font-semibold">{value}</dd>
          {note !== "" && <dd className="text-xs text-muted">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Figures({ of }: { of: Measured }) {
  const format = useFormat();
  const percent = (share: number | null) => (share === null ? "–" : format.percent(share));
  return (
    <>
      <Td end>{roundish(format, of.sold)}</Td>
      <Td end>{roundish(format, of.missed)}</Td>
      <Td end>{roundish(format, of.missed_by_naive)}</Td>
      <Td end>{roundish(format, of.bias)}</Td>
      <Td end>{percent(of.inside_50)}</Td>
      <Td end>{percent(of.inside_90)}</Td>
    </>
  );
}

function FigureHeads() {
  const { t } = useTranslation();
  return (
    <>
      {(["sold", "missed", "naive", "bias", "fifty", "ninety"] as const).map((name) => (
        <Th key={name} end>
          {t(`forecast.column.${name}`)}
        </Th>
      ))}
    </>
  );
}

function Classes({ found }: { found: Accuracy }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = CLASSES.flatMap((name) => found.classes.filter((each) => each.demand_class === name));
  return (
    <Card flush title={t("forecast.classes")} note={t("forecast.classesNote")}>
      <Table label={t("forecast.classes")}>
        <thead>
          <tr>
            <Th>{t("forecast.column.class")}</Th>
            <Th end>{t("forecast.column.series")}</Th>
            <FigureHeads />
            <Th end>{t("forecast.column.cost")}</Th>
          </tr>
        </thead>
        <tbody className="tnum">
          {rows.map((each) => (
            <tr key={each.demand_class}>
              <Td className="whitespace-nowrap">{t(`forecast.class.${each.demand_class}`)}</Td>
              <Td end>{format.quantity(each.series)}</Td>
              <Figures of={each} />
              <Td end className="whitespace-nowrap">
                {format.wholeMoney(each.value)}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Horizons({ found }: { found: Accuracy }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card flush title={t("forecast.horizons")} note={t("forecast.horizonsNote")}>
      <Table label={t("forecast.horizons")}>
        <thead>
          <tr>
            <Th>{t("forecast.column.ahead")}</Th>
            <Th end>{t("forecast.column.weeks")}</Th>
            <FigureHeads />
          </tr>
        </thead>
        <tbody className="tnum">
          {found.horizons?.map((each) => (
            <tr key={each.weeks_ahead}>
              <Td>{format.quantity(each.weeks_ahead)}</Td>
              <Td end>{format.quantity(each.held)}</Td>
              <Figures of={each} />
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Missed() {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<DemandClass | null>(null);
  const missed = useMissed(chosen);
  const rows = missed.data?.pages.flatMap((page) => page.items);
  return (
    <Card
      flush
      title={t("forecast.items")}
      note={t("forecast.itemsNote")}
      actions={
        <Select small aria-label={t("forecast.classFilter")} className="w-44 max-sm:w-full" value={chosen ?? ""} onChange={(event) => setChosen(CLASSES.find((each) => each === event.target.value) ?? null)}>
          <option value="">{t("forecast.allClasses")}</option>
          {CLASSES.map((each) => (
            <option key={each} value={each}>
              {t(`forecast.class.${each}`)}
            </option>
          ))}
        </Select>
      }
    >
      {missed.error && !rows && (
        <div className="p-4">
          <QueryError title={t("forecast.errorTitle")} error={missed.error} onRetry={() => void missed.refetch()} />
        </div>
      )}
      {!rows && !missed.error && <Skeleton className="m-4 h-48" />}
      {rows && rows.length === 0 && <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("forecast.itemsEmpty")}</p>}
      <ul aria-label={t("forecast.items")}>
        {rows?.map((row) => (
          <MissedRow key={`${row.inventory_item_id} ${row.location_id}`} row={row} />
        ))}
      </ul>
      {missed.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={missed.isFetchingNextPage} onClick={() => void missed.fetchNextPage()}>
            {missed.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function MissedRow({ row }: { row: MissedItem }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="flex items-start justify-between gap-3 px-4 py-2.5 hover:bg-hover sm:px-5">
        <span className="min-w-0">
          <span className="block text-sm font-medium break-words">{[row.title, row.variant_title].filter(Boolean).join(" · ")}</span>
          <span className="block text-xs break-words text-muted">
            <span className="font-mono">{row.sku}</span> · {row.location_name} · {t(`forecast.class.${row.demand_class}`)}
          </span>
        </span>
        <span className="tnum shrink-0 text-right text-sm">
          <span className="block font-medium">
            <MoneyText value={row.value} missing={t("forecast.noCost")} />
          </span>
          <span className="block text-xs text-muted">{t("forecast.offBy", { n: roundish(format, row.missed), sold: roundish(format, row.sold) })}</span>
        </span>
      </Link>
    </li>
  );
}
