import { useId, useState } from "react";
import type { Shipment, Transfer } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useSetTracking } from "./queries";
import { TrackingFields, isGoodUrl, trackingDraftOf, trackingOf } from "./tracking-fields";

const NOTHING = { company: null, number: null, url: null, arrives_at: null };

export function TrackingDialog({ transfer, shipment, onClose }: { transfer: Transfer; shipment: Shipment; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const form = useId();
  const [draft, setDraft] = useState(() => trackingDraftOf(shipment));
  const save = useSetTracking(transfer);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("transfers.shipping.trackingTitle", { name: shipment.name })}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={save.isPending || !isGoodUrl(draft.url.trim())} aria-busy={save.isPending}>
            {t("transfers.shipping.trackingSave")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(
            { shipmentId: shipment.id, tracking: trackingOf(draft) ?? NOTHING },
            {
              onSuccess: () => {
                showSuccess(t("transfers.sent"));
                onClose();
              },
            },
          );
        }}
      >
        <TrackingFields draft={draft} onChange={setDraft} />
        {save.error && <QueryError title={t("transfers.failed")} error={save.error} />}
      </form>
    </Dialog>
  );
}
