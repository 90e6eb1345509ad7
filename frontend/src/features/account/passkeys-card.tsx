import { useState } from "react";
import { useHost } from "@/host/host-context";
import { hasPasskeys, samePageAt, worksHere } from "@/lib/passkeys";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Ago } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { AddPasskey } from "./add-passkey";
import { type Me, useRemovePasskey } from "./queries";

type Passkey = Me["passkeys"][number];

/** The passkeys a person signs in with, to add and to remove. */
export function PasskeysCard({ me }: { me: Me }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const canAdd = hasPasskeys() && worksHere(me.passkey_domain);
  return (
    <Card
      title={t("me.passkeys")}
      flush
      actions={
        canAdd && (
          <Button small onClick={() => setAdding(true)}>
            {t("me.addPasskey")}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-1 px-4 pb-3 text-sm text-muted sm:px-5">
        <p>{t("me.passkeysBody")}</p>
        {!hasPasskeys() && <p>{t("passkey.unknown")}</p>}
        {hasPasskeys() && !canAdd && <PasskeysElsewhere domain={me.passkey_domain} />}
        {me.passkeys.length === 0 && <p>{t("me.noPasskeys")}</p>}
      </div>
      {me.passkeys.length > 0 && (
        <ul aria-label={t("me.passkeys")} className="border-t border-line">
          {me.passkeys.map((passkey) => (
            <li key={passkey.id} className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-0 sm:px-5">
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm" title={passkey.name}>
                  {passkey.name}
                </span>
                <span className="block text-xs text-muted">
                  {t("me.passkeyMade")} <Ago at={passkey.created_at} /> ·{" "}
                  {passkey.last_used_at === null ? (
                    t("me.passkeyNever")
                  ) : (
                    <>
                      {t("me.lastUsed")} <Ago at={passkey.last_used_at} />
                    </>
                  )}
                </span>
              </span>
              <Button small look="quiet" aria-label={t("me.removePasskey", { name: passkey.name })} onClick={() => setRemoving(passkey)}>
                {t("me.removePasskeyConfirm")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding && <AddPasskey onClose={() => setAdding(false)} />}
      <RemovePasskey passkey={removing} onClose={() => setRemoving(null)} />
    </Card>
  );
}

/** Says where passkeys work, for a page that is open at another host. */
export function PasskeysElsewhere({ domain }: { domain: string }) {
  const { t } = useTranslation();
  return (
    <p>
      {t("passkey.elsewhere")}{" "}
      <a className="font-medium text-brand-text underline" href={samePageAt(domain)}>
        {domain}
      </a>
    </p>
  );
}

function RemovePasskey({ passkey, onClose }: { passkey: Passkey | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const remove = useRemovePasskey();
  const name = passkey?.name ?? "";
  return (
    <Confirm
      open={passkey !== null}
      title={t("me.removePasskeyTitle", { name })}
      body={t("me.removePasskeyBody")}
      confirm={t("me.removePasskeyConfirm")}
      cancel={t("common.cancel")}
      busy={remove.isPending}
      error={remove.error && <QueryError title={t("me.failed")} error={remove.error} />}
      onCancel={onClose}
      onConfirm={() =>
        passkey &&
        remove.mutate(passkey.id, {
          onSuccess: () => {
            onClose();
            showSuccess(t("me.passkeyRemoved", { name }));
          },
        })
      }
    />
  );
}
