import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useBringBackFirstSteps, useFirstStepsAway } from "./queries";

/** For whoever has put the first steps away: shows them again on the overview. */
export function FirstStepsCard() {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const isAway = useFirstStepsAway();
  const bringBack = useBringBackFirstSteps();
  if (!isAway) return null;
  return (
    <Card
      title={t("settings.steps")}
      note={t("settings.stepsNote")}
      actions={
        <Button
          small
          disabled={bringBack.isPending}
          onClick={() => bringBack.mutate(undefined, { onSuccess: () => showSuccess(t("settings.stepsBack")) })}
        >
          {t("settings.bringBack")}
        </Button>
      }
    >
      {bringBack.error && <QueryError title={t("settings.stepsFailed")} error={bringBack.error} />}
    </Card>
  );
}
