import { ScrollText } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useSaveTable } from "@/api/save-file";
import type { ItemDetail, Movement } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Delta, Quantity, When } from "@/ui/display";
import { Feed, FeedRow } from "@/ui/feed";
import { FileButtons } from "@/ui/file-buttons";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { Cause, CauseMark } from "@/ui/stock/cause";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";
import "@/words/files";
import { MovementFilters, NO_FILTER, isReversed } from "./movement-filters";
import { queryOf, useMovements } from "./queries";

/** Recorded this much after it happened, a movement says so. */
const LATE_MS = 60_000;

export function Movements({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const wide = useWide();
  const [filter, setFilter] = useState(NO_FILTER);
  const reversed = isReversed(filter);
  const movements = useMovements(item.inventory_item_id, reversed ? NO_FILTER : filter);
  const save = useSaveTable();
  const rows = movements.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={t("item.movements")}
      note={t("item.movementsNote", { zone: format.timeZone })}
      actions={
        <div className="flex w-full flex-wrap items-center gap-2 sm:w-auto">
          <MovementFilters item={item} filter={filter} onChange={setFilter} />
          {!reversed && (
            <FileButtons
              label={t("files.movements")}
              busy={save.isPending}
              error={save.error}
              onSave={(kind) => save.mutate({ address: `/api/v1/items/${gidTail(item.inventory_item_id)}/movement-file`, query: Object.entries(queryOf(filter)), format: kind })}
            />
          )}
        </div>
      }
      flush
    >
      {reversed ? (
        <p role="alert" className="px-4 pb-4 text-sm font-medium text-bad-text sm:px-5">
          {t("itemPage.daysReversed")}
        </p>
      ) : movements.error && rows.length === 0 ? (
        <div className="p-4">
          <QueryError title={t("item.movementsError")} error={movements.error} onRetry={() => void movements.refetch()} />
        </div>
      ) : movements.isPending ? (
        <div className="flex flex-col gap-3 p-4" aria-busy="true">
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
        </div>
      ) : rows.length === 0 ? (
        <EmptyState icon={<ScrollText className="size-5" />} title={t("item.movementsEmpty")} />
      ) : (
        <div className={classes("transition-opacity", movements.isPlaceholderData && "opacity-50")}>
          {wide ? <MovementTable rows={rows} /> : <MovementFeed rows={rows} />}
        </div>
      )}
      {movements.isFetchNextPageError && (
        <div className="p-4">
          <QueryError title={t("item.movementsError")} error={movements.error} />
        </div>
      )}
      {movements.hasNextPage && !reversed && (
        <div className="flex justify-center p-3">
          <Button small disabled={movements.isFetchingNextPage} onClick={() => void movements.fetchNextPage()}>
            {movements.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** One entry may have several causes, each shown with its part of the change. */
function movementKey(row: Movement): string {
  return `${row.entry_id} ${row.cause} ${row.document?.id ?? ""}`;
}

function MovementTable({ rows }: { rows: readonly Movement[] }) {
  const { t } = useTranslation();
  return (
    <Table label={t("item.movements")}>
      <thead>
        <tr>
          <Th>{t("item.when")}</Th>
          <Th>{t("item.cause")}</Th>
          <Th>{t("item.location")}</Th>
          <Th>{t("item.name")}</Th>
          <Th end>{t("item.change")}</Th>
          <Th end>{t("item.balance")}</Th>
          <Th>{t("item.who")}</Th>
          <Th>{t("item.document")}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <MovementRow key={movementKey(row)} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function MovementFeed({ rows }: { rows: readonly Movement[] }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  return (
    <Feed label={t("item.movements")}>
      {rows.map((row) => (
        <FeedRow
          key={movementKey(row)}
          mark={<CauseMark cause={row.cause} />}
          title={t(`cause.${row.cause}`)}
          details={[
            <When key="when" at={row.effective_at} />,
            t(`quantity.${row.name}`),
            row.location_name,
            row.reason && t(`reason.${row.reason}`),
            actorWords(row),
            row.document && <DocumentLink key="document" document={row.document} />,
          ]}
          figure={<Delta value={row.delta} />}
          figureNote={
            <>
              {"→ "}
              <Quantity value={row.balance} />
            </>
          }
        />
      ))}
    </Feed>
  );
}

function MovementRow({ row }: { row: Movement }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const format = useFormat();
  const late = Date.parse(row.recorded_at) - Date.parse(row.effective_at) > LATE_MS;
  return (
    <tr className="hover:bg-hover">
      <Td>
        <When at={row.effective_at} />
        {late && (
          <span className="block text-xs text-muted">
            {t("item.recordedLater", { ago: format.dateTime(row.recorded_at) })}
          </span>
        )}
      </Td>
      <Td>
        <Cause cause={row.cause} />
        {row.reason !== null && <span className="block text-xs text-muted">{t(`reason.${row.reason}`)}</span>}
      </Td>
      <Td className="whitespace-nowrap">{row.location_name}</Td>
      <Td className="whitespace-nowrap">{t(`quantity.${row.name}`)}</Td>
      <Td end>
        <Delta value={row.delta} />
      </Td>
      <Td end>
        <Quantity value={row.balance} />
      </Td>
      <Td className="whitespace-nowrap text-muted">{actorWords(row) ?? t("common.none")}</Td>
      <Td className="whitespace-nowrap">
        <DocumentLink document={row.document} />
      </Td>
    </tr>
  );
}

function DocumentLink({ document }: { document: Movement["document"] }) {
  const { t } = useTranslation();
  if (!document) return <span className="text-muted">{t("common.none")}</span>;
  if (document.kind === "purchase_order") {
    return (
      <Link to={`/purchase-orders/${document.id}`} className="font-medium text-brand-text underline-offset-4 hover:underline">
        {document.label}
      </Link>
    );
  }
  if (document.kind === "order" && document.id) {
    return (
      <Link to={`/orders/${gidTail(document.id)}`} className="font-medium text-brand-text underline-offset-4 hover:underline">
        {document.label}
      </Link>
    );
  }
  // Only real web addresses become links, whatever a document's source wrote into them.
  if (!document.url || !/^https?:\/\//.test(document.url)) return document.label;
  return (
    <a
      href={document.url}
      target="_blank"
      rel="noreferrer"
      className="font-medium text-brand-text underline-offset-4 hover:underline"
    >
      {document.label}
    </a>
  );
}
