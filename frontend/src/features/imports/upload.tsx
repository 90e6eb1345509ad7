import { Download, FileUp } from "lucide-react";
import { type DragEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import type { ImportKind } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { QueryError } from "@/ui/query-error";
import { Progress } from "@/ui/states";
import { useTranslation } from "@/words";
import { useSaveSettings, useUpload } from "./queries";

const KINDS = ["levels", "adjustments", "counts", "settings", "history"] as const satisfies readonly ImportKind[];

/** What is in the file, and the file: chosen, or dropped. */
export function Upload() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const upload = useUpload();
  const name = useId();
  const input = useId();
  const [kind, setKind] = useState<ImportKind>("levels");
  const [isOver, setIsOver] = useState(false);
  const send = (file: File | undefined) => {
    if (file && !upload.isPending) {
      upload.mutate({ kind, file }, { onSuccess: (made) => void navigate(`/imports/${made.id}`) });
    }
  };
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setIsOver(over);
  };
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <fieldset>
          <legend className="mb-2 text-sm font-medium">{t("imports.kindTitle")}</legend>
          <div className="grid gap-2 sm:grid-cols-2 xl:grid-cols-5">
            {KINDS.map((each) => (
              <label
                key={each}
                aria-label={t(`imports.kind.${each}`)}
                className="flex cursor-pointer items-start gap-2.5 rounded-lg border border-line-strong p-3 hover:bg-hover has-checked:border-brand has-checked:bg-brand-soft"
              >
                <input type="radio" name={name} className="mt-1 accent-brand" checked={kind === each} onChange={() => setKind(each)} />
                <span className="min-w-0">
                  <span className="block text-sm font-medium">{t(`imports.kind.${each}`)}</span>
                  <span className="block text-xs text-muted">{t(`imports.kindBody.${each}`)}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {kind === "settings" && <SettingsFile />}
        <label
          htmlFor={input}
          onDragOver={drag(true)}
          onDragLeave={drag(false)}
          onDrop={(event) => {
            drag(false)(event);
            send(event.dataTransfer.files[0]);
          }}
          className={classes(
            "flex cursor-pointer flex-col items-center gap-1 rounded-xl border border-dashed px-4 py-8 text-center",
            "focus-within:outline-2 focus-within:outline-brand hover:bg-hover",
            isOver ? "border-brand bg-brand-soft" : "border-field/70",
          )}
        >
          <FileUp aria-hidden className="mb-1 size-6 text-muted" />
          <span className="text-sm font-medium">{t("imports.choose")}</span>
          <span className="text-xs text-muted">{t("imports.drop")}</span>
          <input
            id={input}
            type="file"
            accept=".csv,.tsv,.txt,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            className="sr-only"
            disabled={upload.isPending}
            onChange={(event) => {
              send(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
        </label>
        {upload.isPending && (
          <Progress
            label={t("imports.uploading", { name: upload.variables.file.name })}
            share={null}
            text={t("imports.uploading", { name: upload.variables.file.name })}
          />
        )}
        {upload.error && <QueryError title={t("imports.uploadFailed")} error={upload.error} />}
      </div>
    </Card>
  );
}

/** The settings as they are now, in the columns that are read again. */
function SettingsFile() {
  const { t } = useTranslation();
  const save = useSaveSettings();
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-muted">{t("imports.settingsFile")}</span>
      {(["csv", "xlsx"] as const).map((format) => (
        <Button key={format} small icon={<Download aria-hidden className="size-3.5" />} disabled={save.isPending} onClick={() => save.mutate(format)}>
          {format.toUpperCase()}
        </Button>
      ))}
      {save.error && <QueryError title={t("imports.problemFileFailed")} error={save.error} />}
    </div>
  );
}
