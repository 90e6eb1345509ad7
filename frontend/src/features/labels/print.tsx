import { useState } from "react";
import { useTranslation } from "@/words";
import { useApi, useServer } from "@/api/server-context";
import { useHost } from "@/host/host-context";
import { inventoryItemGid } from "@/lib/gid";
import { saveAnswer } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { AddItem } from "./add-item";
import { countLabels, readLines, withOneMore, writeLines } from "./lines";
import { LineList } from "./line-list";
import { FIRST_PAPER, type Paper, PaperFields } from "./paper-fields";

export interface PrintProps {
  parameters: URLSearchParams;
  onChange: (patch: Record<string, string | null>) => void;
}

/** Items and copies on the left, paper and code on the right, and a PDF of them. */
export function Print({ parameters, onChange }: PrintProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const server = useServer();
  const { showSuccess } = useHost();
  const lines = readLines(parameters.get("items"));
  const [paper, setPaper] = useState<Paper>(FIRST_PAPER);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const count = countLabels(lines);
  const make = async () => {
    setBusy(true);
    setError(null);
    try {
      const body = JSON.stringify({
        ...paper,
        lines: lines.map(({ item, copies }) => ({ inventory_item_id: inventoryItemGid(item), copies })),
      });
      const answer = await server.open("/api/v1/labels", { method: "POST", body, headers: { "Content-Type": "application/json" } });
      showSuccess(t("labels.done", { name: await saveAnswer(answer, "labels.pdf") }));
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Card flush title={t("labels.lines")}>
        <div className="px-4 pb-4 sm:px-5">
          <AddItem api={api} onAdd={(item) => onChange({ items: writeLines(withOneMore(lines, item)) })} />
        </div>
        <LineList lines={lines} onChange={(next) => onChange({ items: writeLines(next) })} />
      </Card>
      <Card title={t("labels.paper")}>
        <div className="flex flex-col gap-4">
          <PaperFields paper={paper} onChange={setPaper} />
          {error && <QueryError title={t("labels.failed")} error={error} />}
          <Button look="primary" disabled={busy || count === 0} aria-busy={busy} onClick={() => void make()}>
            {busy ? t("labels.making") : t("labels.make", { count, n: format.quantity(count) })}
          </Button>
        </div>
      </Card>
    </div>
  );
}
