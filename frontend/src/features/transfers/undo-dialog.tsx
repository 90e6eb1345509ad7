import { useId, useState } from "react";
import { useNavigate } from "react-router";
import type { Transfer, TransferUndoPreview } from "@/api/types";
import { useHost } from "@/host/host-context";
import { newIntentKey } from "@/lib/intent-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Quantity } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useEndName } from "./marks";
import { useUndoPreview, useUndoTransfer } from "./queries";

/** Shows what going back does by now, conflicts first, asks why, and then does it. */
export function UndoDialog({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { showSuccess } = useHost();
  const nameOf = useEndName();
  const form = useId();
  const undo = useUndoTransfer(transfer);
  const preview = useUndoPreview(transfer, undo.isPending || undo.isSuccess);
  const [key] = useState(newIntentKey);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const count = preview.data?.units ?? 0;
  const there = nameOf(transfer.destination);
  const submit = () => {
    setTried(true);
    if (reason.trim() === "") return;
    undo.mutate(
      { reason: reason.trim(), key },
      {
        onSuccess: (made) => {
          onClose();
          showSuccess(t("transfers.sent"));
          void navigate(`/transfers/${made.id}`);
        },
      },
    );
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("transfers.undoing.title")}
      description={t("transfers.undoing.body", { from: there, to: nameOf(transfer.origin) })}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={undo.isPending || count === 0} aria-busy={undo.isPending}>
            {t("transfers.undoing.submit", { count, n: format.quantity(count) })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {preview.error && <QueryError title={t("transfers.undoing.error")} error={preview.error} onRetry={() => void preview.refetch()} />}
        {!preview.data && !preview.error && (
          <div role="status" aria-label={t("transfers.undoing.loading")}>
            <Skeleton className="h-24" />
          </div>
        )}
        {count > 0 && (
          <Field label={t("transfers.undoing.reason")} error={tried && reason.trim() === "" ? t("transfers.undoing.reasonMissing") : undefined}>
            {(control) => <Input {...control} required maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        )}
        {preview.data && <Preview preview={preview.data} place={there} />}
        {undo.error && <QueryError title={t("transfers.undoing.failed")} error={undo.error} />}
      </form>
    </Dialog>
  );
}

function Preview({ preview, place }: { preview: TransferUndoPreview; place: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = (["negative", "rejected"] as const).filter((name) => preview[name] > 0);
  return (
    <>
      {preview.units === 0 && <p className="text-sm">{t("transfers.undoing.nothing")}</p>}
      {said.length > 0 && (
        <ul className="flex flex-col gap-1 rounded-lg bg-sunken px-3 py-2 text-sm">
          {said.map((name) => (
            <li key={name}>{t(`transfers.undoing.${name}`, { count: preview[name], n: format.quantity(preview[name]), place })}</li>
          ))}
        </ul>
      )}
      <Table label={t("transfers.undoing.table")}>
        <thead>
          <tr>
            <Th>{t("transfers.item")}</Th>
            <Th end>{t("transfers.undoing.now")}</Th>
            <Th end>{t("transfers.undoing.back")}</Th>
            <Th end>{t("transfers.undoing.after")}</Th>
          </tr>
        </thead>
        <tbody>
          {preview.lines.map((line) => (
            <tr key={line.inventory_item_id}>
              <Td>
                <span className="block">{line.title || line.sku}</span>
                <span className="block font-mono text-xs text-muted">{line.sku}</span>
                {line.problem && <span className="block text-xs text-warn-text">{t(`transfers.undoing.problem.${line.problem}`)}</span>}
              </Td>
              <Td end>
                <Quantity value={line.available} />
              </Td>
              <Td end>
                <Quantity value={line.units} strong />
              </Td>
              <Td end>
                <Quantity value={line.after} strong />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
