import { Ban, Check, Copy, Download, FileText, Mail, PackageCheck, Pencil, Scissors } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useSaveAnswer } from "@/api/save-file";
import { useShop } from "@/api/shop";
import type { Order, OrderState } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button, buttonClasses } from "@/ui/button";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { MergeDialog } from "./merge-dialog";
import { useStep } from "./queries";
import { SendDialog } from "./send-dialog";
import { SplitDialog } from "./split-dialog";
import { type Asked, StepDialog } from "./step-dialog";

type Asking = Asked | "send" | "split" | "merge" | null;

const IN: Record<string, readonly OrderState[]> = {
  unsent: ["draft", "awaiting_approval", "approved"],
  sendable: ["approved", "sent", "confirmed", "partly_received", "received"],
  receivable: ["sent", "confirmed", "partly_received"],
  confirmable: ["sent", "confirmed"],
  cancelable: ["draft", "awaiting_approval", "approved", "sent", "confirmed"],
};
const is = (name: string, state: OrderState) => IN[name]?.includes(state) ?? false;

/** What this person may do with the order as it is now, what usually comes next last. */
export function Actions({ order }: { order: Order }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const step = useStep(order);
  const [asking, setAsking] = useState<Asking>(null);
  const permissions = useShop().data?.viewer.permissions ?? [];
  const [mayBuy, mayWrite] = [permissions.includes("buy"), permissions.includes("write")];
  const { state } = order;
  const ask = (what: Asking) => () => setAsking(what);
  const close = () => setAsking(null);
  const approve = () => step.mutate({ what: "approve" }, { onSuccess: () => showSuccess(t("buying.page.done.approve")) });
  return (
    <div className="flex max-w-3xl flex-wrap justify-end gap-2">
      <Files order={order} />
      {mayBuy && (
        <>
          <Duplicate order={order} />
          {is("unsent", state) && order.units > 1 && (
            <Button icon={<Scissors aria-hidden className="size-4" />} onClick={ask("split")}>
              {t("buying.page.split")}
            </Button>
          )}
          {is("unsent", state) && <Button onClick={ask("merge")}>{t("buying.page.merge")}</Button>}
          {is("cancelable", state) && (
            <Button icon={<Ban aria-hidden className="size-4" />} onClick={ask("cancel")}>
              {t("buying.page.cancel")}
            </Button>
          )}
          {(state === "partly_received" || state === "received") && <Button onClick={ask("close")}>{t("buying.page.close")}</Button>}
          {state === "closed" && <Button onClick={ask("reopen")}>{t("buying.page.reopen")}</Button>}
          {(state === "awaiting_approval" || state === "approved") && <Button onClick={ask("revise")}>{t("buying.page.sendBack")}</Button>}
          {state === "draft" && (
            <Link to={`/purchase-orders/${order.id}/edit`} className={buttonClasses()}>
              <Pencil aria-hidden className="size-4" />
              {t("buying.page.edit")}
            </Link>
          )}
          {is("confirmable", state) && <Button onClick={ask("confirm")}>{t("buying.page.confirm")}</Button>}
          {state === "approved" && <Button onClick={ask("mark-sent")}>{t("buying.page.markSent")}</Button>}
          {state === "draft" && (
            <Button look="primary" icon={<Check aria-hidden className="size-4" />} disabled={order.line_count === 0} onClick={ask("submit")}>
              {t(order.mine.needs_approval ? "buying.page.submitApproval" : "buying.page.submit")}
            </Button>
          )}
          {state === "awaiting_approval" && order.mine.approve && (
            <Button look="primary" icon={<Check aria-hidden className="size-4" />} disabled={step.isPending} onClick={approve}>
              {t("buying.page.approve")}
            </Button>
          )}
          {is("sendable", state) && (
            <Button look={state === "approved" ? "primary" : "plain"} icon={<Mail aria-hidden className="size-4" />} onClick={ask("send")}>
              {t(state === "approved" ? "buying.page.send" : "buying.page.sendAgain")}
            </Button>
          )}
        </>
      )}
      {mayWrite && is("receivable", state) && (
        <Link to={`/purchase-orders/${order.id}/receive`} className={buttonClasses("primary")}>
          <PackageCheck aria-hidden className="size-4" />
          {t("buying.page.receive")}
        </Link>
      )}
      {step.error && <QueryError title={t("buying.failed")} error={step.error} />}
      {asking === "send" && <SendDialog order={order} onClose={close} />}
      {asking === "split" && <SplitDialog order={order} onClose={close} />}
      {asking === "merge" && <MergeDialog order={order} onClose={close} />}
      {asking !== null && asking !== "send" && asking !== "split" && asking !== "merge" && <StepDialog order={order} what={asking} onClose={close} />}
    </div>
  );
}

function Files({ order }: { order: Order }) {
  const { t } = useTranslation();
  const save = useSaveAnswer();
  const address = `/api/v1/purchase-orders/${order.id}`;
  return (
    <>
      <Button icon={<FileText aria-hidden className="size-4" />} disabled={save.isPending} onClick={() => save.mutate({ address: `${address}/pdf`, otherwise: `${order.name}.pdf` })}>
        {t("buying.page.pdf")}
      </Button>
      <Button icon={<Download aria-hidden className="size-4" />} disabled={save.isPending} onClick={() => save.mutate({ address: `${address}/csv`, otherwise: `${order.name}.csv` })}>
        {t("buying.page.csv")}
      </Button>
      {save.error && <QueryError title={t("buying.failed")} error={save.error} />}
    </>
  );
}

function Duplicate({ order }: { order: Order }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { showSuccess } = useHost();
  const step = useStep(order);
  const made = step.data?.id;
  useEffect(() => {
    if (made !== undefined) void navigate(`/purchase-orders/${made}`);
  }, [made, navigate]);
  return (
    <Button
      icon={<Copy aria-hidden className="size-4" />}
      disabled={step.isPending}
      onClick={() => step.mutate({ what: "duplicate" }, { onSuccess: () => showSuccess(t("buying.page.done.duplicate")) })}
    >
      {t("buying.page.duplicate")}
    </Button>
  );
}
