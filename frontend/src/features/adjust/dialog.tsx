import { useState } from "react";
import { useItem } from "@/api/shop";
import type { ChangeSet } from "@/api/types";
import type { AdjustRequest } from "@/lib/adjust-request";
import { Dialog } from "@/ui/dialog";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import { AdjustForm } from "./form";
import { ChangeProgress } from "./progress";

export interface AdjustDialogProps {
  request: AdjustRequest;
  mayWrite: boolean;
  onClose: () => void;
  /** Says in passing that Shopify confirmed. */
  onConfirmed: (message: string) => void;
}

export function AdjustDialog({ request, mayWrite, onClose, onConfirmed }: AdjustDialogProps) {
  const { t } = useTranslation();
  const item = useItem(request.itemId);
  const [sent, setSent] = useState<ChangeSet | null>(null);
  const data = item.data;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("adjust.title")}
      closeLabel={t("common.close")}
      description={data && <span className="block truncate">{[data.title, data.variant_title, data.sku].filter(Boolean).join(" · ")}</span>}
    >
      {item.error && !data ? (
        <QueryError title={t("adjust.loadFailed")} error={item.error} onRetry={() => void item.refetch()} />
      ) : !data ? (
        <FormSkeleton />
      ) : sent ? (
        <ChangeProgress sent={sent} onAgain={() => setSent(null)} onClose={onClose} onConfirmed={onConfirmed} />
      ) : !mayWrite ? (
        <p className="text-sm text-muted">{t("adjust.readOnly")}</p>
      ) : data.levels.length === 0 ? (
        <p className="text-sm text-muted">{t("item.notStocked")}</p>
      ) : (
        <AdjustForm item={data} locationId={request.locationId} onSent={setSent} onCancel={onClose} />
      )}
    </Dialog>
  );
}

function FormSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-9" />
      <Skeleton className="h-20" />
      <Skeleton className="h-9" />
      <Skeleton className="h-16" />
    </div>
  );
}
