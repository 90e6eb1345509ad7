import { KeyRound } from "lucide-react";
import { useState } from "react";
import { hasPasskeys, worksHere } from "@/lib/passkeys";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/people";
import { AddPasskey } from "./add-passkey";
import { PasskeysElsewhere } from "./passkeys-card";
import { useMe } from "./queries";

/** All that whoever came by a password alone sees, where the shop asks for a passkey of their role. */
export function PasskeyGate() {
  const { t } = useTranslation();
  return (
    <Page title={t("gate.title")}>
      <WhatToDo />
    </Page>
  );
}

function WhatToDo() {
  const { t } = useTranslation();
  const me = useMe(true);
  const [adding, setAdding] = useState(false);
  if (me.error && !me.data) {
    return <QueryError title={t("me.failed")} error={me.error} onRetry={() => void me.refetch()} />;
  }
  if (!me.data) return <Skeleton className="h-40 w-full rounded-xl" />;
  if (me.data.missing === "use_passkey") {
    return (
      <Card title={t("gate.useTitle")}>
        <p className="max-w-prose text-sm">{t("gate.useBody")}</p>
      </Card>
    );
  }
  const canAdd = hasPasskeys() && worksHere(me.data.passkey_domain);
  return (
    <Card title={t("gate.addTitle")}>
      <div className="flex max-w-prose flex-col items-start gap-3 text-sm">
        <p>{t("gate.addBody")}</p>
        {!hasPasskeys() && <p>{t("passkey.unknown")}</p>}
        {hasPasskeys() && !canAdd && <PasskeysElsewhere domain={me.data.passkey_domain} />}
        {canAdd && (
          <Button look="primary" icon={<KeyRound aria-hidden className="size-4" />} onClick={() => setAdding(true)}>
            {t("me.addPasskey")}
          </Button>
        )}
      </div>
      {adding && <AddPasskey onClose={() => setAdding(false)} />}
    </Card>
  );
}
