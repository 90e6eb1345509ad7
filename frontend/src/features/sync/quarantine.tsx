import { useState } from "react";
import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { QuarantinedWrite } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Ago, Delta, When } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { useDecideWrite, useQuarantine } from "./queries";

interface Decision {
  write: QuarantinedWrite;
  wasApplied: boolean;
}

/** Changes of which Shopify never said whether it carried them out: a person looks there and says. */
export function Quarantine() {
  const { t } = useTranslation();
  const quarantine = useQuarantine();
  const [deciding, setDeciding] = useState<Decision | null>(null);
  if (quarantine.error && !quarantine.data) {
    return (
      <QueryError
        title={t("sync.quarantine.error")}
        error={quarantine.error}
        onRetry={() => void quarantine.refetch()}
      />
    );
  }
  if (!quarantine.data) return <Skeleton className="h-32 w-full rounded-xl" />;
  if (quarantine.data.items.length === 0) return null;
  return (
    <Card title={t("sync.quarantine.title")} note={t("sync.quarantine.note")} flush>
      <ul className="divide-y divide-line">
        {quarantine.data.items.map((write) => (
          <Write key={write.id} write={write} onDecide={(wasApplied) => setDeciding({ write, wasApplied })} />
        ))}
      </ul>
      {deciding && <Decide {...deciding} onClose={() => setDeciding(null)} />}
    </Card>
  );
}

function Write({ write, onDecide }: { write: QuarantinedWrite; onDecide: (wasApplied: boolean) => void }) {
  const { t } = useTranslation();
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  return (
    <li className="flex flex-col gap-3 px-4 py-4 sm:px-5">
      <p className="text-sm">
        <span className="font-medium">{write.note || t(`reason.${write.reason}`)}</span>
        <span className="block text-xs text-muted">
          {t("sync.quarantine.sent")} <When at={write.sent_at} />
          {write.set_aside_at !== null && (
            <>
              {" · "}
              {t("sync.quarantine.setAside")} <Ago at={write.set_aside_at} />
            </>
          )}
        </span>
      </p>
      <ul className="flex flex-col gap-1 text-sm">
        {write.lines.map((line) => (
          <li key={line.line} className="flex flex-wrap gap-x-3">
            <Link
              to={`/inventory/${gidTail(line.inventory_item_id)}`}
              className="font-medium underline-offset-4 hover:underline"
            >
              {line.title || line.sku}
            </Link>
            <span className="text-muted">{line.location_name}</span>
            {line.changes.map((change) => (
              <span key={change.name} className="whitespace-nowrap">
                <span className="text-muted">{t(`quantity.${change.name}`)}</span> <Delta value={change.delta} />
              </span>
            ))}
          </li>
        ))}
      </ul>
      {mayWrite && (
        <div className="flex flex-wrap gap-2">
          <Button small onClick={() => onDecide(true)}>
            {t("sync.quarantine.applied")}
          </Button>
          <Button small onClick={() => onDecide(false)}>
            {t("sync.quarantine.notApplied")}
          </Button>
        </div>
      )}
    </li>
  );
}

function Decide({ write, wasApplied, onClose }: Decision & { onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const decide = useDecideWrite();
  const words = wasApplied ? "appliedConfirm" : "notAppliedConfirm";
  return (
    <Confirm
      open
      title={t(`sync.quarantine.${words}.title`)}
      body={t(`sync.quarantine.${words}.body`)}
      confirm={t(`sync.quarantine.${words}.confirm`)}
      cancel={t("common.cancel")}
      busy={decide.isPending}
      error={
        decide.error && (
          <div className="mt-3">
            <QueryError title={t("sync.quarantine.failed")} error={decide.error} />
          </div>
        )
      }
      onCancel={onClose}
      onConfirm={() =>
        decide.mutate(
          { id: write.id, wasApplied },
          {
            onSuccess: () => {
              showSuccess(t("sync.quarantine.done"));
              onClose();
            },
          },
        )
      }
    />
  );
}
