import { useState } from "react";
import { useServer } from "@/api/server-context";
import type { Import, ImportRow } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Delta, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/states";
import { saveAnswer } from "@/lib/save-file";
import { useTranslation } from "@/words";
import { useRows } from "./queries";

const SHOWN = ["change", "problem", "same"] as const;
const COUNT_OF = { change: "changes", problem: "problems", same: "same" } as const;

/** The rows of a file by what they would do, those with problems first where there are some. */
export function Rows({ file }: { file: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [shown, setShown] = useState<ImportRow["state"]>(file.counts.problems > 0 ? "problem" : "change");
  const rows = useRows(file.id, shown, file.checked_at);
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={t("imports.table")}
      actions={
        <div className="flex min-w-0 flex-wrap items-center gap-2">
          <Segmented
            label={t("imports.which")}
            value={shown}
            options={SHOWN.map((value) => ({
              value,
              label: `${t(`imports.${COUNT_OF[value]}`)} ${format.quantity(file.counts[COUNT_OF[value]])}`,
            }))}
            onChange={setShown}
          />
          {file.counts.problems > 0 && <ProblemFile file={file} />}
        </div>
      }
    >
      {rows.error && !rows.data && (
        <div className="p-4">
          <QueryError title={t("imports.rowsError")} error={rows.error} onRetry={() => void rows.refetch()} />
        </div>
      )}
      {!rows.data && !rows.error && (
        <div className="p-4" aria-busy="true">
          <Skeleton className="h-9" />
        </div>
      )}
      {rows.data && (
        <ul aria-label={t("imports.table")} className="border-t border-line">
          {items.length === 0 && <li className="px-4 py-3 text-sm text-muted sm:px-5">{t("imports.noRows")}</li>}
          {items.map((row) => (
            <Row key={`${row.line} ${row.location_name} ${row.quantity}`} row={row} />
          ))}
        </ul>
      )}
      {rows.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
            {rows.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function Row({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  const quantity = row.quantity ? t(`quantity.${row.quantity}` as "quantity.available") : null;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0 sm:px-5">
      <span className="tnum w-16 shrink-0 text-muted">
        {t("imports.row")} {row.line}
      </span>
      <span className="min-w-0 flex-1 basis-40">
        <span className="block font-medium break-words">{row.title ?? (row.label || row.document || "–")}</span>
        <span className="block text-xs text-muted">{[row.document !== row.label && row.document, row.sku, row.location_name, quantity ?? (row.setting === null ? null : t("imports.role.bin"))].filter(Boolean).join(" · ")}</span>
        {row.note && <span className="block text-xs">{row.note}</span>}
        {row.problems.map((problem) => (
          <span key={`${problem.column} ${problem.code}`} className="block text-xs text-bad-text">
            {problem.heading || t("imports.unnamed", { n: problem.column + 1 })}: {problem.message}
          </span>
        ))}
      </span>
      {row.before !== null && row.after !== null && row.delta !== null && (
        <span className="tnum flex items-baseline gap-2">
          <Quantity value={row.before} /> <span aria-hidden>→</span> <Quantity value={row.after} />
          <span className="w-16 text-right">
            <Delta value={row.delta} />
          </span>
        </span>
      )}
      {row.setting !== null && (
        <span className="min-w-0 break-words">
          <span className="text-muted">{row.setting_before || t("imports.noBin")}</span> <span aria-hidden>→</span>{" "}
          <span className="font-medium">{row.setting || t("imports.noBin")}</span>
        </span>
      )}
      {row.before === null && row.delta !== null && <Delta value={row.delta} />}
      {row.fields.length > 0 && <Fields row={row} />}
    </li>
  );
}

/** What a row of records says, and what it would say otherwise than now. */
function Fields({ row }: { row: ImportRow }) {
  const { t } = useTranslation();
  return (
    <dl className="flex min-w-0 basis-full flex-wrap gap-x-4 gap-y-0.5 text-xs sm:pl-20">
      {row.fields.map(({ role, value, before }) => (
        <div key={role} className="flex min-w-0 gap-1.5">
          <dt className="text-muted">{t(`imports.role.${role}` as "imports.role.sku")}</dt>
          <dd className="min-w-0 break-words">
            {before !== null && (
              <>
                <span className="text-muted line-through">{before || t("imports.emptyValue")}</span> <span aria-hidden>→</span>{" "}
              </>
            )}
            <span className={before === null ? "" : "font-medium"}>{value || t("imports.emptyValue")}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ProblemFile({ file }: { file: Import }) {
  const { t } = useTranslation();
  const server = useServer();
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await saveAnswer(await server.open(`/api/v1/imports/${file.id}/problem-file?format=${file.format}`), `problems.${file.format}`);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button small disabled={busy} aria-busy={busy} onClick={() => void save()}>
        {t("imports.problemFile")}
      </Button>
      {error && <QueryError title={t("imports.problemFileFailed")} error={error} />}
    </>
  );
}
