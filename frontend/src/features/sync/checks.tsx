import { useState } from "react";
import { useAskForCheck, useCancelCheck, useChecks } from "@/api/checks";
import { useLocations, useShop } from "@/api/shop";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { CheckStatus } from "@/ui/stock/check-status";
import { useTranslation } from "@/words";
import "@/words/drift";

/** The way to compare with Shopify now, and what the last comparison came to. */
export function Checks() {
  const { t } = useTranslation();
  const checks = useChecks();
  const ask = useAskForCheck();
  const cancel = useCancelCheck();
  const locations = useLocations();
  const viewer = useShop().data?.viewer;
  const mayWrite = viewer?.permissions.includes("write") ?? false;
  const [place, setPlace] = useState("");
  const latest = checks.data?.items.find((each) => each.inventory_item_id === null);
  const isRunning = latest?.state === "running";
  const places = locations.data?.items ?? [];
  const chosen = place || (viewer?.locations === null ? "" : (places[0]?.location_id ?? ""));
  return (
    <Card title={t("drift.checks.title")} note={t("drift.checks.note")}>
      <div className="flex flex-col gap-3">
        {mayWrite && (
          <div className="flex flex-wrap items-center gap-2">
            <Select
              small
              aria-label={t("drift.checks.scope")}
              className="w-48"
              value={chosen}
              disabled={isRunning}
              onChange={(event) => setPlace(event.target.value)}
            >
              {viewer?.locations === null && <option value="">{t("drift.checks.everything")}</option>}
              {places.map((each) => (
                <option key={each.location_id} value={each.location_id}>
                  {each.name}
                </option>
              ))}
            </Select>
            <Button small aria-busy={isRunning} disabled={isRunning || ask.isPending} onClick={() => ask.mutate({ location_id: chosen || null })}>
              {t("drift.checks.now")}
            </Button>
            {isRunning && (
              <Button small look="quiet" disabled={cancel.isPending} onClick={() => cancel.mutate(latest.id)}>
                {t("drift.checks.cancel")}
              </Button>
            )}
          </div>
        )}
        {checks.error && !checks.data && (
          <QueryError title={t("drift.checks.error")} error={checks.error} onRetry={() => void checks.refetch()} />
        )}
        {(ask.error ?? cancel.error) && (
          <QueryError title={t("drift.checks.askError")} error={(ask.error ?? cancel.error) as Error} />
        )}
        {checks.isPending && <Skeleton className="h-6" />}
        {checks.data && !latest && <p className="text-sm text-muted">{t("drift.checks.never")}</p>}
        {latest && (
          <CheckStatus
            check={latest}
            of={places.find((each) => each.location_id === latest.location_id)?.name ?? t("drift.checks.everything")}
          />
        )}
      </div>
    </Card>
  );
}
