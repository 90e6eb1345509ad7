import { KeyRound, Plus } from "lucide-react";
import { Suspense, lazy, useState } from "react";
import type { ApiKey, Shop } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Ago, When } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useApiKeys, useRevokeKey } from "./queries";

const NewKeyDialog = lazy(async () => ({ default: (await import("./new-key-dialog")).NewKeyDialog }));

export function KeysCard({ viewer }: { viewer: Shop["viewer"] }) {
  const { t } = useTranslation();
  const allowed = viewer.permissions.includes("admin");
  const apiKeys = useApiKeys(allowed);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Card
      title={t("settings.keys")}
      note={t("settings.keysNote")}
      flush
      actions={
        allowed && (
          <Button small icon={<Plus aria-hidden className="size-4" />} onClick={() => setCreating(true)}>
            {t("settings.create")}
          </Button>
        )
      }
    >
      {!allowed ? (
        <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("settings.adminOnly")}</p>
      ) : apiKeys.error && !apiKeys.data ? (
        <div className="p-4">
          <QueryError title={t("settings.keysError")} error={apiKeys.error} onRetry={() => void apiKeys.refetch()} />
        </div>
      ) : !apiKeys.data ? (
        <div className="p-4">
          <Skeleton className="h-16" />
        </div>
      ) : apiKeys.data.items.length === 0 ? (
        <EmptyState icon={<KeyRound className="size-5" />} title={t("settings.keysEmpty")} />
      ) : (
        <KeyTable apiKeys={apiKeys.data.items} onRevoke={setRevoking} />
      )}
      {creating && (
        <Suspense>
          <NewKeyDialog onClose={() => setCreating(false)} />
        </Suspense>
      )}
      {revoking && <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Card>
  );
}

function KeyTable({ apiKeys, onRevoke }: { apiKeys: readonly ApiKey[]; onRevoke: (key: ApiKey) => void }) {
  const { t } = useTranslation();
  return (
    <Table label={t("settings.keys")}>
      <thead>
        <tr>
          <Th>{t("settings.keyName")}</Th>
          <Th>{t("settings.scopes")}</Th>
          <Th>{t("settings.created")}</Th>
          <Th>{t("settings.lastUsed")}</Th>
          <Th>
            <span className="sr-only">{t("settings.revoke")}</span>
          </Th>
        </tr>
      </thead>
      <tbody className="[&_tr:last-child_td]:border-0">
        {apiKeys.map((apiKey) => (
          <tr key={apiKey.id} className="hover:bg-hover">
            <Td>
              <span className="font-medium">{apiKey.name}</span>
              <span className="block font-mono text-xs text-muted">{`${apiKey.starts_with}…`}</span>
            </Td>
            <Td>
              <span className="flex gap-1.5">
                {apiKey.scopes.map((scope) => (
                  <Badge key={scope}>{t(`settings.scope.${scope}`)}</Badge>
                ))}
              </span>
            </Td>
            <Td className="text-muted">
              <When at={apiKey.created_at} />
              <span className="block text-xs">{t("settings.by", { who: apiKey.created_by })}</span>
            </Td>
            <Td className="text-muted">
              {apiKey.last_used_at === null ? t("settings.neverUsed") : <Ago at={apiKey.last_used_at} />}
            </Td>
            <Td end>
              <Button
                small
                look="quiet"
                aria-label={`${t("settings.revoke")}: ${apiKey.name}`}
                onClick={() => onRevoke(apiKey)}
              >
                {t("settings.revoke")}
              </Button>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const revoke = useRevokeKey();
  return (
    <Confirm
      open
      title={t("settings.revokeTitle", { name: apiKey.name })}
      body={t("settings.revokeBody")}
      confirm={t("settings.revokeConfirm")}
      cancel={t("common.cancel")}
      busy={revoke.isPending}
      error={
        revoke.error && (
          <div className="mt-3">
            <QueryError title={t("settings.revokeFailed")} error={revoke.error} />
          </div>
        )
      }
      onCancel={onClose}
      onConfirm={() =>
        revoke.mutate(apiKey.id, {
          onSuccess: () => {
            showSuccess(t("settings.revoked", { name: apiKey.name }));
            onClose();
          },
        })
      }
    />
  );
}
