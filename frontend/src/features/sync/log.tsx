import { ArrowDownLeft, ArrowUpRight, ScrollText } from "lucide-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { SyncLogEntry } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Delta, When } from "@/ui/display";
import { Feed, FeedRow } from "@/ui/feed";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useSyncLog } from "./queries";

export function Log() {
  const { t } = useTranslation();
  const log = useSyncLog();
  const wide = useWide();
  const rows = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("sync.log")} note={t("sync.logNote")} flush>
      {log.error && rows.length === 0 ? (
        <div className="p-4">
          <QueryError title={t("sync.logError")} error={log.error} onRetry={() => void log.refetch()} />
        </div>
      ) : log.isPending ? (
        <div className="flex flex-col gap-3 p-4" aria-busy="true">
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
        </div>
      ) : rows.length === 0 ? (
        <EmptyState icon={<ScrollText className="size-5" />} title={t("sync.logEmpty")} />
      ) : wide ? (
        <LogTable rows={rows} />
      ) : (
        <LogFeed rows={rows} />
      )}
      {log.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button small disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {log.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function LogTable({ rows }: { rows: readonly SyncLogEntry[] }) {
  const { t } = useTranslation();
  return (
    <Table label={t("sync.log")}>
      <thead>
        <tr>
          <Th>{t("sync.when")}</Th>
          <Th>{t("sync.what")}</Th>
          <Th>{t("sync.item")}</Th>
          <Th>{t("sync.location")}</Th>
          <Th>{t("sync.changes")}</Th>
          <Th>{t("sync.result")}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <LogRow key={logKey(row, rows.length - index)} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

/** Two readings of one level may share a moment: the place in the log, from its old end, tells them apart. */
function logKey(row: SyncLogEntry, fromEnd: number): string {
  return `${row.at} ${row.inventory_item_id} ${row.location_id} ${fromEnd}`;
}

function LogFeed({ rows }: { rows: readonly SyncLogEntry[] }) {
  const { t } = useTranslation();
  return (
    <Feed label={t("sync.log")}>
      {rows.map((row, index) => (
        <FeedRow
          key={logKey(row, rows.length - index)}
          mark={<Direction direction={row.direction} />}
          title={<ItemLink row={row} />}
          details={[<When key="when" at={row.at} />, row.location_name, row.result, row.detail]}
          figure={<Changes row={row} />}
        />
      ))}
    </Feed>
  );
}

function Direction({ direction }: Pick<SyncLogEntry, "direction">) {
  const { t } = useTranslation();
  const Icon = direction === "seen" ? ArrowDownLeft : ArrowUpRight;
  return (
    <Badge tone={direction === "seen" ? "info" : "brand"}>
      <Icon aria-hidden className="size-3.5" />
      {t(`sync.${direction}`)}
    </Badge>
  );
}

function ItemLink({ row }: { row: SyncLogEntry }) {
  return (
    <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="font-mono text-xs underline-offset-4 hover:underline">
      {row.sku || gidTail(row.inventory_item_id)}
    </Link>
  );
}

function Changes({ row }: { row: SyncLogEntry }) {
  const { t } = useTranslation();
  return (
    <span className="flex flex-col gap-x-3 sm:flex-row sm:flex-wrap">
      {row.changes.map((change) => (
        <span key={change.name} className="whitespace-nowrap">
          <span className="text-muted">{quantityWord(change.name, t)}</span> <Delta value={change.delta} />
        </span>
      ))}
    </span>
  );
}

function LogRow({ row }: { row: SyncLogEntry }) {
  return (
    <tr className="hover:bg-hover">
      <Td className="text-muted">
        <When at={row.at} />
      </Td>
      <Td>
        <Direction direction={row.direction} />
      </Td>
      <Td className="whitespace-nowrap">
        <ItemLink row={row} />
      </Td>
      <Td className="whitespace-nowrap">{row.location_name}</Td>
      <Td>
        <Changes row={row} />
      </Td>
      <Td>
        {row.result}
        {row.detail !== null && <span className="block text-xs text-muted">{row.detail}</span>}
      </Td>
    </tr>
  );
}

function quantityWord(name: string, t: TFunction): string {
  const known = QUANTITY_NAMES.find((each) => each === name);
  return known ? t(`quantity.${known}`) : name;
}
