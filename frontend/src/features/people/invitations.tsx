import { useState } from "react";
import { useHost } from "@/host/host-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { LinkDialog } from "./dialogs";
import { type Invitation, type LinkAnswer, useSendAgain, useWithdraw } from "./queries";

/** Who was invited and has not joined yet. */
export function Invitations({ invitations }: { invitations: Invitation[] }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const sendAgain = useSendAgain();
  const withdraw = useWithdraw();
  const [link, setLink] = useState<LinkAnswer | null>(null);
  const error = sendAgain.error ?? withdraw.error;
  const busy = sendAgain.isPending || withdraw.isPending;
  return (
    <Card title={t("people.open")} flush>
      {error && (
        <div className="px-4 pb-3">
          <QueryError title={t("people.failed")} error={error} />
        </div>
      )}
      <ul aria-label={t("people.open")} className="border-t border-line">
        {invitations.map(({ id, email, role, expires_at, is_expired }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 text-sm last:border-0 sm:px-5">
            <span className="min-w-0 flex-1 basis-56 truncate font-medium">{email}</span>
            <span className="basis-24">{t(`role.${role}`)}</span>
            <span className="basis-40 text-xs text-muted">
              {is_expired ? (
                <Badge tone="warn">{t("people.expired")}</Badge>
              ) : (
                <>
                  {t("people.until")} <When at={expires_at} />
                </>
              )}
            </span>
            <span className="flex gap-1">
              <Button
                small
                disabled={busy}
                aria-label={`${t("people.sendAgain")}: ${email}`}
                onClick={() =>
                  sendAgain.mutate(id, {
                    onSuccess: (answer) => (answer.mailed ? showSuccess(t("people.mailed", { email })) : setLink(answer)),
                  })
                }
              >
                {t("people.sendAgain")}
              </Button>
              <Button
                small
                look="quiet"
                disabled={busy}
                aria-label={`${t("people.withdraw")}: ${email}`}
                onClick={() => withdraw.mutate(id, { onSuccess: () => showSuccess(t("people.withdrawn", { email })) })}
              >
                {t("people.withdraw")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {link && <LinkDialog answer={link} onClose={() => setLink(null)} />}
    </Card>
  );
}
