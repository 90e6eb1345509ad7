import { useState } from "react";
import { Link } from "react-router";
import { useLocations } from "@/api/shop";
import type { Location, Shop } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useChooseLocations } from "./queries";

export function LocationsCard({ viewer }: { viewer: Shop["viewer"] }) {
  const { t } = useTranslation();
  const { SaveBar, showSuccess } = useHost();
  const locations = useLocations();
  const choose = useChooseLocations();
  /** What was chosen and is not saved yet. */
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const items = locations.data?.items ?? [];
  const held = new Set(items.filter((each) => !each.is_left_out).map((each) => each.location_id));
  const shown = chosen ?? held;
  const mayChoose = viewer.permissions.includes("admin") && viewer.locations === null;
  const toggle = (id: string) => {
    const next = new Set(shown);
    if (!next.delete(id)) next.add(id);
    choose.reset();
    const isAsHeld = next.size === held.size && [...next].every((each) => held.has(each));
    setChosen(isAsHeld ? null : next);
  };
  const save = () =>
    choose.mutate([...shown], {
      onSuccess: () => {
        setChosen(null);
        showSuccess(t("settings.locationsSaved"));
      },
    });
  return (
    <Card title={t("settings.locations")} note={t("settings.locationsNote")} flush>
      {choose.error && (
        <div className="px-4 pb-3">
          <QueryError title={t("settings.locationsFailed")} error={choose.error} />
        </div>
      )}
      <SaveBar open={chosen !== null} busy={choose.isPending} onSave={save} onDiscard={() => setChosen(null)} />
      {locations.error && !locations.data ? (
        <div className="p-4">
          <QueryError title={t("settings.locationsError")} error={locations.error} onRetry={() => void locations.refetch()} />
        </div>
      ) : !locations.data ? (
        <div className="p-4">
          <Skeleton className="h-24" />
        </div>
      ) : (
        <LocationTable locations={locations.data.items} shown={shown} onToggle={mayChoose ? toggle : null} />
      )}
    </Card>
  );
}

interface LocationTableProps {
  locations: readonly Location[];
  shown: ReadonlySet<string>;
  /** Null for who may not choose. */
  onToggle: ((id: string) => void) | null;
}

function LocationTable({ locations, shown, onToggle }: LocationTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Table label={t("settings.locations")}>
      <thead>
        <tr>
          <Th>{t("settings.shown")}</Th>
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
              <input
                type="checkbox"
                aria-label={t("settings.show", { name: location.name })}
                className="size-4 accent-brand"
                checked={shown.has(location.location_id)}
                disabled={onToggle === null}
                onChange={() => onToggle?.(location.location_id)}
              />
            </Td>
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
