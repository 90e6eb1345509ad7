import { History } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { Replay } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, EmptyState, Progress, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/replays";
import { AskCard } from "./ask-card";
import { FiguresTable } from "./figures-table";
import { Frontier } from "./frontier";
import { isGoing, useCancelReplay, useReplays } from "./queries";
import { useScopeName } from "./scope";
import type { Habit } from "./ways";

/** Policies tried on the shop's own past: asked for, followed, compared, put to use. */
export function ReplayPage() {
  const { t } = useTranslation();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const replays = useReplays();
  const [parameters, setParameters] = useSearchParams();
  const items = replays.data?.items ?? [];
  const shown = items.find((each) => each.id === parameters.get("id")) ?? items[0];
  return (
    <Page title={t("replay.title")} subtitle={t("replay.subtitle")} back={{ to: "/policies", label: t("replay.back") }}>
      {replays.data?.weeks_most === 0 && <Banner tone="info" title={t("replay.tooEarly")} body={t("replay.tooEarlyBody")} />}
      {mayBuy && replays.data && replays.data.weeks_most > 0 && <AskCard most={replays.data.weeks_most} onAsked={(id) => setParameters({ id })} />}
      {replays.error && !replays.data && <QueryError title={t("replay.errorTitle")} error={replays.error} onRetry={() => void replays.refetch()} />}
      {replays.isPending && <Skeleton className="h-72 w-full rounded-xl" />}
      {replays.data && !shown && (
        <Card>
          <EmptyState icon={<History className="size-5" />} title={t("replay.empty")} body={t("replay.emptyBody")} />
        </Card>
      )}
      {replays.data && shown && <Shown key={shown.id} replay={shown} currency={replays.data.currency} applicable={replays.data.applicable} />}
      {items.length > 1 && <Earlier items={items} shown={shown} />}
    </Page>
  );
}

interface ShownProps {
  replay: Replay;
  currency: string;
  applicable: readonly Habit[];
}

function Shown({ replay, currency, applicable }: ShownProps) {
  const { t } = useTranslation();
  if (isGoing(replay)) return <Going replay={replay} />;
  if (replay.state === "failed") return <Banner tone="warn" title={t("replay.failed")} body={replay.problem} />;
  if (!replay.outcome) return <Banner tone="info" title={t("replay.canceled")} body={t("replay.canceledBody")} />;
  return <Outcome replay={replay} outcome={replay.outcome} currency={currency} applicable={applicable} />;
}

function Going({ replay }: { replay: Replay }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cancel = useCancelReplay(replay.id);
  const text = replay.done === 0 ? t("replay.goingFirst") : t("replay.goingAt", { done: format.quantity(replay.done), steps: format.quantity(replay.steps) });
  return (
    <Card
      title={t("replay.going")}
      actions={
        <Button small disabled={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {t("replay.cancel")}
        </Button>
      }
    >
      <Progress label={t("replay.going")} share={replay.done === 0 ? null : replay.done / replay.steps} text={text} />
      <p aria-live="polite" className="mt-2 text-sm text-muted">
        {text}
      </p>
    </Card>
  );
}

function Outcome({ replay, outcome, currency, applicable }: ShownProps & { outcome: NonNullable<Replay["outcome"]> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const scope = useScopeName()(replay);
  const { happened } = outcome;
  const caveats = [
    t("replay.caveat.demand"),
    t("replay.caveat.start", { days: format.quantity(Math.min(28, Math.floor((replay.weeks * 7) / 2))) }),
    t("replay.caveat.lead", { seed: format.quantity(replay.seed) }),
    t("replay.caveat.terms"),
    t("replay.caveat.price"),
    t("replay.caveat.money"),
    ...(outcome.without_cost > 0 ? [t("replay.caveat.cost", { count: outcome.without_cost, n: format.quantity(outcome.without_cost) })] : []),
  ];
  return (
    <>
      <Card title={t("replay.frontier")} note={t("replay.frontierNote")}>
        <p className="mb-3 text-sm">
          <span className="font-medium">{scope}</span>
          {" · "}
          {t("replay.resultNote", { from: format.day(outcome.counted_since), to: format.day(outcome.until) })}
          {" · "}
          {t("replay.series", { n: format.quantity(outcome.series), all: format.quantity(outcome.of_all), share: format.percent(outcome.share) })}
        </p>
        <Frontier
          figures={outcome.figures}
          currency={currency}
          happened={happened && happened.asked > 0 ? { held: happened.mean_held, fill: 1 - happened.lost / happened.asked } : null}
        />
      </Card>
      <Card flush title={t("replay.table")} note={t("replay.happenedNote")}>
        <FiguresTable replay={replay} outcome={outcome} currency={currency} applicable={applicable} />
      </Card>
      <Card title={t("replay.caveats")}>
        <ul className="flex list-disc flex-col gap-1 pl-5 text-sm">
          {caveats.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </Card>
    </>
  );
}

function Earlier({ items, shown }: { items: readonly Replay[]; shown: Replay | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useScopeName();
  return (
    <Card flush title={t("replay.earlier")}>
      <ul aria-label={t("replay.earlier")} className="divide-y divide-line">
        {items.map((each) => (
          <li key={each.id} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2 text-sm sm:px-5">
            <Link to={`/replay?id=${each.id}`} aria-current={each.id === shown?.id ? "true" : undefined} className="font-medium text-brand-text underline-offset-4 hover:underline aria-[current]:text-ink">
              {t("replay.asked", { scope: nameOf(each), weeks: t("replay.weeksOf", { count: each.weeks, n: format.quantity(each.weeks) }) })}
            </Link>
            <span className="text-xs text-muted">
              {t(`replay.state.${each.state}`)} · <When at={each.asked_at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
