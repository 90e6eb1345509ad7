import { Download } from "lucide-react";
import { useId, useState } from "react";
import { useNavigate } from "react-router";
import type { ImportKind } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { Progress } from "@/ui/states";
import { useTranslation } from "@/words";
import { DropZone } from "./drop-zone";
import { permissionFor, RECORD_KINDS, STOCK_KINDS } from "./kinds";
import { useSaveNow, useUpload } from "./queries";

const GROUPS = { stock: STOCK_KINDS, records: RECORD_KINDS } as const;
const SAVED: Partial<Record<ImportKind, { path: string; name: string }>> = {
  settings: { path: "bins/file", name: "item-settings" },
  suppliers: { path: "supplier-file", name: "suppliers" },
  supplier_items: { path: "supplier-item-file", name: "supplier-items" },
};

/** What is in the file, and the file: chosen, or dropped. */
export function Upload({ permissions }: { permissions: readonly string[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const upload = useUpload();
  const name = useId();
  const mayBring = (each: ImportKind) => permissions.includes(permissionFor(each));
  const [kind, setKind] = useState<ImportKind>(mayBring("levels") ? "levels" : "suppliers");
  const saved = SAVED[kind];
  const send = (file: File | undefined) => {
    if (file && !upload.isPending) {
      upload.mutate({ kind, file }, { onSuccess: (made) => void navigate(`/imports/${made.id}`) });
    }
  };
  return (
    <Card>
      <div className="flex flex-col gap-4">
        {(["stock", "records"] as const).map((group) => (
          <Kinds key={group} legend={t(`imports.group.${group}`)} name={name} kinds={GROUPS[group].filter(mayBring)} chosen={kind} onChoose={setKind} />
        ))}
        {saved && <SavedNow key={kind} kind={kind} {...saved} />}
        <DropZone label={t("imports.choose")} hint={t("imports.drop")} disabled={upload.isPending} onFiles={([file]) => send(file)} />
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

interface KindsProps {
  legend: string;
  name: string;
  kinds: readonly ImportKind[];
  chosen: ImportKind;
  onChoose: (kind: ImportKind) => void;
}

function Kinds({ legend, name, kinds, chosen, onChoose }: KindsProps) {
  const { t } = useTranslation();
  if (kinds.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2 xl:grid-cols-5">
        {kinds.map((each) => (
          <label
            key={each}
            aria-label={t(`imports.kind.${each}`)}
            className="flex cursor-pointer items-start gap-2.5 rounded-lg border border-line-strong p-3 hover:bg-hover has-checked:border-brand has-checked:bg-brand-soft"
          >
            <input type="radio" name={name} className="mt-1 accent-brand" checked={chosen === each} onChange={() => onChoose(each)} />
            <span className="min-w-0">
              <span className="block text-sm font-medium">{t(`imports.kind.${each}`)}</span>
              <span className="block text-xs text-muted">{t(`imports.kindBody.${each}`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What is kept now, in the columns that are read again. */
function SavedNow({ kind, path, name }: { kind: ImportKind; path: string; name: string }) {
  const { t } = useTranslation();
  const save = useSaveNow(path, name);
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm">
      <span className="text-muted">{t(kind === "settings" ? "imports.settingsFile" : "imports.savedNow")}</span>
      {(["csv", "xlsx"] as const).map((format) => (
        <Button key={format} small icon={<Download aria-hidden className="size-3.5" />} disabled={save.isPending} onClick={() => save.mutate(format)}>
          {format.toUpperCase()}
        </Button>
      ))}
      {save.error && <QueryError title={t("imports.problemFileFailed")} error={save.error} />}
    </div>
  );
}
