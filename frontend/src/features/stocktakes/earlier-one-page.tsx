import { FileQuestion } from "lucide-react";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ApiProblem } from "@/api/problem";
import type { PastLine } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Delta, Quantity, When } from "@/ui/display";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { Banner, EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";
import "@/words/stocktakes";
import { usePastLines, usePastStocktake } from "./past-queries";

/** One stocktake of another system: what was expected, and what was counted. */
export function EarlierOnePage() {
  const { t } = useTranslation();
  const id = useParams()["pastId"] ?? "";
  const found = usePastStocktake(id);
  const back = { to: "/stocktakes/earlier", label: t("stocktakes.earlier.title") };
  if (found.error instanceof ApiProblem && [404, 422].includes(found.error.status)) {
    return (
      <Page title={t("stocktakes.earlier.title")} back={back}>
        <Card>
          <EmptyState icon={<FileQuestion className="size-5" />} title={t("stocktakes.earlier.missing")} />
        </Card>
      </Page>
    );
  }
  if (found.error && !found.data) return <QueryError title={t("stocktakes.errorTitle")} error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton className="h-72 w-full rounded-xl" />;
  const { name, location_name: place, counted_at: at, source } = found.data;
  return (
    <Page
      title={name}
      back={back}
      subtitle={
        <>
          {place} · <When at={at} /> · {t("stocktakes.earlier.from", { source })}
        </>
      }
    >
      <Banner tone="info" title={t("stocktakes.earlier.readOnly")} body={t("stocktakes.earlier.readOnlyBody")} />
      <Lines id={id} />
    </Page>
  );
}

function Lines({ id }: { id: string }) {
  const { t } = useTranslation();
  const isWide = useWide();
  const [shown, setShown] = useState<"all" | "differing">("all");
  const found = usePastLines(id, shown === "differing");
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={t("stocktakes.earlier.counted")}
      actions={
        <Segmented
          label={t("stocktakes.earlier.which")}
          value={shown}
          options={(["all", "differing"] as const).map((value) => ({ value, label: t(`stocktakes.earlier.${value === "all" ? "all" : "different"}`) }))}
          onChange={setShown}
        />
      }
    >
      {found.error && <QueryError title={t("stocktakes.errorTitle")} error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("stocktakes.earlier.noLines")}</p>}
      {rows.length > 0 && (isWide ? <WideLines rows={rows} /> : <NarrowLines rows={rows} />)}
      {found.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

const keyOf = (row: PastLine, at: number) => `${at} ${row.sku}`;

function WideLines({ rows }: { rows: PastLine[] }) {
  const { t } = useTranslation();
  return (
    <Table label={t("stocktakes.earlier.counted")}>
      <thead>
        <tr>
          <Th>{t("stocktakes.earlier.item")}</Th>
          <Th end>{t("stocktakes.earlier.expected")}</Th>
          <Th end>{t("stocktakes.earlier.actual")}</Th>
          <Th end>{t("stocktakes.earlier.difference")}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          <tr key={keyOf(row, at)}>
            <Td>
              <Item row={row} />
            </Td>
            <Td end>{row.expected === null ? "–" : <Quantity value={row.expected} />}</Td>
            <Td end>
              <Quantity value={row.counted} strong />
            </Td>
            <Td end>{row.difference === null ? "–" : <Delta value={row.difference} />}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowLines({ rows }: { rows: PastLine[] }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("stocktakes.earlier.counted")}>
      {rows.map((row, at) => (
        <li key={keyOf(row, at)} className="flex items-start justify-between gap-3 border-t border-line px-4 py-2.5">
          <Item row={row} />
          <span className="tnum flex shrink-0 items-baseline gap-2 text-sm">
            {row.expected !== null && (
              <>
                <Quantity value={row.expected} /> <span aria-hidden>→</span>
              </>
            )}
            <Quantity value={row.counted} strong />
            {row.difference !== null && <Delta value={row.difference} />}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Item({ row }: { row: PastLine }) {
  const { t } = useTranslation();
  const title = row.title || row.sku || row.barcode;
  return (
    <span className="block min-w-0">
      {row.inventory_item_id === null ? (
        <span className="block text-sm break-words">{title}</span>
      ) : (
        <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="block text-sm break-words underline-offset-4 hover:underline">
          {title}
        </Link>
      )}
      <span className="block text-xs text-muted">
        <span className="font-mono">{row.sku || row.barcode}</span>
        {row.inventory_item_id === null && ` · ${t("stocktakes.earlier.gone")}`}
      </span>
    </span>
  );
}
