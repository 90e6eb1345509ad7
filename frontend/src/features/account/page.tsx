import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useShop } from "@/api/shop";
import { useHost } from "@/host/host-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Ago } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/people";
import { EmailCard } from "./email-card";
import { PasskeysCard } from "./passkeys-card";
import { PasswordCard } from "./password-card";
import { type Me, useMe, useRename, useSignOutDevice, useSignOutEverywhere } from "./queries";

export function AccountPage() {
  const { t } = useTranslation();
  const isKey = useShop().data?.viewer.kind === "api_key";
  const me = useMe(!isKey);
  return (
    <Page title={t("me.title")} subtitle={t("me.subtitle")}>
      {isKey && <EmptyState icon={<KeyRound className="size-5" />} title={t("me.keyTitle")} body={t("me.keyBody")} />}
      {me.error && !me.data && (
        <QueryError title={t("me.errorTitle")} error={me.error} onRetry={() => void me.refetch()} />
      )}
      {!isKey && !me.data && !me.error && <Skeleton className="h-64 w-full rounded-xl" />}
      {me.data && <Account key={me.data.id} me={me.data} />}
    </Page>
  );
}

function Account({ me }: { me: Me }) {
  const { t } = useTranslation();
  const { SaveBar, showSuccess } = useHost();
  const rename = useRename();
  const [name, setName] = useState(me.name);
  const save = () => rename.mutate(name, { onSuccess: () => showSuccess(t("me.nameSaved")) });
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <Card>
        <form
          noValidate
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Field label={t("me.name")} error={rename.error?.message}>
            {(control) => (
              <Input {...control} autoComplete="name" maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <p className="text-sm text-muted">
            {me.email !== null && `${me.email} · `}
            {t(`role.${me.role}`)}
          </p>
          <SaveBar
            open={name.trim() !== me.name}
            busy={rename.isPending}
            onSave={save}
            onDiscard={() => {
              setName(me.name);
              rename.reset();
            }}
          />
        </form>
      </Card>
      {me.has_password ? (
        <>
          <EmailCard email={me.email ?? ""} />
          <PasswordCard email={me.email ?? ""} />
          <PasskeysCard me={me} />
        </>
      ) : (
        <p className="text-sm text-muted">{t("me.staffBody")}</p>
      )}
      {me.sign_ins.length > 0 && <Devices me={me} />}
    </div>
  );
}

function Devices({ me }: { me: Me }) {
  const { t } = useTranslation();
  const one = useSignOutDevice();
  const all = useSignOutEverywhere();
  const [asking, setAsking] = useState(false);
  return (
    <Card
      title={t("me.devices")}
      flush
      actions={
        <Button small onClick={() => setAsking(true)}>
          {t("me.everywhere")}
        </Button>
      }
    >
      {one.error && (
        <div className="px-4 pb-3">
          <QueryError title={t("me.failed")} error={one.error} />
        </div>
      )}
      <ul aria-label={t("me.devices")} className="border-t border-line">
        {me.sign_ins.map(({ id, device, last_used_at, is_this }) => (
          <li key={id} className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-0 sm:px-5">
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm" title={device}>
                {device || t("me.unknownDevice")}
              </span>
              <span className="block text-xs text-muted">
                {t("me.lastUsed")} <Ago at={last_used_at} />
              </span>
            </span>
            {is_this ? (
              <Badge>{t("me.thisDevice")}</Badge>
            ) : (
              <Button small look="quiet" disabled={one.isPending} onClick={() => one.mutate(id)}>
                {t("me.signOut")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        open={asking}
        title={t("me.everywhereTitle")}
        body={t("me.everywhereBody")}
        confirm={t("me.everywhere")}
        cancel={t("common.cancel")}
        busy={all.isPending}
        error={all.error && <QueryError title={t("me.failed")} error={all.error} />}
        onCancel={() => setAsking(false)}
        onConfirm={() => all.mutate()}
      />
    </Card>
  );
}
