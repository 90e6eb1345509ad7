import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ItemDetail } from "@/api/types";
import { QUANTITY_NAMES, type QuantityName } from "@/lib/quantity-names";
import { Card } from "@/ui/card";
import { StepChart } from "@/ui/chart/step-chart";
import { Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useHistory } from "./queries";

const PERIODS = [30, 90, 365] as const;

export function HistoryCard({ item }: { item: ItemDetail }) {
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
        <StepChart
          points={history.data.points}
          current={current}
          days={days}
          name={t(`quantity.${name}`)}
          faded={history.isPlaceholderData}
        />
      ) : (
        <Skeleton className="h-64 w-full rounded-lg" />
      )}
    </Card>
  );
}
