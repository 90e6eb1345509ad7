import { ArrowRight } from "lucide-react";
import type { Shipment, TransferState, TransferSummary } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { useTranslation } from "@/words";

const TONES: Record<TransferState, Tone> = {
  DRAFT: "neutral",
  READY_TO_SHIP: "info",
  IN_PROGRESS: "violet",
  TRANSFERRED: "good",
  CANCELED: "neutral",
  OTHER: "warn",
};

const SHIPMENT_TONES: Record<Shipment["state"], Tone> = {
  DRAFT: "neutral",
  IN_TRANSIT: "violet",
  PARTIALLY_RECEIVED: "warn",
  RECEIVED: "good",
  OTHER: "warn",
};

/** A transfer's state, and whether something of it is on its way or waits for a person. */
export function TransferBadges({ transfer }: { transfer: TransferSummary }) {
  const { t } = useTranslation();
  return (
    <>
      {transfer.trouble && <Badge tone="bad">{t("transfers.stuckBadge")}</Badge>}
      {transfer.syncing && (
        <Badge tone="info" dot>
          {t("transfers.syncing")}
        </Badge>
      )}
      <Badge tone={TONES[transfer.state]}>{t(`transfers.state.${transfer.state}`)}</Badge>
    </>
  );
}

export function ShipmentBadge({ state }: { state: Shipment["state"] }) {
  const { t } = useTranslation();
  return <Badge tone={SHIPMENT_TONES[state]}>{t(`transfers.shipmentState.${state}`)}</Badge>;
}

export function useEndName() {
  const { t } = useTranslation();
  return (end: TransferSummary["origin"]) => {
    if (end === null) return t("transfers.noEnd");
    return end.is_hidden ? t("transfers.hiddenEnd") : end.name;
  };
}

/** From where to where, drawn as an arrow and read as words. */
export function Route({ transfer }: { transfer: TransferSummary }) {
  const { t } = useTranslation();
  const nameOf = useEndName();
  const from = nameOf(transfer.origin);
  const to = nameOf(transfer.destination);
  return (
    <span>
      <span className="sr-only">{t("transfers.route", { from, to })}</span>
      <span aria-hidden>
        {from} <ArrowRight className="inline size-3.5 text-muted" /> {to}
      </span>
    </span>
  );
}

export function nameOfTransfer(transfer: { name: string }, unnamed: string): string {
  return transfer.name || unnamed;
}
