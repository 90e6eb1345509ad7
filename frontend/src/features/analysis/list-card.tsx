import { ArrowLeft, ListX } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useSaveTable } from "@/api/save-file";
import type { Analysis, AnalysisLevel } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { FileButtons } from "@/ui/file-buttons";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { COLUMNS } from "./columns";
import { type AboutList, ListRuleDialog } from "./list-rule-dialog";
import { useLevels, useRuleList } from "./queries";
import type { ListPart, Narrowed } from "./question";

export interface ListCardProps {
  found: Analysis;
  of: Narrowed;
  part: ListPart;
  onBack: () => void;
}

/** The lines behind a figure, the greatest amount first, as they can be saved, and what can be done with all of them. */
export function ListCard({ found, of, part, onBack }: ListCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const levels = useLevels(part, of, found.run_id);
  const save = useSaveTable();
  const rows = levels.data?.pages.flatMap((page) => page.items) ?? [];
  const title = useTitle()(part);
  const head = headOf(found, part);
  const many = t(part.name === "class" && found.per === "item" ? "analysis.items" : "analysis.levels", { count: head.levels, n: format.quantity(head.levels) });
  const money = format.wholeMoney({ amount: head.money, currency: found.currency });
  const { name, ...which } = part;
  const query = Object.entries({ ...of, ...which }).filter((each): each is [string, string] => each[1] !== undefined);
  return (
    <Card
      flush
      title={title}
      note={t("analysis.count", { levels: many, money })}
      actions={
        <Button small icon={<ArrowLeft aria-hidden className="size-3.5" />} onClick={onBack}>
          {t("analysis.back")}
        </Button>
      }
    >
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 pb-3 sm:px-5">
        <Acts found={found} of={of} part={part} many={many} count={head.levels} />
        <FileButtons label={t("analysis.file")} busy={save.isPending} error={save.error} onSave={(wanted) => save.mutate({ address: `/api/v1/analysis/lists/${name}/file`, query, format: wanted })} />
      </div>
      {levels.error && <QueryError title={t("analysis.errorTitle")} error={levels.error} onRetry={() => void levels.refetch()} />}
      {levels.isPending && <Skeleton className="m-4 h-40" />}
      {levels.data && rows.length === 0 && <EmptyState icon={<ListX className="size-5" />} title={t("analysis.empty")} body={t("analysis.emptyBody")} />}
      {rows.length > 0 && <Rows part={part} rows={rows} label={title} />}
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

function Rows({ part, rows, label }: { part: ListPart; rows: readonly AnalysisLevel[]; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns = COLUMNS[part.name];
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{t("analysis.column.item")}</Th>
          {columns.map(({ name, wide }) => (
            <Th key={name} end className={wide ? "hidden md:table-cell" : ""}>
              {t(`analysis.column.${name}`)}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.inventory_item_id} ${row.location_id ?? ""}`} className="hover:bg-hover">
            <Td className="min-w-36">
              <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="font-medium break-words hover:underline">
                {[row.title, row.variant_title].filter(Boolean).join(" · ") || row.sku || row.inventory_item_id}
              </Link>
              <span className="block text-xs break-words text-muted">{[row.sku, row.location_name, row.vendor].filter(Boolean).join(" · ")}</span>
            </Td>
            {columns.map(({ name, read, wide, strong }) => (
              <Td key={name} end className={`tnum ${wide ? "hidden md:table-cell" : ""} ${strong ? "font-medium" : ""}`}>
                {read(row, format, t)}
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface ActsProps {
  found: Analysis;
  of: Narrowed;
  part: ListPart;
  many: string;
  count: number;
}

/** So many rules are of one change at most; see the server's ITEMS_MAX. */
const RULES_MOST = 2_000;

/** What a list is for: a rule of all its lines, or where the next step is. */
function Acts({ found, of, part, many, count }: ActsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asking, setAsking] = useState<"stop" | "rule" | null>(null);
  if (count === 0 || found.run_id === null) return <span />;
  const stops = part.name === "dead" || part.name === "excess";
  const isTooMany = count > RULES_MOST;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {stops ? (
        <Button small look="primary" disabled={isTooMany} onClick={() => setAsking("stop")}>
          {t("analysis.act.stop")}
        </Button>
      ) : (
        <Button small look="primary" disabled={isTooMany} onClick={() => setAsking("rule")}>
          {t(part.name === "lost" ? "analysis.act.service" : "analysis.act.rule")}
        </Button>
      )}
      {part.name === "excess" && (
        <Link to="/replenish?view=move" className={buttonClasses("plain", true)}>
          {t("analysis.act.moves")}
        </Link>
      )}
      {(part.name === "lost" || part.name === "cover") && (
        <Link to="/replenish?view=buy" className={buttonClasses("plain", true)}>
          {t("analysis.act.buys")}
        </Link>
      )}
      {isTooMany && <span className="text-xs text-muted">{t("analysis.rule.most", { n: format.quantity(RULES_MOST) })}</span>}
      {asking === "stop" && <Stop run={found.run_id} of={of} part={part} many={many} onClose={() => setAsking(null)} />}
      {asking === "rule" && <ListRuleDialog run={found.run_id} of={of} part={part} many={many} onClose={() => setAsking(null)} />}
    </div>
  );
}

function Stop({ run, of, part, many, onClose }: AboutList) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const rule = useRuleList(part, of);
  const done = ({ changed }: { changed: number }) => {
    showSuccess(t("analysis.rule.done", { count: changed, n: format.quantity(changed) }));
    onClose();
  };
  return (
    <Confirm
      open
      title={t("analysis.stop.title")}
      body={t("analysis.stop.body", { levels: many })}
      confirm={t("analysis.stop.confirm")}
      cancel={t("common.cancel")}
      busy={rule.isPending}
      error={rule.error && <QueryError title={t("analysis.rule.failed")} error={rule.error} />}
      onConfirm={() => rule.mutate({ run_id: run, fields: { is_ordered: false } }, { onSuccess: done })}
      onCancel={onClose}
    />
  );
}

function useTitle() {
  const { t } = useTranslation();
  return (part: ListPart): string => {
    if (part.name === "class") return part.abc === "none" ? t("analysis.list.noClass") : t("analysis.list.class", { which: `${part.abc ?? ""}${part.xyz ?? ""}` });
    if (part.name === "cover") return t("analysis.list.cover", { bucket: t(`analysis.bucket.${part.bucket ?? "out"}`) });
    return t(`analysis.list.${part.name}`);
  };
}

/** What the figure said that the list was opened from. */
function headOf(found: Analysis, part: ListPart): { levels: number; money: string } {
  if (part.name === "class") {
    const cells = found.cells.filter(({ abc, xyz }) => abc === part.abc && (part.xyz === undefined || xyz === part.xyz));
    return { levels: cells.reduce((sum, cell) => sum + cell.items, 0), money: String(cells.reduce((sum, cell) => sum + Number(cell.revenue.amount), 0)) };
  }
  if (part.name === "cover") {
    const bucket = found.cover.find((each) => each.bucket === part.bucket);
    return { levels: bucket?.levels ?? 0, money: bucket?.held.amount ?? "0" };
  }
  const figure = found[part.name];
  return { levels: figure?.levels ?? 0, money: figure?.money.amount ?? "0" };
}
