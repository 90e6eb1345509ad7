import { ArrowRight, Pencil } from "lucide-react";
import { Link } from "react-router";
import { useBinsOfItem } from "@/api/bins";
import { levelKey, useChangedLevels } from "@/api/live";
import { useItem, useLocations } from "@/api/shop";
import type { ItemDetail, Level } from "@/api/types";
import { useAdjustRequest } from "@/lib/adjust-request";
import { gidTail } from "@/lib/gid";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Pending } from "@/ui/stock/pending";
import { StateBadge } from "@/ui/stock/state-badge";
import { useTranslation } from "@/words";

/** What there is of an item: here in large, elsewhere in a line each. */
export function FoundItem({ itemId, locationId }: { itemId: string; locationId: string }) {
  const { t } = useTranslation();
  const item = useItem(itemId);
  if (item.error && !item.data) {
    return <QueryError title={t("lookup.errorTitle")} error={item.error} onRetry={() => void item.refetch()} />;
  }
  return item.data ? <Loaded item={item.data} locationId={locationId} /> : <Skeleton className="h-56 w-full rounded-xl" />;
}

function Loaded({ item, locationId }: { item: ItemDetail; locationId: string }) {
  const { t } = useTranslation();
  const { open } = useAdjustRequest();
  const here = item.levels.find((level) => level.location_id === locationId);
  const elsewhere = item.levels.filter((level) => level !== here);
  return (
    <Card>
      <p role="status" className="sr-only">
        {t("lookup.found", { title: item.title })}
      </p>
      <h2 className="text-lg font-semibold break-words">{item.title}</h2>
      <p className="text-sm text-muted">
        {item.variant_title !== "" && `${item.variant_title} · `}
        <span className="font-mono">{[item.sku || t("common.noSku"), item.barcode].filter(Boolean).join(" · ")}</span>
      </p>
      {here ? <Here level={here} /> : <NotHere locationId={locationId} />}
      <div className="mt-4 grid grid-cols-2 gap-2">
        {item.tracked && !item.is_deleted && (
          <Button
            look="primary"
            className="h-12"
            icon={<Pencil aria-hidden className="size-4" />}
            onClick={() => open({ itemId: item.inventory_item_id, locationId: here?.location_id ?? null })}
          >
            {t("common.adjust")}
          </Button>
        )}
        <Link to={`/inventory/${gidTail(item.inventory_item_id)}`} className={classes(buttonClasses(), "h-12")}>
          {t("lookup.open")}
          <ArrowRight aria-hidden className="size-4" />
        </Link>
      </div>
      {elsewhere.length > 0 && <Elsewhere levels={elsewhere} />}
    </Card>
  );
}

function Here({ level }: { level: Level }) {
  const { t } = useTranslation();
  const bin = useBinsOfItem(level.inventory_item_id).data?.get(level.location_id);
  const format = useFormat();
  const changed = useChangedLevels().has(levelKey(level));
  const others = QUANTITY_NAMES.filter(
    (name) => name === "on_hand" || (name !== "available" && level.quantities[name] !== 0),
  );
  return (
    <div className="mt-4 rounded-xl bg-sunken px-4 py-3">
      <p className="flex items-center justify-between gap-2 text-sm font-medium">
        <span className="min-w-0 break-words">
          {level.location_name}
          {bin !== undefined && <span className="font-normal text-muted"> · {t("lookup.bin", { bin })}</span>}
        </span>
        <StateBadge state={level.state} />
      </p>
      <p className={classes("flex items-baseline gap-2 rounded", changed && "just-changed")}>
        <span className="tnum text-4xl font-semibold">{format.quantity(level.quantities.available)}</span>
        <span className="text-sm text-muted">{t("quantity.available")}</span>
        <Pending units={level.pending} />
      </p>
      <p className="tnum text-sm text-muted">
        {others.map((name) => `${t(`quantity.${name}`)} ${format.quantity(level.quantities[name])}`).join(" · ")}
      </p>
    </div>
  );
}

function NotHere({ locationId }: { locationId: string }) {
  const { t } = useTranslation();
  const locations = useLocations();
  const name = locations.data?.items.find((each) => each.location_id === locationId)?.name ?? "";
  return <p className="mt-4 rounded-xl bg-sunken px-4 py-3 text-sm">{t("lookup.notHere", { location: name })}</p>;
}

function Elsewhere({ levels }: { levels: Level[] }) {
  const { t } = useTranslation();
  return (
    <>
      <h3 className="mt-5 mb-1 text-sm font-semibold">{t("lookup.elsewhere")}</h3>
      <ul>
        {levels.map((level) => (
          <li key={level.location_id} className="flex justify-between gap-3 border-t border-line py-2 text-sm">
            <span className="min-w-0 truncate">{level.location_name}</span>
            <Quantity value={level.quantities.available} strong />
          </li>
        ))}
      </ul>
    </>
  );
}
