import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import type { Rows } from "./rows/windows";

/** Beneath the rows: what could not be read, or how many there are. */
export function ListFoot({ rows }: { rows: Rows }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (rows.error) {
    return (
      <div className="border-t border-line p-3">
        <QueryError title={t("grid.readFailed")} error={rows.error} onRetry={rows.retry} />
      </div>
    );
  }
  const count = rows.count ?? 0;
  const total = format.quantity(count);
  return (
    <p className="border-t border-line px-4 py-2 text-xs text-muted" aria-live="polite">
      {rows.isCapped ? t("grid.moreThan", { total }) : t("grid.rows", { count, total })}
    </p>
  );
}
