import { useId } from "react";
import { ApiProblem } from "@/api/problem";
import { useSaveTable } from "@/api/save-file";
import { useHost } from "@/host/host-context";
import { buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { FileButtons } from "@/ui/file-buttons";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useReadFile } from "./queries";

const SHOWN = 20;
const HEADING_ROWS = 2; // the first rule stands in the second row of a sheet

/** All rules as a file, and back again. */
export function FileCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const save = useSaveTable();
  const read = useReadFile();
  const input = useId();
  const send = (file: File | undefined) => {
    if (!file) return;
    read.mutate(file, {
      onSuccess: ({ changed }) => showSuccess(changed === 0 ? t("policies.file.same") : t("policies.file.done", { count: changed, n: format.quantity(changed) })),
    });
  };
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 flex-1 basis-60 text-sm text-muted">{t("policies.file.note")}</p>
        <div className="flex flex-wrap items-center gap-2">
          <FileButtons label={t("policies.file.label")} busy={save.isPending} error={save.error} onSave={(wanted) => save.mutate({ address: "/api/v1/policies/file", format: wanted })} />
          <label htmlFor={input} className={`${buttonClasses("plain", true)} cursor-pointer focus-within:outline-2 focus-within:outline-brand`}>
            {t("policies.file.send")}
            <input
              id={input}
              type="file"
              accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              className="sr-only"
              disabled={read.isPending}
              onChange={(event) => {
                send(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
          </label>
        </div>
      </div>
      {read.error && <Refused error={read.error} />}
    </Card>
  );
}

function Refused({ error }: { error: Error }) {
  const { t } = useTranslation();
  const cells = error instanceof ApiProblem ? error.fields.filter(({ field }) => field.startsWith("rules.")) : [];
  return (
    <div className="mt-3 flex flex-col gap-2">
      <QueryError title={t("policies.failed")} error={error} />
      {cells.length > 0 && (
        <ul aria-label={t("policies.file.cells")} className="text-sm">
          {cells.slice(0, SHOWN).map(({ field, message }) => {
            const [, row = "0", ...name] = field.split(".");
            return <li key={field}>{t("policies.file.cell", { row: Number(row) + HEADING_ROWS, field: name.join("."), message })}</li>;
          })}
        </ul>
      )}
    </div>
  );
}
