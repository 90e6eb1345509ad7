import { type FormEvent, useId, useState } from "react";
import type { Order, Receipt, ReceiptUndoPreview } from "@/api/types";
import { useHost } from "@/host/host-context";
import { newIntentKey } from "@/lib/intent-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Delta, Quantity } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useUndoPreview, useUndoReceipt } from "./queries";

interface UndoReceiptDialogProps {
  order: Order;
  receipt: Receipt;
  onClose: () => void;
}

/** Shows what taking a receipt back does by now, asks why, and then does it. */
export function UndoReceiptDialog({ order, receipt, onClose }: UndoReceiptDialogProps) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const form = useId();
  const undo = useUndoReceipt(order, receipt.id);
  const preview = useUndoPreview(order, receipt.id, undo.isPending || undo.isSuccess);
  const [key] = useState(newIntentKey);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === "") return;
    undo.mutate(
      { reason: reason.trim(), key },
      {
        onSuccess: () => {
          showSuccess(t("arriving.undoing.done"));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(receipt.kind === "return" ? "arriving.undoing.titleBack" : "arriving.undoing.title", { n: String(receipt.number) })}
      description={t("arriving.undoing.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={!preview.data || undo.isPending} aria-busy={undo.isPending}>
            {t("arriving.undoing.submit")}
          </Button>
        </>
      }
    >
      <form id={form} noValidate className="flex flex-col gap-4" onSubmit={submit}>
        {preview.error && <QueryError title={t("arriving.undoing.error")} error={preview.error} onRetry={() => void preview.refetch()} />}
        {!preview.data && !preview.error && (
          <div role="status" aria-label={t("arriving.undoing.loading")}>
            <Skeleton className="h-24" />
          </div>
        )}
        {preview.data && (
          <Field label={t("arriving.undoing.reason")} error={tried && reason.trim() === "" ? t("arriving.undoing.reasonMissing") : undefined}>
            {(control) => <Input {...control} required maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        )}
        {preview.data && <Preview preview={preview.data} />}
        {undo.error && <QueryError title={t("arriving.undoing.failed")} error={undo.error} />}
      </form>
    </Dialog>
  );
}

function Preview({ preview }: { preview: ReceiptUndoPreview }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (preview.lines.length === 0) return <p className="text-sm">{t("arriving.undoing.paper")}</p>;
  return (
    <>
      {preview.negative > 0 && <p className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn-text">{t("arriving.undoing.negative", { count: preview.negative, n: format.quantity(preview.negative) })}</p>}
      <Table label={t("arriving.undoing.table")}>
        <thead>
          <tr>
            <Th>{t("arriving.undoing.item")}</Th>
            <Th>{t("arriving.undoing.place")}</Th>
            <Th end>{t("arriving.undoing.now")}</Th>
            <Th end>{t("arriving.undoing.change")}</Th>
            <Th end>{t("arriving.undoing.after")}</Th>
          </tr>
        </thead>
        <tbody>
          {preview.lines.map((line) => (
            <tr key={`${line.inventory_item_id} ${line.location.location_id} ${line.name}`}>
              <Td>
                <span className="block">{line.title || line.sku}</span>
                {line.problem && <span className="block text-xs text-warn-text">{t(`arriving.undoing.problem.${line.problem}`)}</span>}
              </Td>
              <Td>
                {line.location.name}
                {line.name === "damaged" && <span className="block text-xs text-muted">{t("arriving.damaged")}</span>}
              </Td>
              <Td end>
                <Quantity value={line.before} />
              </Td>
              <Td end>
                <Delta value={line.delta} />
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
