import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { useShop } from "@/api/shop";
import type { ItemDetail, WhenToBuyAt } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { type Key, useTranslation } from "@/words";
import "@/words/policies";
import "@/words/replenish";

type FieldKey = Extract<Key, `policies.short.${string}`>;

/** Below what to order the item at each location and up to what, worked out as the page is opened. */
export function WhenToBuy({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const path = { inventory_item_id: item.inventory_item_id };
  const told = useQuery({
    queryKey: [...keys.suggestions, "of-item", item.inventory_item_id],
    queryFn: ({ signal }) => take(api.GET("/api/v1/items/{inventory_item_id}/when-to-buy", { params: { path }, signal })),
  });
  const places = told.data?.items ?? [];
  return (
    <Card
      title={t("replenish.card.title")}
      note={t("replenish.card.note")}
      flush
      actions={
        mayBuy && (
          <Link to={`/policies?items=${gidTail(item.inventory_item_id)}`} className={buttonClasses("plain", true)}>
            {t("replenish.card.edit")}
          </Link>
        )
      }
    >
      {told.error && (
        <div className="p-4">
          <QueryError title={t("replenish.errorTitle")} error={told.error} onRetry={() => void told.refetch()} />
        </div>
      )}
      {told.isPending && <Skeleton className="m-4 h-16" />}
      {told.data && places.length === 0 && <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("replenish.card.none")}</p>}
      <ul aria-label={t("replenish.card.title")}>
        {places.map((place) => (
          <Place key={place.location.location_id} at={place} />
        ))}
      </ul>
      {told.data && <RulesOf places={places} />}
    </Card>
  );
}

function Place({ at }: { at: WhenToBuyAt }) {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 1 });
  const cover = at.cover_now === null ? t("replenish.line.forever") : t("replenish.line.days", { count: Math.floor(at.cover_now), n: format.quantity(Math.floor(at.cover_now)) });
  const days = plain.format(at.lead_days);
  const lead = at.lead_deviation_days >= 0.5 ? t("replenish.card.leadOf", { days, deviation: plain.format(at.lead_deviation_days) }) : t("replenish.card.leadExact", { days });
  const facts = [
    { label: t("replenish.card.below"), value: `${format.quantity(at.reorder_point)} ${t("replenish.card.upTo")} ${format.quantity(at.order_up_to)}` },
    { label: t("replenish.card.cover"), value: cover },
    { label: t("replenish.card.lead"), value: lead },
    { label: t("replenish.card.review"), value: t("replenish.card.reviewOf", { n: at.review_days }) },
  ];
  return (
    <li className="border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
        {at.location.name}
        {!at.has_forecast && <Badge>{t("replenish.card.noForecast")}</Badge>}
        {!at.is_ordered && <Badge tone="warn">{t("replenish.card.never")}</Badge>}
        {at.suggested.map(({ id, kind, units }) => (
          <Badge key={id} tone="brand">
            {t(`replenish.card.${kind}`, { n: format.quantity(units) })}
          </Badge>
        ))}
      </p>
      {at.dismissal && <p className="text-xs break-words text-muted">{t("replenish.card.dismissed", { reason: at.dismissal.reason })}</p>}
      <dl className="mt-1.5 grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
        {facts.map(({ label, value }) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="tnum text-sm">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-1 text-xs text-muted">{t(`replenish.why.lead.${at.lead_from}`)}</p>
    </li>
  );
}

/** Which rule says what, over all locations; a field said alike everywhere stands once. */
function RulesOf({ places }: { places: WhenToBuyAt[] }) {
  const { t } = useTranslation();
  const said = places.flatMap((place) => place.said).map(({ field, applies_to: kind, name, location_name: place }) => {
    const whom = t(`replenish.why.whom.${kind}`, { name });
    return t("replenish.why.said", { field: t(`policies.short.${field}` as FieldKey), whom: place === "" ? whom : t("replenish.why.whomAt", { whom, place }) });
  });
  return (
    <div className="px-4 py-3 text-xs text-muted sm:px-5">
      <Link to="/policies" className="font-medium hover:underline">
        {t("replenish.card.rules")}
      </Link>
      {said.length === 0 ? <p>{t("replenish.card.standard")}</p> : <ul>{[...new Set(said)].map((each) => <li key={each}>{each}</li>)}</ul>}
    </div>
  );
}
