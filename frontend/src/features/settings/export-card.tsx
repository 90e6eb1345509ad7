import { Download } from "lucide-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi, useServer } from "@/api/server-context";
import type { Shop } from "@/api/types";
import { useHost } from "@/host/host-context";
import { saveAnswer } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/leaving";

/** Everything that is kept of the shop, as one file. */
export function ExportCard({ viewer }: { viewer: Shop["viewer"] }) {
  const { t } = useTranslation();
  const server = useServer();
  const { showSuccess } = useHost();
  const save = useMutation({
    mutationFn: async () => saveAnswer(await server.open("/api/v1/export"), "inventorysync.zip"),
    onSuccess: (name) => showSuccess(t("leaving.saved", { name })),
  });
  if (!viewer.permissions.includes("admin") || viewer.locations !== null) return null;
  return (
    <Card title={t("leaving.title")} note={t("leaving.note")}>
      <div className="flex flex-col items-start gap-3">
        {save.error && <QueryError title={t("leaving.error")} error={save.error} />}
        <Button
          icon={<Download className="size-4" />}
          aria-busy={save.isPending}
          disabled={save.isPending}
          onClick={() => save.mutate()}
        >
          {save.isPending ? t("leaving.saving") : t("leaving.save")}
        </Button>
        <Standing />
      </div>
    </Card>
  );
}

/** What of ours has to end in Shopify before one leaves. */
function Standing() {
  const { t } = useTranslation();
  const format = useFormat();
  const api = useApi();
  const standing = useQuery({
    queryKey: keys.leaving,
    queryFn: ({ signal }) => take(api.GET("/api/v1/leaving", { signal })),
  });
  if (standing.error && !standing.data) {
    return <QueryError title={t("leaving.standingError")} error={standing.error} onRetry={() => void standing.refetch()} />;
  }
  if (!standing.data) return <Skeleton className="h-10 w-full" />;
  const { transfers, transfers_open, lines_waiting, writes_open, steps_waiting, is_clear } = standing.data;
  const onTheirWay = Math.max(lines_waiting, writes_open) + steps_waiting;
  return (
    <section aria-label={t("leaving.standing")} className="flex flex-col gap-1.5 text-sm">
      <h3 className="font-medium">{t("leaving.standing")}</h3>
      <p className="text-xs text-muted">
        {t("leaving.standingNote")} {t("leaving.nothingElse")}
      </p>
      {is_clear && <p>{t("leaving.clear")}</p>}
      {transfers_open > 0 && <p>{t("leaving.transfers", { count: transfers_open, n: format.quantity(transfers_open) })}</p>}
      {transfers.length > 0 && (
        <ul className="flex flex-col gap-1">
          {transfers.map((each) => (
            <li key={each.id} className="flex flex-wrap gap-x-3">
              <Link to={`/transfers/${each.id}`} className="font-medium underline-offset-4 hover:underline">
                {each.name || each.id.slice(0, 8)}
              </Link>
              <span className="text-muted">
                {each.origin_name} → {each.destination_name}
              </span>
              {each.has_shipments && <span className="text-warn-text">{t("leaving.shipped")}</span>}
            </li>
          ))}
        </ul>
      )}
      {onTheirWay > 0 && <p>{t("leaving.onTheirWay", { count: onTheirWay, n: format.quantity(onTheirWay) })}</p>}
    </section>
  );
}
