import { useState } from "react";
import { useLocations, useShop } from "@/api/shop";
import type { SyncCheck } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Ago } from "@/ui/display";
import { Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Progress, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/drift";
import { useAskForCheck, useCancelCheck, useChecks } from "./queries";

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
  const latest = checks.data?.items[0];
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
            <Button small aria-busy={isRunning} disabled={isRunning || ask.isPending} onClick={() => ask.mutate(chosen || null)}>
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
        {checks.data && <Latest check={latest} place={places.find((each) => each.location_id === latest?.location_id)?.name} />}
      </div>
    </Card>
  );
}

function Latest({ check, place }: { check: SyncCheck | undefined; place: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!check) return <p className="text-sm text-muted">{t("drift.checks.never")}</p>;
  const [checked, total, different] = [check.levels_checked, check.levels_total, check.levels_different];
  const counts = { checked: format.quantity(checked), total: format.quantity(total) };
  const said = {
    running: t("drift.checks.running", counts),
    done:
      different === 0
        ? t("drift.checks.allEqual", { count: total, n: format.quantity(total) })
        : t("drift.checks.differed", { count: different, n: format.quantity(different), ...counts }),
    canceled: t("drift.checks.canceled", counts),
    failed: t("drift.checks.failed"),
  }[check.state];
  return (
    <div role="status">
      {check.state === "running" && (
        <div className="mb-1.5">
          <Progress label={t("drift.checks.title")} share={total === 0 ? null : checked / total} />
        </div>
      )}
      <p className="text-sm">
        {said}{" "}
        <span className="text-muted">
          {place ?? t("drift.checks.everything")}, <Ago at={check.ended_at ?? check.asked_at} />
        </span>
      </p>
    </div>
  );
}
