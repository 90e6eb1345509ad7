import { Circle, CircleCheck } from "lucide-react";
import { Link } from "react-router";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import "@/words/first-steps";
import { WITHOUT_COST } from "./places";
import { useDismissFirstSteps, useFirstSteps } from "./queries";

const PLACES = {
  imported: "/sync",
  heard: "/sync",
  costs: WITHOUT_COST,
  changed: "/inventory",
  colleague: "/people",
} as const;

/** What a new shop does first; it ticks itself, and goes when all is done or somebody puts it away. */
export function FirstSteps() {
  const { t } = useTranslation();
  const found = useFirstSteps().data;
  const dismiss = useDismissFirstSteps();
  const { showSuccess } = useHost();
  const done = found?.steps.filter((step) => step.is_done).length ?? 0;
  // A short help that could not be read is no trouble: the page goes on without it.
  if (!found || found.is_dismissed || done === found.steps.length) return null;
  return (
    <Card
      title={t("steps.title")}
      note={t("steps.note", { done, total: found.steps.length })}
      actions={
        <Button small look="quiet" disabled={dismiss.isPending} onClick={() => dismiss.mutate(undefined, { onSuccess: () => showSuccess(t("steps.dismissed")) })}>
          {t("steps.dismiss")}
        </Button>
      }
    >
      {dismiss.error && <QueryError title={t("steps.failed")} error={dismiss.error} />}
      <ol aria-label={t("steps.title")} className="grid gap-x-6 gap-y-3 sm:grid-cols-2 xl:grid-cols-3">
        {found.steps.map(({ name, is_done }) => {
          const Icon = is_done ? CircleCheck : Circle;
          return (
            <li key={name} className="flex items-start gap-2.5">
              <Icon aria-label={t(is_done ? "steps.done" : "steps.open")} className={is_done ? "mt-0.5 size-4 shrink-0 text-good-text" : "mt-0.5 size-4 shrink-0 text-muted"} />
              <span className="min-w-0 text-sm">
                <Link to={PLACES[name]} className="font-medium underline-offset-4 hover:underline">
                  {t(`steps.${name}`)}
                </Link>
                <span className="block text-xs text-muted">{t(`steps.${name}Body`)}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
