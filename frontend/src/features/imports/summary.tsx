import type { Import } from "@/api/types";
import { Card } from "@/ui/card";
import { Delta } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Banner } from "@/ui/states";
import { useTranslation } from "@/words";
import { isRecord } from "./kinds";

/** What a file would do, or did, in numbers. */
export function Summary({ file }: { file: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { counts } = file;
  const isDry = file.state === "checked";
  return (
    <>
      {isDry && counts.moved_since > 0 && (
        <Banner tone="info" title={t("imports.result")} body={t("imports.movedSince", { count: counts.moved_since, n: format.quantity(counts.moved_since) })} />
      )}
      <Card title={t(isDry ? "imports.result" : "imports.resultDone")} {...(isDry && { note: t("imports.resultNote") })}>
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-5">
          <Figure label={t("imports.rows")}>{format.quantity(counts.rows)}</Figure>
          <Figure label={t("imports.changes")}>{format.quantity(counts.changes)}</Figure>
          <Figure label={t("imports.same")}>{format.quantity(counts.same)}</Figure>
          <Figure label={t("imports.problems")}>
            <span className={counts.problems > 0 ? "text-bad-text" : ""}>{format.quantity(counts.problems)}</span>
          </Figure>
          {isRecord(file.kind) && <RecordFigures file={file} />}
          {file.kind !== "settings" && !isRecord(file.kind) && (
            <Figure label={t("imports.units")}>
              <span className="flex flex-wrap gap-x-2">
                <Delta value={counts.units_added} /> <Delta value={-counts.units_taken} />
              </span>
            </Figure>
          )}
        </dl>
        {file.kind === "past_orders" && <OrderWords file={file} />}
        {file.kind === "past_counts" && <p className="mt-3 text-sm">{t("imports.countsMoveNothing")}</p>}
        {counts.suppliers_made > 0 && <p className="mt-3 text-sm">{t("imports.suppliersMade", { count: counts.suppliers_made, n: format.quantity(counts.suppliers_made) })}</p>}
        {isDry && counts.changes === 0 && counts.problems === 0 && <p className="mt-3 text-sm">{t(isRecord(file.kind) ? "imports.nothingOfRecords" : "imports.nothing")}</p>}
      </Card>
    </>
  );
}

/** What documents a file of old orders or stocktakes makes. */
function RecordFigures({ file }: { file: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (file.kind !== "past_orders" && file.kind !== "past_counts") return null;
  return <Figure label={t(`imports.documents.${file.kind}`)}>{format.quantity(file.counts.documents)}</Figure>;
}

/** What of old orders is history, and what is still to come. */
function OrderWords({ file }: { file: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { units_before: before, units_incoming: incoming } = file.counts;
  return (
    <div className="mt-3 flex flex-col gap-1 text-sm">
      <p className="font-medium">{t("imports.ordersMoveNothing")}</p>
      <p>{t("imports.unitsBefore", { count: before, n: format.quantity(before) })}</p>
      <p>{t("imports.unitsIncoming", { count: incoming, n: format.quantity(incoming) })}</p>
    </div>
  );
}

function Figure({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="tnum text-lg font-semibold">{children}</dd>
    </div>
  );
}
