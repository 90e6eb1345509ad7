import { FileQuestion, Undo2 } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useSaveTable } from "@/api/save-file";
import { useShop } from "@/api/shop";
import type { ChangeSet } from "@/api/types";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { FileButtons } from "@/ui/file-buttons";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/changes";
import "@/words/files";
import { Lines } from "./lines";
import { StateBadge, countLines } from "./marks";
import { useChange } from "./queries";
import { UndoDialog } from "./undo-dialog";

/** One change: who wanted it and why, how far it has come, its lines, and the way back. */
export function ChangePage() {
  const { t } = useTranslation();
  const id = useParams()["changeSetId"] ?? "";
  const change = useChange(id);
  if (change.error instanceof ApiProblem && [404, 422].includes(change.error.status)) {
    return (
      <Page title={t("changes.title")}>
        <Card>
          <EmptyState icon={<FileQuestion className="size-5" />} title={t("changes.missing")} />
        </Card>
      </Page>
    );
  }
  if (change.error && !change.data) {
    return <QueryError title={t("changes.errorTitle")} error={change.error} onRetry={() => void change.refetch()} />;
  }
  if (!change.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <Change key={id} change={change.data} />;
}

function Change({ change }: { change: ChangeSet }) {
  const { t } = useTranslation();
  const save = useSaveTable();
  const [undoing, setUndoing] = useState(false);
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const isSettled = change.counts.pending + change.counts.pushing === 0;
  // What an order has received is taken back on its page, or the order would not know.
  const orderPage = change.document?.kind === "purchase_order" ? `/purchase-orders/${change.document.id}` : null;
  const title = change.note || t(`changes.kind.${change.kind}`);
  return (
    <Page
      title={title}
      back={{ to: "/changes", label: t("changes.back") }}
      marks={<StateBadge state={change.state} />}
      actions={
        <>
          <FileButtons
            label={t("files.lines")}
            busy={save.isPending}
            error={save.error}
            onSave={(format) => save.mutate({ address: `/api/v1/change-sets/${change.id}/line-file`, format })}
          />
          {orderPage && (
            <Link to={orderPage} className={buttonClasses()}>
              {t("changes.toOrder")}
            </Link>
          )}
          {mayWrite && change.counts.confirmed > 0 && !orderPage && (
            <Button disabled={!isSettled} onClick={() => setUndoing(true)}>
              <Undo2 aria-hidden className="size-4" />
              {t("changes.undo")}
            </Button>
          )}
        </>
      }
    >
      <Facts change={change} />
      <Lines change={change} />
      {undoing && <UndoDialog change={change} onClose={() => setUndoing(false)} />}
    </Page>
  );
}

function Facts({ change }: { change: ChangeSet }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const format = useFormat();
  const total = countLines(change);
  const share = total === 0 ? 0 : (change.counts.confirmed / total) * 100;
  return (
    <Card>
      <p className="text-sm">
        {t(`changes.kind.${change.kind}`)} · {t(`reason.${change.reason}`)} · <When at={change.created_at} /> ·{" "}
        {t("changes.by", { actor: actorWords({ actor: change.actor, cause: "adjustment" }) ?? "" })}
      </p>
      <p className="mt-2 text-sm text-muted">
        {t("changes.progress", {
          confirmed: format.quantity(change.counts.confirmed),
          total: format.quantity(total),
        })}
      </p>
      <div
        role="progressbar"
        aria-label={t("changes.progress", { confirmed: change.counts.confirmed, total })}
        aria-valuenow={Math.round(share)}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div className="h-full rounded-full bg-brand" style={{ width: `${share}%` }} />
      </div>
      {change.undoes !== null && (
        <p className="mt-3 text-sm">
          {t("changes.undoes")}{" "}
          <Link to={`/changes/${change.undoes}`} className="font-medium text-brand-text underline underline-offset-4">
            {t("changes.undoesLink")}
          </Link>
        </p>
      )}
      {change.undone_by.map((by) => (
        <p key={by} className="mt-3 text-sm">
          {t("changes.takenBackBy")}{" "}
          <Link to={`/changes/${by}`} className="font-medium text-brand-text underline underline-offset-4">
            {t("changes.takenBackLink")}
          </Link>
        </p>
      ))}
    </Card>
  );
}
