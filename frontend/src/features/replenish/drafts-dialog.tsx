import { useState } from "react";
import { Link } from "react-router";
import type { DraftsMade } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { type Seen, useMakeDrafts } from "./queries";

export interface DraftsDialogProps {
  lines: Seen[];
  onDone: () => void;
  onClose: () => void;
}

/** Asks before drafts are made, and then leads to them. */
export function DraftsDialog({ lines, onDone, onClose }: DraftsDialogProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asked] = useState(() => ({ key: newIntentKey(), lines }));
  const make = useMakeDrafts();
  const count = asked.lines.length;
  const isDone = make.data !== undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={isDone ? t("replenish.drafts.doneTitle") : t("replenish.drafts.title", { count, n: format.quantity(count) })}
      closeLabel={t("common.close")}
      footer={
        isDone ? (
          <Button look="primary" onClick={onClose}>
            {t("replenish.drafts.done")}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button look="primary" disabled={make.isPending} aria-busy={make.isPending} onClick={() => make.mutate(asked, { onSuccess: onDone })}>
              {t("replenish.drafts.confirm")}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {!isDone && <p className="text-sm">{t("replenish.drafts.body")}</p>}
        {make.error && <QueryError title={t("replenish.failed")} error={make.error} />}
        {make.data && <Made made={make.data} />}
      </div>
    </Dialog>
  );
}

function Made({ made }: { made: DraftsMade }) {
  const { t } = useTranslation();
  const format = useFormat();
  const documents = [
    ...made.orders.map((order) => ({
      to: `/purchase-orders/${order.id}`,
      name: t("replenish.drafts.order", { name: order.name, supplier: order.supplier_name, place: order.location_name }),
      lines: order.lines,
    })),
    ...made.transfers.map((transfer) => ({
      to: `/transfers/${transfer.id}`,
      name: t("replenish.drafts.transfer", { origin: transfer.origin_name, place: transfer.destination_name }),
      lines: transfer.lines,
    })),
  ];
  return (
    <ul className="text-sm">
      {documents.map(({ to, name, lines }) => (
        <li key={to} className="flex justify-between gap-3 border-b border-line py-2 last:border-0">
          <Link to={to} className="min-w-0 font-medium break-words text-brand-text hover:underline">
            {name}
          </Link>
          <span className="tnum shrink-0 text-muted">{t("replenish.group.lines", { count: lines, n: format.quantity(lines) })}</span>
        </li>
      ))}
    </ul>
  );
}
