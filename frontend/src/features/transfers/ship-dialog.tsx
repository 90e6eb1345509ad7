import { useId, useState } from "react";
import type { Transfer } from "@/api/types";
import { useHost } from "@/host/host-context";
import { newIntentKey } from "@/lib/intent-key";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useEndName } from "./marks";
import { useShip } from "./queries";
import { NO_TRACKING, TrackingFields, isGoodUrl, trackingOf } from "./tracking-fields";

/** What leaves in this shipment, and how it travels. All that is left is chosen at first. */
export function ShipDialog({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const nameOf = useEndName();
  const form = useId();
  const ship = useShip(transfer);
  const [key] = useState(newIntentKey);
  const left = transfer.lines.filter((line) => line.to_ship > 0);
  const [chosen, setChosen] = useState<Record<string, number>>(() => Object.fromEntries(left.map((line) => [line.inventory_item_id, line.to_ship])));
  const [tracking, setTracking] = useState(NO_TRACKING);
  const count = left.reduce((sum, line) => sum + (chosen[line.inventory_item_id] ?? 0), 0);
  const submit = () => {
    const lines = left
      .map((line) => ({ inventory_item_id: line.inventory_item_id, quantity: chosen[line.inventory_item_id] ?? 0 }))
      .filter(({ quantity }) => quantity > 0);
    ship.mutate(
      { key, lines, tracking: trackingOf(tracking), in_transit: true },
      {
        onSuccess: () => {
          showSuccess(t("transfers.sent"));
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
      title={t("transfers.shipping.title")}
      description={t("transfers.shipping.body", { from: nameOf(transfer.origin), to: nameOf(transfer.destination) })}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            type="submit"
            form={form}
            look="primary"
            disabled={count === 0 || ship.isPending || !isGoodUrl(tracking.url.trim())}
            aria-busy={ship.isPending}
          >
            {t("transfers.shipping.submit", { count, n: format.quantity(count) })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ul aria-label={t("transfers.linesTitle")} className="rounded-lg border border-line">
          {left.map((line) => {
            const title = line.title || line.sku;
            return (
              <li key={line.inventory_item_id} className="flex items-center justify-between gap-3 border-b border-line px-3 py-2 last:border-0">
                <span className="min-w-0">
                  <span className="block truncate text-sm font-medium">{title}</span>
                  <span className="block truncate font-mono text-xs text-muted">{line.sku}</span>
                </span>
                <span className="grid shrink-0 grid-cols-[5rem_auto] items-center gap-2 text-sm whitespace-nowrap text-muted">
                  <Input
                    aria-label={t("transfers.shipping.quantity", { title })}
                    inputMode="numeric"
                    className="text-right tabular-nums"
                    value={String(chosen[line.inventory_item_id] ?? 0)}
                    onFocus={(event) => event.target.select()}
                    onChange={(event) => {
                      const units = Math.min(Number(event.target.value.replaceAll(/\D/g, "").slice(0, 10)), line.to_ship);
                      setChosen({ ...chosen, [line.inventory_item_id]: units });
                    }}
                  />
                  {t("transfers.shipping.of", { n: format.quantity(line.to_ship) })}
                </span>
              </li>
            );
          })}
        </ul>
        {count === 0 && (
          <p role="status" className="text-sm text-warn-text">
            {t("transfers.shipping.nothing")}
          </p>
        )}
        <TrackingFields draft={tracking} onChange={setTracking} />
        {ship.error && <QueryError title={t("transfers.failed")} error={ship.error} />}
      </form>
    </Dialog>
  );
}
