import { useEffect, useRef, useState } from "react";
import { useServer } from "@/api/server-context";
import { saveFile } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { Progress } from "@/ui/states";
import { useTranslation } from "@/words";
import { fileColumns } from "../columns/cells";
import { inOrder } from "../columns/layout";
import { type View, questionOf, sortParameter } from "../views/view";
import { FORMATS, type FileFormat, type FileProgress, fileAddress, readFileOf } from "./download";

export interface ExportDialogProps {
  view: View;
  total: number | null;
  isCapped: boolean;
  onSuccess: (message: string) => void;
  onClose: () => void;
}

type State = { now: "idle" | "cancelled" } | { now: "running"; progress: FileProgress | null } | { now: "failed"; error: Error };

export function ExportDialog({ view, total, isCapped, onSuccess, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const server = useServer();
  const [kind, setKind] = useState<FileFormat>("csv");
  const [state, setState] = useState<State>({ now: "idle" });
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const start = async () => {
    const running = new AbortController();
    stop.current = running;
    setState({ now: "running", progress: null });
    const columns = fileColumns(inOrder(view.layout).map((each) => each.id));
    const address = fileAddress({ ...questionOf(view), sort: sortParameter(view.sort) }, columns, kind);
    try {
      const file = await readFileOf(server, address, kind, running.signal, (progress) => setState({ now: "running", progress }));
      saveFile(file);
      onSuccess(t("file.done", { name: file.name }));
      onClose();
    } catch (error) {
      if (running.signal.aborted) setState({ now: "cancelled" });
      else setState({ now: "failed", error: error instanceof Error ? error : new Error(String(error)) });
    }
  };
  const running = state.now === "running";
  const rows = total === null || isCapped ? t("grid.rows", { count: 2, total: "…" }) : t("grid.rows", { count: total, total: format.quantity(total) });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("file.title")}
      description={t("file.body")}
      closeLabel={t("common.close")}
      footer={
        running ? (
          <Button onClick={() => stop.current?.abort()}>{t("common.cancel")}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("common.close")}</Button>
            <Button look="primary" onClick={() => void start()}>
              {t("file.start", { rows })}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {running ? (
          <Running progress={state.progress} />
        ) : (
          <>
            <Segmented wide label={t("file.format")} value={kind} options={FORMATS.map((each) => ({ value: each, label: t(`file.${each}`) }))} onChange={setKind} />
            <p className="text-sm text-muted">{t(kind === "csv" ? "file.csvHint" : "file.xlsxHint")}</p>
          </>
        )}
        {state.now === "cancelled" && <p role="status" className="text-sm">{t("file.cancelled")}</p>}
        {state.now === "failed" && <QueryError title={t("file.failed")} error={state.error} onRetry={() => void start()} />}
      </div>
    </Dialog>
  );
}

function Running({ progress }: { progress: FileProgress | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isCounted = progress !== null && progress.rows !== null && progress.total > 0;
  const text = isCounted ? t("file.rows", { rows: format.quantity(progress.rows ?? 0), total: format.quantity(progress.total) }) : t("file.preparing");
  return (
    <div className="flex flex-col gap-2 py-2">
      <Progress label={t("file.progress")} share={isCounted ? (progress.rows ?? 0) / progress.total : null} text={text} />
      <p role="status" className="text-sm text-muted">
        {text}
      </p>
    </div>
  );
}
