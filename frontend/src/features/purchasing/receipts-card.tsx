import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { Order, Receipt } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import { useReceipts } from "./queries";
import { UndoReceiptDialog } from "./undo-receipt-dialog";

/** What has arrived and what went back, the latest first, and how far the stock has moved. */
export function ReceiptsCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const receipts = useReceipts(order.id);
  const viewer = useShop().data?.viewer;
  const mayWrite = viewer?.permissions.includes("write") ?? false;
  // Bills are about goods of all locations.
  const mayBill = viewer?.locations === null && viewer.permissions.includes("buy") && (receipts.data?.items.some((each) => each.kind === "receipt" && each.undone_at === null) ?? false);
  const [undoing, setUndoing] = useState<Receipt | null>(null);
  const mayReturn = mayWrite && order.state !== "sent" && order.state !== "confirmed" && order.lines.some((line) => line.received > line.returned);
  return (
    <Card
      flush
      title={t("buying.page.receipts")}
      actions={
        <span className="flex flex-wrap gap-2">
          {mayBill && (
            <Link to={`/bills/new?order=${order.id}`} className={buttonClasses("plain", true)}>
              {t("arriving.enterBill")}
            </Link>
          )}
          {mayReturn && (
            <Link to={`/purchase-orders/${order.id}/return`} className={buttonClasses("plain", true)}>
              {t("arriving.sendBack")}
            </Link>
          )}
        </span>
      }
    >
      {receipts.error && !receipts.data && <QueryError title={t("buying.errorTitle")} error={receipts.error} onRetry={() => void receipts.refetch()} />}
      {!receipts.data && !receipts.error && <Skeleton className="mx-4 mb-4 h-16 sm:mx-5" />}
      {receipts.data?.items.length === 0 && <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t(order.lines.some((line) => line.received_before > 0) ? "buying.page.receiptsElsewhere" : "buying.page.receiptsEmpty")}</p>}
      <ul aria-label={t("buying.page.receipts")}>
        {(receipts.data?.items ?? []).toReversed().map((receipt) => (
          <ReceiptRow key={receipt.id} receipt={receipt} onUndo={mayWrite && receipt.undone_at === null ? () => setUndoing(receipt) : null} />
        ))}
      </ul>
      {undoing && <UndoReceiptDialog order={order} receipt={undoing} onClose={() => setUndoing(null)} />}
    </Card>
  );
}

function ReceiptRow({ receipt, onUndo }: { receipt: Receipt; onUndo: (() => void) | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorWords = useActorWords();
  const name = t(`arriving.${receipt.kind}`, { n: String(receipt.number) });
  return (
    <li className="border-t border-line px-4 py-3 sm:px-5">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <span className="flex flex-wrap items-center gap-2 text-sm font-medium">
          {name}
          {receipt.undone_at !== null && <Badge>{t("arriving.undone")}</Badge>}
          {receipt.waiting > 0 && (
            <Badge tone="info" dot>
              {t("arriving.waiting")}
            </Badge>
          )}
        </span>
        {onUndo && (
          <Button small icon={<Undo2 aria-hidden className="size-3.5" />} disabled={receipt.waiting > 0} aria-label={t("arriving.undoOf", { n: String(receipt.number) })} onClick={onUndo}>
            {t("arriving.undo")}
          </Button>
        )}
      </div>
      <p className="text-xs text-muted">
        <When at={receipt.effective_at} />
        {receipt.effective_at !== receipt.recorded_at && <> ({t("arriving.recorded", { when: format.dateTime(receipt.recorded_at) })})</>} · {actorWords({ actor: receipt.recorded_by, cause: "receipt" })}
      </p>
      {receipt.failed > 0 && receipt.change_set_id !== null && (
        <p className="text-xs text-bad-text">
          <Link to={`/changes/${receipt.change_set_id}`} className="underline underline-offset-4">
            {t("arriving.failed", { count: receipt.failed, n: format.quantity(receipt.failed) })}
          </Link>
        </p>
      )}
      <ul className="mt-1 text-sm">
        {receipt.lines.map((line) => (
          <li key={`${line.line_id} ${line.location.location_id} ${line.name}`} className="flex flex-wrap justify-between gap-x-3">
            <span className="min-w-0 break-words">{line.title || line.sku}</span>
            <span className="text-muted">
              <span className="tnum font-medium text-ink">{format.quantity(line.quantity)}</span> · {line.location.name}
              {line.name === "damaged" && <> · {t("arriving.damaged")}</>}
            </span>
          </li>
        ))}
        {receipt.others.map((other) => (
          <li key={other.code} className="text-warn-text">
            {[t("arriving.other", { n: format.quantity(other.quantity), code: other.code }), other.note].filter(Boolean).join(": ")}
          </li>
        ))}
      </ul>
      {receipt.note !== "" && <p className="mt-1 text-xs break-words whitespace-pre-line text-muted">{receipt.note}</p>}
    </li>
  );
}
