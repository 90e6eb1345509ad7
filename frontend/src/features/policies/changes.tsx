import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { usePolicyChanges, useUndoPolicies } from "./queries";

const SHOWN = 8;

/** The latest changes of rules, each of which can be taken back. */
export function Changes({ mayBuy }: { mayBuy: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const changes = usePolicyChanges();
  const undo = useUndoPolicies();
  const rows = changes.data?.items.slice(0, SHOWN) ?? [];
  return (
    <Card title={t("policies.changes.title")} flush>
      {changes.error && <QueryError title={t("policies.errorTitle")} error={changes.error} onRetry={() => void changes.refetch()} />}
      {undo.error && <QueryError title={t("policies.failed")} error={undo.error} />}
      {changes.isPending && <Skeleton className="m-4 h-9" />}
      {changes.data && rows.length === 0 && <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("policies.changes.none")}</p>}
      <ul aria-label={t("policies.changes.title")}>
        {rows.map((change) => (
          <li key={change.id} className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-2.5 last:border-0 sm:px-5">
            <span className="min-w-0 text-sm">
              {t(`policies.changes.how.${change.how}`)} · {t("policies.changes.rules", { count: change.rules, n: format.quantity(change.rules) })}
              <span className="block text-xs text-muted">
                <When at={change.at} />
              </span>
            </span>
            {change.undone_at !== null ? (
              <span className="text-xs text-muted">{t("policies.changes.undone", { when: format.dateTime(change.undone_at) })}</span>
            ) : (
              mayBuy && (
                <Button
                  small
                  disabled={undo.isPending}
                  aria-label={t("policies.changes.undoOf", { when: format.dateTime(change.at) })}
                  onClick={() => undo.mutate(change.id, { onSuccess: ({ changed }) => showSuccess(t("policies.changes.done", { count: changed, n: format.quantity(changed) })) })}
                >
                  {t("policies.changes.undo")}
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
