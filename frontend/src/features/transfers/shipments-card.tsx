import { PackageCheck, Truck } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { Shipment, Transfer } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Progress } from "@/ui/states";
import { useTranslation } from "@/words";
import { ShipmentBadge } from "./marks";
import { useShipmentAct } from "./queries";
import { TrackingDialog } from "./tracking-dialog";

/** The parts of a transfer that travel as one, each with what is expected of it. */
export function ShipmentsCard({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  if (transfer.state === "DRAFT" && transfer.shipments.length === 0) return null;
  return (
    <Card flush title={t("transfers.shipments")}>
      {transfer.shipments.length === 0 ? (
        <EmptyState icon={<Truck className="size-5" />} title={t("transfers.noShipments")} />
      ) : (
        <ul aria-label={t("transfers.shipments")}>
          {transfer.shipments.map((shipment) => (
            <ShipmentRow key={shipment.id} transfer={transfer} shipment={shipment} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ShipmentRow({ transfer, shipment }: { transfer: Transfer; shipment: Shipment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = (name: "quantity" | "accepted" | "rejected") => shipment.lines.reduce((all, line) => all + line[name], 0);
  const units = sum("quantity");
  const rejected = sum("rejected");
  const received = sum("accepted") + rejected;
  return (
    <li className="flex flex-col gap-2 border-t border-line px-4 py-3 sm:px-5">
      <span className="flex flex-wrap items-center justify-between gap-2">
        <span className="text-sm font-medium">{shipment.name}</span>
        <ShipmentBadge state={shipment.state} />
      </span>
      <Progress
        label={t("transfers.shipmentUnits", { received: format.quantity(received), units: format.quantity(units) })}
        share={units === 0 ? 0 : received / units}
      />
      <p className="text-xs text-muted">
        {t("transfers.shipmentUnits", { received: format.quantity(received), units: format.quantity(units) })}
        {rejected > 0 && <> · {t("transfers.rejectedUnits", { count: rejected, n: format.quantity(rejected) })}</>}
        {shipment.shipped_at && (
          <>
            {" "}
            · {t("transfers.sentOn")} <When at={shipment.shipped_at} />
          </>
        )}
        {shipment.received_at && (
          <>
            {" "}
            · {t("transfers.arrivedOn")} <When at={shipment.received_at} />
          </>
        )}
      </p>
      <TrackingLine shipment={shipment} />
      <ShipmentActions transfer={transfer} shipment={shipment} />
    </li>
  );
}

function TrackingLine({ shipment: { tracking } }: { shipment: Shipment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = [tracking.company, tracking.number].filter(Boolean).join(" ");
  return (
    <p className="text-xs">
      {said === "" ? <span className="text-muted">{t("transfers.noTracking")}</span> : <span className="font-mono break-all">{said}</span>}
      {tracking.arrives_at && <> · {t("transfers.expected", { day: format.day(tracking.arrives_at) })}</>}
      {tracking.url && (
        <>
          {" · "}
          <a href={tracking.url} target="_blank" rel="noreferrer" className="font-medium text-brand-text underline underline-offset-4">
            {t("transfers.track")}
          </a>
        </>
      )}
    </p>
  );
}

function ShipmentActions({ transfer, shipment }: { transfer: Transfer; shipment: Shipment }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const act = useShipmentAct(transfer);
  const [asking, setAsking] = useState<"tracking" | "recall" | null>(null);
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  if (!mayWrite || transfer.state === "CANCELED") return null;
  const busy = transfer.syncing !== null || act.isPending;
  const isExpected = shipment.state === "IN_TRANSIT" || shipment.state === "PARTIALLY_RECEIVED";
  const { ship, receive } = transfer.mine;
  const recall = () =>
    act.mutate(
      { shipmentId: shipment.id, action: "recall" },
      {
        onSuccess: () => {
          setAsking(null);
          showSuccess(t("transfers.sent"));
        },
      },
    );
  return (
    <span className="flex flex-wrap gap-2">
      {receive && isExpected && (
        <Link to={`/transfers/${transfer.id}/receive/${shipment.id}`} className={buttonClasses("primary", true)}>
          <PackageCheck aria-hidden className="size-4" />
          {t("transfers.receive")}
        </Link>
      )}
      {ship && shipment.state === "DRAFT" && (
        <Button small look="primary" disabled={busy} onClick={() => act.mutate({ shipmentId: shipment.id, action: "send" })}>
          {t("transfers.sendNow")}
        </Button>
      )}
      {ship && shipment.state !== "OTHER" && (
        <Button small disabled={busy} onClick={() => setAsking("tracking")}>
          {t("transfers.tracking")}
        </Button>
      )}
      {ship && (shipment.state === "DRAFT" || shipment.state === "IN_TRANSIT") && (
        <Button small disabled={busy} onClick={() => setAsking("recall")}>
          {t("transfers.recall")}
        </Button>
      )}
      {act.error && asking === null && <QueryError title={t("transfers.failed")} error={act.error} />}
      {asking === "tracking" && <TrackingDialog transfer={transfer} shipment={shipment} onClose={() => setAsking(null)} />}
      {asking === "recall" && (
        <Confirm
          open
          title={t("transfers.confirmRecallTitle", { name: shipment.name })}
          body={t("transfers.confirmRecallBody")}
          confirm={t("transfers.recall")}
          cancel={t("transfers.keep")}
          busy={act.isPending}
          error={act.error && <QueryError title={t("transfers.failed")} error={act.error} />}
          onConfirm={recall}
          onCancel={() => setAsking(null)}
        />
      )}
    </span>
  );
}
