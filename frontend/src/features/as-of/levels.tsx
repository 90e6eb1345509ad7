import { PackageSearch } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { AsOfQuestion, LevelAsOf } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Quantity } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { useLevelsAsOf } from "./queries";

/** Levels with what they held, page by page; each opens its item at the same moment. */
export function Levels({ question, children }: { question: AsOfQuestion; children: ReactNode }) {
  const { t } = useTranslation();
  const levels = useLevelsAsOf(question);
  const rows = levels.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card flush title={t("asOf.table")}>
      {children}
      {levels.error && !levels.data && (
        <div className="p-4">
          <QueryError title={t("asOf.error")} error={levels.error} onRetry={() => void levels.refetch()} />
        </div>
      )}
      {!levels.data && !levels.error && (
        <div className="p-4">
          <Skeleton className="h-40" />
        </div>
      )}
      {levels.data && rows.length === 0 && <EmptyState icon={<PackageSearch className="size-5" />} title={t("asOf.empty")} />}
      <ul aria-label={t("asOf.table")} aria-busy={levels.isFetching} className={rows.length > 0 ? "border-t border-line" : ""}>
        {rows.map((level) => (
          <Row key={`${level.inventory_item_id} ${level.location_id}`} level={level} asOf={question.as_of} />
        ))}
      </ul>
      {levels.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={levels.isFetchingNextPage} onClick={() => void levels.fetchNextPage()}>
            {levels.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Row({ level, asOf }: { level: LevelAsOf; asOf: string }) {
  const { t } = useTranslation();
  const { quantities } = level;
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0 sm:px-5">
      <span className="min-w-0 flex-1 basis-48">
        <Link
          to={`/inventory/${gidTail(level.inventory_item_id)}?as_of=${encodeURIComponent(asOf)}`}
          className="font-medium break-words underline-offset-4 hover:underline"
        >
          {[level.title, level.variant_title].filter(Boolean).join(" · ") || level.sku}
        </Link>
        <span className="block text-xs text-muted">{[level.sku, level.location_name].filter(Boolean).join(" · ")}</span>
      </span>
      {quantities === null ? (
        <span className="text-muted">{t("asOf.notKnown")}</span>
      ) : (
        <dl className="flex gap-x-6 text-right">
          {(["available", "on_hand", "incoming"] as const).map((name) => (
            <div key={name} className="w-18">
              <dt className="text-xs text-muted">{t(`quantity.${name}`)}</dt>
              <dd>
                <Quantity value={quantities[name]} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
