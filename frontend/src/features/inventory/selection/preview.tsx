import type { BulkPreview } from "@/api/types";
import { Delta, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";

type Line = BulkPreview["lines"][number];

/** What an edit does, in numbers, and its first lines; what is left out, with the reason. */
export function PreviewTables({ preview }: { preview: BulkPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = ["selected", "changed", "unchanged", "refused"] as const;
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {figures.map((name) => (
          <div key={name} className="rounded-xl bg-sunken px-3 py-2">
            <dt className="text-xs text-muted">{t(`bulk.${name}`)}</dt>
            <dd className="tnum text-lg font-semibold">{format.quantity(preview[name])}</dd>
          </div>
        ))}
      </dl>
      {preview.changed === 0 ? (
        <p className="text-sm text-muted">{t("bulk.nothing")}</p>
      ) : (
        <p className="text-sm text-muted">{t("bulk.units_sum", { units: format.delta(preview.units) })}</p>
      )}
      {preview.lines.length > 0 && <Lines label={t("bulk.lines")} lines={preview.lines} />}
      {preview.refused_lines.length > 0 && (
        <>
          <ul className="text-sm">
            {Object.entries(preview.refused_by).map(([problem, count]) => (
              <li key={problem}>
                <span className="tnum font-semibold">{format.quantity(count)}</span> {t(`bulk.problem.${problem as "inactive"}`)}
              </li>
            ))}
          </ul>
          <Lines label={t("bulk.refusedLines")} lines={preview.refused_lines} />
        </>
      )}
    </>
  );
}

function Lines({ label, lines }: { label: string; lines: readonly Line[] }) {
  const { t } = useTranslation();
  return (
    <section className="-mx-5 max-h-64 overflow-y-auto">
      <h3 className="px-5 text-xs font-medium text-muted">{label}</h3>
      <Table label={label}>
        <thead>
          <tr>
            <Th>{t("edit.product")}</Th>
            <Th end>{t("edit.before")}</Th>
            <Th end>{t("edit.change")}</Th>
            <Th end>{t("edit.after")}</Th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.inventory_item_id} ${line.location_id}`}>
              <Td>
                <span className="block font-medium">{line.title}</span>
                <span className="block text-xs text-muted">
                  {[line.variant_title, line.sku, line.location_name].filter(Boolean).join(" · ")}
                </span>
                {line.problem !== null && <span className="block text-xs text-bad-text">{t(`bulk.problem.${line.problem}`)}</span>}
              </Td>
              <Td end>
                <Quantity value={line.before} />
              </Td>
              <Td end>{line.problem === null ? <Delta value={line.after - line.before} /> : "–"}</Td>
              <Td end>{line.problem === null ? <Quantity value={line.after} strong /> : "–"}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
