import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { StuckLine } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { newIntentKey } from "@/lib/intent-key";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Ago } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import { changeWords } from "@/words/changes";
import { LineChange } from "./marks";
import { usePutAside, useStuckLines, useTryAgain } from "./queries";

type Remedy = keyof typeof changeWords.changes.toDo;

function remedyFor(code: string | undefined): Remedy {
  return code !== undefined && code in changeWords.changes.toDo ? (code as Remedy) : "other";
}

/** Lines that Shopify refused: its reason, what to do about it, and two ways on. */
export function StuckLines() {
  const { t } = useTranslation();
  const stuck = useStuckLines();
  const [leaving, setLeaving] = useState<StuckLine | null>(null);
  const rows = stuck.data?.pages.flatMap((page) => page.items) ?? [];
  if (stuck.error && !stuck.data) {
    return <QueryError title={t("changes.stuckError")} error={stuck.error} onRetry={() => void stuck.refetch()} />;
  }
  if (!stuck.data) return <Skeleton className="h-40 w-full rounded-xl" />;
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState icon={<CircleCheck className="size-5" />} title={t("changes.stuckEmpty")} body={t("changes.stuckEmptyBody")} />
      </Card>
    );
  }
  return (
    <Card title={t("changes.stuckList")} note={t("changes.stuckNote")} flush>
      <ul aria-label={t("changes.stuckList")} className="divide-y divide-line">
        {rows.map((row) => (
          <Stuck key={`${row.change_set_id} ${row.line.line}`} row={row} onLeave={() => setLeaving(row)} />
        ))}
      </ul>
      {stuck.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={stuck.isFetchingNextPage} onClick={() => void stuck.fetchNextPage()}>
            {stuck.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
      {leaving && <PutAside row={leaving} onClose={() => setLeaving(null)} />}
    </Card>
  );
}

function Stuck({ row, onLeave }: { row: StuckLine; onLeave: () => void }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const { showSuccess } = useHost();
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const tryAgain = useTryAgain();
  const [key] = useState(newIntentKey);
  const { line } = row;
  return (
    <li className="flex flex-col gap-2 px-4 py-4 sm:px-5">
      <p className="flex flex-wrap items-baseline gap-x-3 text-sm">
        <Link to={`/inventory/${gidTail(line.inventory_item_id)}`} className="font-medium underline-offset-4 hover:underline">
          {line.title || line.sku}
        </Link>
        <span className="text-muted">{line.location_name}</span>
        <span>
          <LineChange line={line} />
        </span>
      </p>
      <p className="text-sm">
        <span className="font-medium text-bad-text">{line.error?.message}</span>{" "}
        {t(`changes.toDo.${remedyFor(line.error?.code)}`)}
      </p>
      <p className="text-xs text-muted">
        <Link to={`/changes/${row.change_set_id}`} className="underline underline-offset-4">
          {row.note || t(`changes.kind.${row.kind}`)}
        </Link>{" "}
        · <Ago at={row.failed_at} /> · {t("changes.by", { actor: actorWords({ actor: row.actor, cause: "adjustment" }) ?? "" })}
      </p>
      {mayWrite && (
        <div className="flex flex-wrap gap-2">
          <Button
            small
            disabled={tryAgain.isPending}
            onClick={() =>
              tryAgain.mutate(
                { changeSetId: row.change_set_id, line: line.line, key },
                { onSuccess: () => showSuccess(t("changes.triedAgain")) },
              )
            }
          >
            {t("changes.tryAgain")}
          </Button>
          <Button small look="quiet" onClick={onLeave}>
            {t("changes.putAside")}
          </Button>
        </div>
      )}
      {tryAgain.error && <QueryError title={t("changes.failed")} error={tryAgain.error} />}
    </li>
  );
}

function PutAside({ row, onClose }: { row: StuckLine; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const putAside = usePutAside();
  return (
    <Confirm
      open
      title={t("changes.putAsideTitle")}
      body={t("changes.putAsideBody")}
      confirm={t("changes.putAside")}
      cancel={t("common.cancel")}
      busy={putAside.isPending}
      error={putAside.error && <QueryError title={t("changes.failed")} error={putAside.error} />}
      onCancel={onClose}
      onConfirm={() =>
        putAside.mutate(
          { changeSetId: row.change_set_id, line: row.line.line },
          {
            onSuccess: () => {
              onClose();
              showSuccess(t("changes.putAsideDone"));
            },
          },
        )
      }
    />
  );
}
