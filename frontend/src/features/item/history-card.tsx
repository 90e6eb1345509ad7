import { useState } from "react";
import type { ItemDetail } from "@/api/types";
import { QUANTITY_NAMES, type QuantityName } from "@/lib/quantity-names";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { StepChart } from "@/ui/chart/step-chart";
import { balanceAt } from "@/ui/chart/timeline";
import { Quantity } from "@/ui/display";
import { Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { useHistory } from "./queries";

const PERIODS = [30, 90, 365, 730] as const;

export interface HistoryCardProps {
  item: ItemDetail;
  moment: string | null;
  onMoment: (moment: string | null) => void;
}

export function HistoryCard({ item, moment, onMoment }: HistoryCardProps) {
  const { t } = useTranslation();
  const [name, setName] = useState<QuantityName>("available");
  const [locationId, setLocationId] = useState<string | null>(null);
  const [days, setDays] = useState<number>(90);
  const history = useHistory(item.inventory_item_id, { name, locationId, days });
  const level = item.levels.find((each) => each.location_id === locationId);
  const current = (level?.quantities ?? item.quantities)[name];
  return (
    <Card
      title={t("item.history")}
      note={t("itemPage.historyNote")}
      actions={
        <div className="flex flex-wrap gap-2 max-sm:w-full">
          <Select
            small
            aria-label={t("item.quantityName")}
            className="w-36 max-sm:flex-1"
            value={name}
            onChange={(event) => setName(QUANTITY_NAMES.find((each) => each === event.target.value) ?? "available")}
          >
            {QUANTITY_NAMES.map((each) => (
              <option key={each} value={each}>
                {t(`quantity.${each}`)}
              </option>
            ))}
          </Select>
          <Select
            small
            aria-label={t("item.location")}
            className="w-40 max-sm:flex-1"
            value={locationId ?? ""}
            onChange={(event) => setLocationId(event.target.value || null)}
          >
            <option value="">{t("common.allLocations")}</option>
            {item.levels.map((each) => (
              <option key={each.location_id} value={each.location_id}>
                {each.location_name}
              </option>
            ))}
          </Select>
          <Select
            small
            aria-label={t("item.days")}
            className="w-32 max-sm:w-full"
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
          >
            {PERIODS.map((period) => (
              <option key={period} value={period}>
                {t("item.lastDays", { count: period })}
              </option>
            ))}
          </Select>
        </div>
      }
    >
      {history.error && !history.data ? (
        <QueryError title={t("item.historyError")} error={history.error} onRetry={() => void history.refetch()} />
      ) : history.data ? (
        <>
          <StepChart
            points={history.data.points}
            current={current}
            days={days}
            name={t(`quantity.${name}`)}
            faded={history.isPlaceholderData}
            moment={moment}
            onMoment={onMoment}
          />
          <Readout
            name={t(`quantity.${name}`)}
            balance={moment === null ? current : balanceAt(history.data.points, current, Date.parse(moment))}
            moment={moment}
            onNow={() => onMoment(null)}
          />
        </>
      ) : (
        <Skeleton className="h-64 w-full rounded-lg" />
      )}
    </Card>
  );
}

interface ReadoutProps {
  name: string;
  balance: number | null;
  moment: string | null;
  onNow: () => void;
}

/** The chosen moment in words beside the hand that chooses it; as high now as then, so that nothing moves. */
function Readout({ name, balance, moment, onNow }: ReadoutProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="mt-2 flex min-h-10 items-center gap-x-3 text-sm">
      <p className="flex flex-wrap gap-x-3">
        <span className="tnum text-muted">{moment === null ? t("itemPage.now") : format.dateTime(moment)}</span>
        <span className="whitespace-nowrap">
          {name} {balance === null ? t("itemPage.unrecorded") : <Quantity value={balance} strong />}
        </span>
      </p>
      {moment !== null && (
        <Button small className="max-sm:ml-auto" onClick={onNow}>
          {t("itemPage.backToNow")}
        </Button>
      )}
    </div>
  );
}
