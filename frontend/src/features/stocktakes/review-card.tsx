import { PackageSearch } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useSaveTable } from "@/api/save-file";
import type { Stocktake, StocktakeLine } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Delta, MoneyText, Quantity } from "@/ui/display";
import { Input } from "@/ui/field";
import { FileButtons } from "@/ui/file-buttons";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";
import { type Show, useLines } from "./queries";

const SHOWS: readonly Show[] = ["all", "different", "not_counted", "unsure"];
const SHOWS_BLIND: readonly Show[] = ["all", "not_counted"];

/** Item by item what was counted, and how it differs from what was booked at that moment. */
export function Review({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const wide = useWide();
  const isHidden = stocktake.expected_is_hidden;
  const [chosen, setShow] = useState<Show>("all");
  const [text, setText] = useState("");
  const options = isHidden ? SHOWS_BLIND : SHOWS;
  const show = options.includes(chosen) ? chosen : "all";
  const save = useSaveTable();
  const lines = useLines(stocktake.id, show, useDebounced(text.trim(), 250));
  const rows = lines.data?.pages.flatMap((page) => page.items);
  return (
    <Card
      title={t("stocktakes.review.title")}
      note={isHidden ? t("stocktakes.review.noteHidden") : t("stocktakes.review.note")}
      actions={
        <FileButtons
          label={t("stocktakes.review.title")}
          busy={save.isPending}
          error={save.error}
          onSave={(format) => save.mutate({ address: `/api/v1/stocktakes/${stocktake.id}/line-file`, format })}
        />
      }
      flush
    >
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-5">
        <Segmented
          label={t("stocktakes.review.show")}
          value={show}
          options={options.map((value) => ({ value, label: t(`stocktakes.review.shown.${value}`) }))}
          onChange={setShow}
        />
        <Input
          type="search"
          aria-label={t("stocktakes.review.search")}
          placeholder={t("stocktakes.review.search")}
          className="sm:max-w-56"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {lines.error && <QueryError title={t("stocktakes.errorTitle")} error={lines.error} onRetry={() => void lines.refetch()} />}
      {!rows && !lines.error && <Skeleton className="mx-4 mb-4 h-40" />}
      {rows?.length === 0 && <EmptyState icon={<PackageSearch className="size-5" />} title={t("stocktakes.review.empty")} body={t("stocktakes.review.emptyBody")} />}
      {rows && rows.length > 0 && (wide ? <LineTable rows={rows} isHidden={isHidden} /> : <LineList rows={rows} isHidden={isHidden} />)}
      {lines.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
            {t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

interface LinesProps {
  rows: StocktakeLine[];
  isHidden: boolean;
}

function LineTable({ rows, isHidden }: LinesProps) {
  const { t } = useTranslation();
  return (
    <Table label={t("stocktakes.review.title")}>
      <thead>
        <tr>
          <Th>{t("stocktakes.review.item")}</Th>
          <Th end>{t("stocktakes.review.counted")}</Th>
          {!isHidden && (
            <>
              <Th end>{t("stocktakes.review.expected")}</Th>
              <Th end>{t("stocktakes.review.difference")}</Th>
              <Th end>{t("stocktakes.review.value")}</Th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((line) => (
          <tr key={line.inventory_item_id}>
            <Td>
              <ItemName line={line} />
            </Td>
            <Td end>
              <Counted line={line} />
            </Td>
            {!isHidden && (
              <>
                <Td end>
                  <Quantity value={line.expected ?? 0} />
                </Td>
                <Td end>{line.difference === null ? <span className="text-muted">{t("common.none")}</span> : <Delta value={line.difference} />}</Td>
                <Td end>
                  <MoneyText value={line.value} missing={line.difference ? t("stocktakes.review.noCost") : t("common.none")} />
                </Td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function LineList({ rows, isHidden }: LinesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul aria-label={t("stocktakes.review.title")} className="border-t border-line">
      {rows.map((line) => (
        <li key={line.inventory_item_id} className="flex justify-between gap-3 border-b border-line px-4 py-2.5 last:border-0">
          <ItemName line={line} />
          <span className="shrink-0 text-right text-sm">
            <Counted line={line} />
            {!isHidden && line.difference !== null && (
              <span className="block">
                <Delta value={line.difference} />
              </span>
            )}
            {!isHidden && (
              <span className="block text-xs text-muted">
                {t("stocktakes.review.expected")} {format.quantity(line.expected ?? 0)}
              </span>
            )}
            {!isHidden && line.value !== null && line.difference !== 0 && (
              <span className="block text-xs">
                <MoneyText value={line.value} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Counted({ line }: { line: StocktakeLine }) {
  const { t } = useTranslation();
  return line.counted === null ? <span className="text-xs text-muted">{t("stocktakes.review.notCounted")}</span> : <Quantity value={line.counted} strong />;
}

function ItemName({ line }: { line: StocktakeLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <span className="block min-w-0">
      <Link to={`/inventory/${gidTail(line.inventory_item_id)}`} className="text-sm font-medium break-words hover:underline">
        {[line.title, line.variant_title].filter(Boolean).join(" · ")}
      </Link>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
        <span className="font-mono">{[line.sku, line.bin].filter(Boolean).join(" · ")}</span>
        {line.last_at !== null && <span>{t("stocktakes.review.at", { moment: format.dateTime(line.last_at) })}</span>}
        {line.round > 1 && <Badge>{t("stocktakes.review.recountMark", { n: String(line.round - 1) })}</Badge>}
        {line.outcome === null && line.is_unsure && line.counted !== null && <Badge tone="warn">{t("stocktakes.review.unsure")}</Badge>}
        {line.outcome !== null && line.outcome !== "posted" && line.outcome !== "same" && <Badge tone="warn">{t(`stocktakes.review.outcome.${line.outcome}`)}</Badge>}
      </span>
    </span>
  );
}
