import { CalendarPlus, ChartSpline } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { Demand, DemandForecast, ItemDetail } from "@/api/types";
import { useNow } from "@/lib/clock";
import { gidTail } from "@/lib/gid";
import { roundish } from "@/lib/roundish";
import { Badge } from "@/ui/badge";
import { buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/forecast";
import { Cleaning } from "./cleaning";
import { FanChart } from "./fan-chart";
import { chartWeeks, noon } from "./figures";
import { Legend } from "./legend";
import { useDemand } from "./queries";
import { WeekTable } from "./week-table";

const AHEAD = [8, 13, 26] as const;
const ENOUGH_DAYS = 365;

/** What sold by week, what is expected, how sure that is, and what was cleaned on the way. */
export function DemandCard({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const [place, setPlace] = useState<string | null>(null);
  const [ahead, setAhead] = useState<number>(13);
  const id = item.inventory_item_id;
  const demand = useDemand(id, place);
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const found = demand.data;
  return (
    <Card
      title={t("forecast.demand.title")}
      actions={
        found && found.location_id !== null && (
          <div className="flex flex-wrap gap-2 max-sm:w-full">
            <Select small aria-label={t("forecast.demand.location")} className="w-44 max-sm:flex-1" value={found.location_id} onChange={(event) => setPlace(event.target.value)}>
              {found.places.map((each) => (
                <option key={each.location_id} value={each.location_id}>
                  {each.location_name}
                </option>
              ))}
            </Select>
            <Select small aria-label={t("forecast.demand.ahead")} className="w-36 max-sm:flex-1" value={ahead} onChange={(event) => setAhead(Number(event.target.value))}>
              {AHEAD.map((count) => (
                <option key={count} value={count}>
                  {t("forecast.demand.weeksAhead", { count })}
                </option>
              ))}
            </Select>
          </div>
        )
      }
    >
      {demand.error && !found ? (
        <QueryError title={t("forecast.demand.error")} error={demand.error} onRetry={() => void demand.refetch()} />
      ) : found ? (
        found.location_id === null ? (
          <EmptyState icon={<ChartSpline className="size-5" />} title={t("forecast.demand.empty")} body={t("forecast.demand.emptyBody")} />
        ) : (
          <>
            <Weeks demand={found} ahead={ahead} itemId={id} mayBuy={mayBuy} />
            <Cleaning itemId={id} locationId={found.location_id} mayBuy={mayBuy} />
          </>
        )
      ) : (
        <Skeleton className="h-96 w-full rounded-lg" />
      )}
    </Card>
  );
}

function Weeks({ demand, ahead, itemId, mayBuy }: { demand: Demand; ahead: number; itemId: string; mayBuy: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState<"with" | "without">("with");
  const { forecast, events, earlier } = demand;
  const changes = forecast !== null && forecast.planned.some((week, n) => week.mean !== forecast.base[n]?.mean);
  const mode = changes ? shown : "without";
  return (
    <>
      <Words demand={demand} />
      {forecast === null && (
        <p className="mb-3 rounded-lg bg-sunken px-3 py-2 text-sm">
          <span className="font-medium">{t("forecast.demand.noForecast")}.</span> {t("forecast.demand.noForecastBody")}
        </p>
      )}
      {changes && (
        <div className="mb-2">
          <Segmented
            label={t("forecast.demand.planned")}
            value={shown}
            options={(["with", "without"] as const).map((value) => ({ value, label: t(`forecast.demand.${value}`) }))}
            onChange={setShown}
          />
        </div>
      )}
      <FanChart demand={demand} ahead={ahead} mode={mode} />
      <Legend weeks={chartWeeks(demand, ahead, mode)} />
      {earlier && (
        <p className="mt-1 text-xs text-muted">
          <span aria-hidden className="mr-1.5 inline-block w-5 border-t-2 border-dashed border-brand align-middle" />
          {t(earlier.made_afterwards ? "forecast.demand.earlierAfter" : "forecast.demand.earlierShown", { day: format.day(noon(earlier.origin)) })}
        </p>
      )}
      <WeekTable demand={demand} ahead={ahead} mode={mode} />
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {events.map((event) => (
          <Link key={event.event_id} to={`/forecast/events?event=${event.event_id}`} className="hover:underline">
            <Badge tone="violet">
              {event.name} · {format.shortDay(noon(event.since))}–{format.shortDay(noon(event.until))}
            </Badge>
          </Link>
        ))}
        {mayBuy && (
          <Link to={`/forecast/events?new=${gidTail(itemId)}`} className={buttonClasses("plain", true)}>
            <CalendarPlus aria-hidden className="size-3.5" />
            {t("forecast.demand.addEvent")}
          </Link>
        )}
      </div>
    </>
  );
}

/** How sure the forecast is, in plain words. */
function Words({ demand }: { demand: Demand }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { forecast, days_known: days } = demand;
  const history = t(days < ENOUGH_DAYS ? "forecast.demand.historyShort" : "forecast.demand.history", { days: format.quantity(days) });
  if (forecast === null) return <p className="mb-2 text-sm text-muted">{history}</p>;
  const isNaive = !forecast.is_new && forecast.error !== null && !forecast.beats_naive;
  return (
    <div className="mb-3 flex max-w-3xl flex-col gap-0.5 text-sm">
      <p className={isNaive ? "font-medium text-warn-text" : ""}>{tested(forecast)}</p>
      <p className="text-muted">
        {t("forecast.demand.kind", { kind: t(`forecast.demand.kinds.${forecast.demand_class}`) })}. {history}
      </p>
      <p className="text-xs text-muted">{t("forecast.demand.madeBy", { method: forecast.method, ago: format.ago(forecast.made_at, now) })}</p>
    </div>
  );

  function tested({ is_new, error, naive_error, weeks_tested }: DemandForecast): string {
    if (is_new) return t("forecast.demand.likeness");
    if (error === null || naive_error === null) return t("forecast.demand.short");
    const words = isNaive ? "forecast.demand.notBetter" : "forecast.demand.plain";
    return t(words, { weeks: weeks_tested, error: roundish(format, error), naive: roundish(format, naive_error) });
  }
}
