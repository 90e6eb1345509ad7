import { useState } from "react";
import { Link } from "react-router";
import type { ChangeSet, ChangeSetLine } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { LineBadge, LineChange } from "./marks";
import { useLines } from "./queries";

const CHOICES = ["all", "confirmed", "failed"] as const;

/** The lines of a change, page by page, each with its state and Shopify's reason where it was refused. */
export function Lines({ change }: { change: ChangeSet }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<(typeof CHOICES)[number]>("all");
  const lines = useLines(change.id, shown === "all" ? null : shown);
  const rows = lines.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={t("changes.table")}
      flush
      actions={
        change.counts.failed > 0 && (
          <Segmented
            label={t("changes.which")}
            value={shown}
            options={CHOICES.map((value) => ({
              value,
              label: value === "all" ? t("changes.allLines") : t(`changes.lineState.${value}`),
            }))}
            onChange={setShown}
          />
        )
      }
    >
      {lines.error && !lines.data ? (
        <div className="p-4">
          <QueryError title={t("changes.linesError")} error={lines.error} onRetry={() => void lines.refetch()} />
        </div>
      ) : !lines.data ? (
        <div className="p-4" aria-busy="true">
          <Skeleton className="h-9" />
        </div>
      ) : (
        <ul aria-label={t("changes.table")} className="border-t border-line">
          {rows.length === 0 && <li className="px-4 py-3 text-sm text-muted sm:px-5">{t("changes.noLines")}</li>}
          {rows.map((line) => (
            <Line key={line.line} line={line} />
          ))}
        </ul>
      )}
      {lines.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
            {lines.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Line({ line }: { line: ChangeSetLine }) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0 sm:px-5">
      <span className="min-w-0 flex-1 basis-48">
        <Link to={`/inventory/${gidTail(line.inventory_item_id)}`} className="font-medium break-words underline-offset-4 hover:underline">
          {line.title || line.sku}
        </Link>
        <span className="block text-xs text-muted">
          {[line.sku, line.location_name].filter(Boolean).join(" · ")}
        </span>
        {line.error && <span className="block text-xs text-bad-text">{line.error.message}</span>}
      </span>
      <span className="tnum">
        <LineChange line={line} />
      </span>
      <span className="w-28 text-right">
        <LineBadge line={line} />
      </span>
    </li>
  );
}
