import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ItemDetail } from "@/api/types";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/purchasing";

/** What of the item is still to come from suppliers: for which location, with which order, and when. */
export function OnOrder({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const told = useQuery({
    queryKey: [...keys.purchaseOrders, "of-item", item.inventory_item_id],
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/items/{inventory_item_id}/on-order", { params: { path: { inventory_item_id: item.inventory_item_id } }, signal })),
  });
  const { open = 0, places = [], orders = [] } = told.data ?? {};
  const note = open > 0 && [t("buying.onOrder.open", { count: open, n: format.quantity(open) }), ...(places.length > 1 ? places.map((at) => t("buying.onOrder.at", { n: format.quantity(at.open), place: at.location.name })) : [])].join(" · ");
  return (
    <Card title={t("buying.onOrder.title")} flush {...(note && { note })}>
      {told.error && (
        <div className="p-4">
          <QueryError title={t("buying.errorTitle")} error={told.error} onRetry={() => void told.refetch()} />
        </div>
      )}
      {told.isPending && <Skeleton className="m-4 h-9" />}
      {told.data && orders.length === 0 && (
        <p className="px-4 pb-4 text-sm text-muted sm:px-5">
          {t("buying.onOrder.none")}. {t("buying.onOrder.noneBody")}
        </p>
      )}
      {orders.length > 0 && (
        <ul aria-label={t("buying.onOrder.title")}>
          {orders.map((order) => (
            <li key={order.order_id} className="flex justify-between gap-3 border-b border-line px-4 py-3 last:border-0 sm:px-5">
              <span className="min-w-0 text-sm">
                <Link to={`/purchase-orders/${order.order_id}`} className="font-medium break-words hover:underline">
                  {order.name} · {order.supplier_name}
                </Link>
                <span className="block text-xs break-words text-muted">
                  {order.location.name} · {order.expected_on ? t("buying.expected", { day: format.day(`${order.expected_on}T12:00:00Z`) }) : t("buying.onOrder.noDay")}
                </span>
              </span>
              <span className="tnum text-sm font-medium">{format.quantity(order.open)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
