import { Ban, Check, Pencil, Trash2, Truck, Undo2 } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useShop } from "@/api/shop";
import type { Transfer } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button, buttonClasses } from "@/ui/button";
import { Confirm } from "@/ui/confirm";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useEndName } from "./marks";
import { useAct } from "./queries";
import { ShipDialog } from "./ship-dialog";
import { UndoDialog } from "./undo-dialog";

type Asking = "ready" | "cancel" | "delete" | "ship" | "undo" | null;

/** What this person may do with the transfer as it is now; nothing while a step is on its way. */
export function Actions({ transfer }: { transfer: Transfer }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const navigate = useNavigate();
  const nameOf = useEndName();
  const act = useAct(transfer);
  const [asking, setAsking] = useState<Asking>(null);
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  if (!mayWrite) return null;
  const busy = transfer.syncing !== null;
  const isMade = transfer.gid !== null;
  const { state, mine } = transfer;
  const close = () => setAsking(null);
  const offer = offersOf(transfer);
  const confirm = (action: "ready" | "cancel" | "delete") =>
    act.mutate(action, {
      onSuccess: () => {
        close();
        showSuccess(action === "delete" ? t("transfers.deleted") : t("transfers.sent"));
        if (action === "delete") void navigate("/transfers");
      },
    });
  return (
    <>
      {offer.undo && mine.ship && mine.receive && (
        <Button disabled={busy} icon={<Undo2 aria-hidden className="size-4" />} onClick={() => setAsking("undo")}>
          {t("transfers.undo")}
        </Button>
      )}
      {mine.ship && state === "DRAFT" && (
        <Button disabled={busy} icon={<Trash2 aria-hidden className="size-4" />} onClick={() => setAsking("delete")}>
          {t("transfers.delete")}
        </Button>
      )}
      {mine.ship && state === "READY_TO_SHIP" && (
        <Button disabled={busy} icon={<Ban aria-hidden className="size-4" />} onClick={() => setAsking("cancel")}>
          {t("transfers.cancel")}
        </Button>
      )}
      {mine.ship && offer.edit && !busy && (
        <Link to={`/transfers/${transfer.id}/edit`} className={buttonClasses()}>
          <Pencil aria-hidden className="size-4" />
          {t("transfers.edit")}
        </Link>
      )}
      {mine.ship && state === "DRAFT" && isMade && (
        <Button look="primary" disabled={busy || transfer.line_count === 0} icon={<Check aria-hidden className="size-4" />} onClick={() => setAsking("ready")}>
          {t("transfers.markReady")}
        </Button>
      )}
      {mine.ship && offer.ship && (
        <Button look="primary" disabled={busy} icon={<Truck aria-hidden className="size-4" />} onClick={() => setAsking("ship")}>
          {t("transfers.ship")}
        </Button>
      )}
      {(asking === "ready" || asking === "cancel" || asking === "delete") && (
        <Confirm
          open
          title={t(CONFIRMS[asking].title)}
          body={t(CONFIRMS[asking].body, { from: nameOf(transfer.origin) })}
          confirm={t(CONFIRMS[asking].action)}
          cancel={t("transfers.keep")}
          busy={act.isPending}
          error={act.error && <QueryError title={t("transfers.failed")} error={act.error} />}
          onConfirm={() => confirm(asking)}
          onCancel={close}
        />
      )}
      {asking === "ship" && <ShipDialog transfer={transfer} onClose={close} />}
      {asking === "undo" && <UndoDialog transfer={transfer} onClose={close} />}
    </>
  );
}

const CONFIRMS = {
  ready: { title: "transfers.confirmReadyTitle", body: "transfers.confirmReadyBody", action: "transfers.markReady" },
  cancel: { title: "transfers.confirmCancelTitle", body: "transfers.confirmCancelBody", action: "transfers.cancel" },
  delete: { title: "transfers.confirmDeleteTitle", body: "transfers.confirmDeleteBody", action: "transfers.delete" },
} as const;

function offersOf(transfer: Transfer) {
  const isOpen = transfer.state === "READY_TO_SHIP" || transfer.state === "IN_PROGRESS";
  return {
    edit: (transfer.state === "DRAFT" || transfer.state === "READY_TO_SHIP") && transfer.is_whole,
    ship: isOpen && transfer.lines.some((line) => line.to_ship > 0),
    undo: transfer.accepted > 0 && (transfer.state === "TRANSFERRED" || transfer.state === "IN_PROGRESS"),
  };
}
