import { FileQuestion } from "lucide-react";
import { Link, useParams } from "react-router";
import { ApiProblem } from "@/api/problem";
import type { Transfer } from "@/api/types";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, EmptyState, Progress, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/transfers";
import { Actions } from "./actions";
import { LinesCard } from "./lines-card";
import { Route, TransferBadges, nameOfTransfer } from "./marks";
import { useTransfer } from "./queries";
import { ShipmentsCard } from "./shipments-card";
import { TimelineCard } from "./timeline-card";
import { TroubleBanner } from "./trouble";

/** One transfer: where it is, what of it is where, and what can be done with it now. */
export function TransferPage() {
  const { t } = useTranslation();
  const id = useParams()["transferId"] ?? "";
  const transfer = useTransfer(id);
  if (transfer.error instanceof ApiProblem && transfer.error.status === 404) {
    return (
      <Page title={t("transfers.title")}>
        <Card>
          <EmptyState icon={<FileQuestion className="size-5" />} title={t("transfers.missing")} body={t("transfers.missingBody")} />
        </Card>
      </Page>
    );
  }
  if (transfer.error && !transfer.data) {
    return <QueryError title={t("transfers.errorTitle")} error={transfer.error} onRetry={() => void transfer.refetch()} />;
  }
  if (!transfer.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <Shown key={transfer.data.key} transfer={transfer.data} />;
}

function Shown({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const name = nameOfTransfer(transfer, t("transfers.unnamed"));
  return (
    <Page
      title={name}
      back={{ to: "/transfers", label: t("transfers.back") }}
      marks={<TransferBadges transfer={transfer} />}
      subtitle={<Route transfer={transfer} />}
      actions={<Actions transfer={transfer} />}
    >
      <Going transfer={transfer} />
      {transfer.trouble && <TroubleBanner transfer={transfer} trouble={transfer.trouble} />}
      {!transfer.is_whole && <Banner tone="warn" title={t("transfers.partial")} body={t("transfers.partialBody")} />}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <LinesCard transfer={transfer} />
          <ShipmentsCard transfer={transfer} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Facts transfer={transfer} />
          <TimelineCard id={transfer.id} />
        </div>
      </div>
    </Page>
  );
}

/** What is on its way to Shopify just now, step by step. */
function Going({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const now = transfer.steps.find(({ state }) => state === "waiting" || state === "sending");
  if (!now) return null;
  const isSlow = now.attempts > 1;
  return (
    <div role="status" className="flex flex-col gap-2 rounded-xl bg-info-soft p-4 text-sm text-info-text">
      <p className="font-semibold">{t(`transfers.step.${now.kind}`)}</p>
      <Progress label={t(`transfers.step.${now.kind}`)} share={null} />
      {isSlow && <p>{t("transfers.waiting")}</p>}
    </div>
  );
}

function Facts({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const by = actorWords({ actor: transfer.actor, cause: "transfer" }) ?? t("transfers.inShopify");
  return (
    <Card>
      <p className="text-sm">
        <When at={transfer.created_at} /> · {transfer.actor === null ? by : t("transfers.by", { actor: by })}
      </p>
      {transfer.reference && (
        <p className="mt-2 text-sm break-words">
          <span className="text-muted">{t("transfers.reference")}</span> {transfer.reference}
        </p>
      )}
      {transfer.note && (
        <p className="mt-2 text-sm break-words whitespace-pre-line">
          <span className="text-muted">{t("transfers.note")}</span> {transfer.note}
        </p>
      )}
      {transfer.undoes && (
        <p className="mt-2 text-sm">
          {t("transfers.undoes")} <Other transfer={transfer.undoes} />
        </p>
      )}
      {transfer.undone_by.map((other) => (
        <p key={other.id} className="mt-2 text-sm">
          {t("transfers.undoneBy")} <Other transfer={other} />
        </p>
      ))}
    </Card>
  );
}

function Other({ transfer }: { transfer: { id: string; name: string } }) {
  const { t } = useTranslation();
  return (
    <Link to={`/transfers/${transfer.id}`} className="font-medium text-brand-text underline underline-offset-4">
      {nameOfTransfer(transfer, t("transfers.unnamed"))}
    </Link>
  );
}
