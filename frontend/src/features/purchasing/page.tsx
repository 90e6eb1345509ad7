import { Plus, ShoppingCart } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useLocations, useShop } from "@/api/shop";
import type { OrderState, OrderSummary } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Ago, MoneyText } from "@/ui/display";
import { Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/purchasing";
import { OrderBadge, useDay } from "./marks";
import { useChoosableSuppliers, useOrders } from "./queries";

const VIEWS = ["open", "drafts", "arriving", "ended", "all"] as const;
type View = (typeof VIEWS)[number];
const STATES: Record<View, OrderState[] | null> = {
  open: ["draft", "awaiting_approval", "approved", "sent", "confirmed", "partly_received"],
  drafts: ["draft", "awaiting_approval", "approved"],
  arriving: ["sent", "confirmed", "partly_received"],
  ended: ["received", "closed", "canceled"],
  all: null,
};

/** Every purchase order for a location where this person works. */
export function PurchaseOrdersPage() {
  const { t } = useTranslation();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const make = { label: t("buying.make"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: { to: "/purchase-orders/new" } };
  return (
    <Page
      title={t("buying.title")}
      subtitle={t("buying.subtitle")}
      commands={[{ label: t("buying.rules"), onPress: { to: "/purchase-orders/rules" } }, ...(mayBuy ? [make] : [])]}
    >
      <Orders mayBuy={mayBuy} />
    </Page>
  );
}

function Orders({ mayBuy }: { mayBuy: boolean }) {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((each) => each === parameters.get("view")) ?? "open";
  const supplier = parameters.get("supplier") ?? "";
  const place = parameters.get("place") ?? "";
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 250);
  const orders = useOrders({ states: STATES[view], supplier, place, search });
  const suppliers = useChoosableSuppliers().data?.items ?? [];
  const locations = useLocations().data?.items ?? [];
  const choose = (name: string, value: string) =>
    setParameters(
      (now) => {
        if (value) now.set(name, value);
        else now.delete(name);
        return now;
      },
      { flushSync: true },
    );
  const isNarrowed = supplier !== "" || place !== "" || search !== "" || view !== "open";
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <Segmented
          label={t("buying.views")}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(`buying.view.${value}`) }))}
          onChange={(next) => choose("view", next === "open" ? "" : next)}
        />
        <span className="grid w-full grid-cols-2 gap-2 sm:flex sm:w-auto sm:flex-1 sm:justify-end">
          <Input
            type="search"
            aria-label={t("buying.search")}
            placeholder={t("buying.search")}
            className="col-span-2 sm:max-w-56"
            maxLength={200}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Select aria-label={t("buying.supplier")} className="min-w-0 sm:w-44" value={supplier} onChange={(event) => choose("supplier", event.target.value)}>
            <option value="">{t("buying.anySupplier")}</option>
            {suppliers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Select aria-label={t("buying.place")} className="min-w-0 sm:w-44" value={place} onChange={(event) => choose("place", event.target.value)}>
            <option value="">{t("buying.anyPlace")}</option>
            {locations.map(({ location_id, name }) => (
              <option key={location_id} value={location_id}>
                {name}
              </option>
            ))}
          </Select>
        </span>
      </div>
      {orders.error && !orders.data ? (
        <QueryError title={t("buying.errorTitle")} error={orders.error} onRetry={() => void orders.refetch()} />
      ) : orders.data ? (
        <Card flush>
          <Rows rows={orders.data.pages.flatMap((page) => page.items)} isNarrowed={isNarrowed} mayBuy={mayBuy} />
          {orders.isFetchNextPageError && <QueryError title={t("buying.errorTitle")} error={orders.error} />}
          {orders.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
                {orders.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      ) : (
        <Skeleton className="h-64 w-full rounded-xl" />
      )}
    </>
  );
}

function Rows({ rows, isNarrowed, mayBuy }: { rows: OrderSummary[]; isNarrowed: boolean; mayBuy: boolean }) {
  const { t } = useTranslation();
  if (rows.length === 0) {
    const make = (
      <Link to="/purchase-orders/new" className={buttonClasses("primary")}>
        <Plus aria-hidden className="size-4" />
        {t("buying.make")}
      </Link>
    );
    return (
      <EmptyState
        icon={<ShoppingCart className="size-5" />}
        title={isNarrowed ? t("buying.emptyFound") : t("buying.empty")}
        body={isNarrowed ? t("buying.emptyFoundBody") : t("buying.emptyBody")}
        {...(mayBuy && !isNarrowed && { action: make })}
      />
    );
  }
  return (
    <ul aria-label={t("buying.list")}>
      {rows.map((order) => (
        <OrderRow key={order.id} order={order} />
      ))}
    </ul>
  );
}

function OrderRow({ order }: { order: OrderSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = useDay();
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/purchase-orders/${order.id}`} className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0">
          <span className="block text-sm font-medium break-words">
            {order.name} <span className="font-normal text-muted">· {order.supplier_name}</span>
          </span>
          <span className="block text-xs text-muted">
            {order.location.name} · {t("buying.lines", { count: order.line_count, n: format.quantity(order.line_count) })} ·{" "}
            {order.received > 0
              ? t("buying.receivedOf", { received: format.quantity(order.received), units: format.quantity(order.units) })
              : t("buying.units", { count: order.units, n: format.quantity(order.units) })}
            {order.expected_on && <> · {t("buying.expected", { day: day(order.expected_on) })}</>} · <Ago at={order.created_at} />
          </span>
        </span>
        <span className="flex items-center gap-3 text-sm">
          <MoneyText value={order.total} />
          <OrderBadge state={order.state} />
        </span>
      </Link>
    </li>
  );
}
