import type { Import } from "@/api/types";
import { Card } from "@/ui/card";
import { Delta } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Banner } from "@/ui/states";
import { useTranslation } from "@/words";

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
          {file.kind !== "settings" && (
            <Figure label={t("imports.units")}>
              <span className="flex flex-wrap gap-x-2">
                <Delta value={counts.units_added} /> <Delta value={-counts.units_taken} />
              </span>
            </Figure>
          )}
        </dl>
        {isDry && counts.changes === 0 && counts.problems === 0 && <p className="mt-3 text-sm">{t("imports.nothing")}</p>}
      </Card>
    </>
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
