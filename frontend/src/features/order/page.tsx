import { useQuery } from "@tanstack/react-query";
import { ExternalLink, ReceiptText } from "lucide-react";
import { Link, useParams } from "react-router";
import { take } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { paths } from "@/api/schema";
import { useApi } from "@/api/server-context";
import { useShop } from "@/api/shop";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { Badge } from "@/ui/badge";
import { buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Delta, When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { Cause } from "@/ui/stock/cause";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/order";

type Order = paths["/api/v1/orders/{order_id}"]["get"]["responses"][200]["content"]["application/json"];
type Step = Order["steps"][number];

function useOrder(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["orders", id],
    queryFn: ({ signal }) => take(api.GET("/api/v1/orders/{order_id}", { params: { path: { order_id: id } }, signal })),
  });
}

/** What an order did to stock, step by step. Of who bought, nothing is stored. */
export function OrderPage() {
  const { t } = useTranslation();
  const id = useParams()["orderId"] ?? "";
  const order = useOrder(id);
  if (order.data) return <Loaded order={order.data} />;
  const isMissing = order.error instanceof ApiProblem && order.error.status === 404;
  return (
    <Page title={t("order.title", { label: id })}>
      {isMissing ? (
        <EmptyState icon={<ReceiptText className="size-5" />} title={t("order.missing")} body={t("order.missingBody")} />
      ) : order.error ? (
        <QueryError title={t("order.failed")} error={order.error} onRetry={() => void order.refetch()} />
      ) : (
        <Skeleton className="h-72 w-full rounded-xl" />
      )}
    </Page>
  );
}

function Loaded({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { adminLink } = useHost();
  const domain = useShop().data?.domain;
  return (
    <Page
      title={t("order.title", { label: order.label })}
      subtitle={t("order.span", { first: format.dateTime(order.first_at), last: format.dateTime(order.last_at) })}
      actions={
        domain && (
          <a {...adminLink(domain, `orders/${gidTail(order.id)}`)} rel="noreferrer" className={buttonClasses()}>
            <ExternalLink aria-hidden className="size-4" />
            {t("order.openInShopify")}
          </a>
        )
      }
    >
      <Card title={t("order.together")} note={t("order.togetherNote")}>
        <Changes quantities={order.quantities} />
      </Card>
      <Card title={t("order.steps")} note={t("order.stepsNote")} flush>
        <ol aria-label={t("order.steps")} className="border-t border-line">
          {order.steps.map((step) => (
            <StepRow key={step.id} step={step} />
          ))}
        </ol>
        {order.steps_are_capped && (
          <p className="border-t border-line px-4 py-3 text-sm text-muted sm:px-5">{t("order.capped", { count: order.steps.length })}</p>
        )}
      </Card>
    </Page>
  );
}

function StepRow({ step }: { step: Step }) {
  const { t } = useTranslation();
  const actor = useActorWords()(step);
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 border-b border-line px-4 py-3 text-sm last:border-0 sm:px-5">
      <span className="min-w-0 flex-1 basis-64">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Cause cause={step.cause} />
          {step.entries.length === 0 && <Badge tone="warn">{t("order.untied")}</Badge>}
        </span>
        <Link
          to={`/inventory/${gidTail(step.inventory_item_id)}`}
          className="mt-1 block font-medium break-words underline-offset-4 hover:underline"
        >
          {step.title || step.sku || gidTail(step.inventory_item_id)}
        </Link>
        <span className="block text-xs text-muted">
          {[step.sku, step.location_name, actor].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="basis-44 text-xs text-muted">
        <When at={step.occurred_at} />
      </span>
      <span className="basis-56">
        <Changes quantities={step.quantities} />
      </span>
    </li>
  );
}

/** The quantities that changed, each by its name. */
function Changes({ quantities }: { quantities: Step["quantities"] }) {
  const { t } = useTranslation();
  const changed = QUANTITY_NAMES.filter((name) => quantities[name] !== 0);
  if (changed.length === 0) return <p className="text-sm text-muted">{t("order.nothing")}</p>;
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      {changed.map((name) => (
        <div key={name} className="flex items-baseline gap-1.5">
          <dt className="text-xs text-muted">{t(`quantity.${name}`)}</dt>
          <dd>
            <Delta value={quantities[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
