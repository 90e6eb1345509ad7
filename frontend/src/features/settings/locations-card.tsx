import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLocations } from "@/api/shop";
import type { Location } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";

export function LocationsCard() {
  const { t } = useTranslation();
  const locations = useLocations();
  return (
    <Card title={t("settings.locations")} note={t("settings.locationsNote")} flush>
      {locations.error && !locations.data ? (
        <div className="p-4">
          <QueryError title={t("settings.locationsError")} error={locations.error} onRetry={() => void locations.refetch()} />
        </div>
      ) : !locations.data ? (
        <div className="p-4">
          <Skeleton className="h-24" />
        </div>
      ) : (
        <LocationTable locations={locations.data.items} />
      )}
    </Card>
  );
}

function LocationTable({ locations }: { locations: readonly Location[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table label={t("settings.locations")}>
      <thead>
        <tr>
          <Th>{t("settings.location")}</Th>
          <Th>{t("settings.place")}</Th>
          <Th end>{t("settings.stocked")}</Th>
          <Th end>{t("settings.units")}</Th>
          <Th end>{t("settings.value")}</Th>
        </tr>
      </thead>
      <tbody className="[&_tr:last-child_td]:border-0">
        {locations.map((location) => (
          <tr key={location.location_id} className="hover:bg-hover">
            <Td>
              <span className="flex flex-wrap items-center gap-2">
                <Link
                  to={`/inventory?location=${gidTail(location.location_id)}`}
                  className="font-medium whitespace-nowrap underline-offset-4 hover:underline"
                >
                  {location.name}
                </Link>
                {!location.is_active && <Badge tone="warn">{t("settings.inactive")}</Badge>}
                {location.fulfills_online_orders && <Badge tone="brand">{t("settings.online")}</Badge>}
              </span>
            </Td>
            <Td className="whitespace-nowrap text-muted">
              {[location.city, location.country_code].filter(Boolean).join(", ") || t("common.none")}
            </Td>
            <Td end>{format.quantity(location.levels)}</Td>
            <Td end>
              <Quantity value={location.units_on_hand} />
            </Td>
            <Td end>
              <MoneyText value={location.value} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
