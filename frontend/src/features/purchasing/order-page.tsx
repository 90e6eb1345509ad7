import { FileQuestion } from "lucide-react";
import { Link, useParams } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useShop } from "@/api/shop";
import type { Order } from "@/api/types";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/files";
import "@/words/purchasing";
import "@/words/receiving";
import { Actions } from "./actions";
import { CommentsCard } from "./comments-card";
import { FilesCard } from "./files-card";
import { LinesCard } from "./lines-card";
import { MailsCard } from "./mails-card";
import { OrderBadge, useDay } from "./marks";
import { useOrder } from "./queries";
import { ReceiptsCard } from "./receipts-card";
import { TimelineCard } from "./timeline-card";

const HAS_RECEIPTS = new Set<Order["state"]>(["sent", "confirmed", "partly_received", "received", "closed"]);

/** One purchase order: how far it is, what is in it, and what can be done with it now. */
export function PurchaseOrderPage() {
  const { t } = useTranslation();
  const id = useParams()["orderId"] ?? "";
  const order = useOrder(id);
  if (order.error instanceof ApiProblem && [404, 422].includes(order.error.status)) {
    return (
      <Page title={t("buying.title")}>
        <Card>
          <EmptyState icon={<FileQuestion className="size-5" />} title={t("buying.missing")} body={t("buying.missingBody")} />
        </Card>
      </Page>
    );
  }
  if (order.error && !order.data) return <QueryError title={t("buying.errorTitle")} error={order.error} onRetry={() => void order.refetch()} />;
  if (!order.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <Shown key={order.data.id} order={order.data} />;
}

function Shown({ order }: { order: Order }) {
  const { t } = useTranslation();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  return (
    <Page
      title={order.name}
      back={{ to: "/purchase-orders", label: t("buying.back") }}
      marks={<OrderBadge state={order.state} />}
      subtitle={order.supplier_name}
      actions={<Actions order={order} />}
    >
      {order.state === "awaiting_approval" && (
        <Banner tone="warn" title={t("buying.page.waits")} body={mayBuy && order.mine.approve ? t("buying.page.waitsYou") : t("buying.page.waitsBody")} />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <LinesCard order={order} />
          {HAS_RECEIPTS.has(order.state) && <ReceiptsCard order={order} />}
          <FilesCard order={order} />
          <CommentsCard order={order} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <About order={order} />
          <Steps order={order} />
          {order.mails.length > 0 && <MailsCard mails={order.mails} />}
          <TimelineCard id={order.id} />
        </div>
      </div>
    </Page>
  );
}

function About({ order }: { order: Order }) {
  const { t } = useTranslation();
  const day = useDay();
  const rows: [string, string][] = [
    [t("buying.page.origin"), order.origin ?? ""],
    [t("buying.page.place"), order.location.name],
    [t("buying.page.expected"), order.expected_on ? day(order.expected_on) : ""],
    [t("buying.page.reference"), order.reference],
    [t("buying.page.terms"), order.terms],
    [t("buying.page.note"), order.note],
  ];
  return (
    <Card title={t("buying.page.about")}>
      <dl className="flex flex-col gap-3">
        <div>
          <dt className="text-xs text-muted">{t("buying.page.supplier")}</dt>
          <dd className="text-sm break-words">
            <Link to={`/suppliers/${order.supplier_id}`} className="underline-offset-4 hover:underline">
              {order.supplier_name}
            </Link>
          </dd>
        </div>
        {rows
          .filter(([, text]) => text !== "")
          .map(([label, text]) => (
            <div key={label} className="min-w-0">
              <dt className="text-xs text-muted">{label}</dt>
              <dd className="text-sm break-words whitespace-pre-line">{text}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}

/** Every state the order came into, when and by whom. */
function Steps({ order }: { order: Order }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  return (
    <Card title={t("buying.page.steps")}>
      {order.steps.length === 0 && order.origin !== null && <p className="text-sm text-muted">{t("buying.page.stepsElsewhere", { origin: order.origin })}</p>}
      <ol className="flex flex-col gap-2.5" aria-label={t("buying.page.steps")}>
        {order.steps.map((step) => (
          <li key={`${step.state} ${step.at}`} className="text-sm">
            <span className="block font-medium">{t(`buying.state.${step.state}`)}</span>
            <span className="block text-xs text-muted">
              <When at={step.at} /> · {actorWords({ actor: step.actor, cause: "receipt" })}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
