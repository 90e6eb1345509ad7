import { CalendarClock, PackagePlus, RefreshCw } from "lucide-react";
import { useCallback, useState } from "react";
import { useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { SuggestionGroup } from "@/api/types";
import { Button } from "@/ui/button";
import { Ago } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Progress, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/replenish";
import { Bar } from "./bar";
import { Budget } from "./budget";
import { type Chosen, NONE } from "./chosen";
import { Dismissed } from "./dismissed";
import { Group } from "./group";
import { useGroups, useRunning, useWorkOut } from "./queries";

const VIEWS = ["buy", "move", "dismissed"] as const;
const OPEN_AT_FIRST = 3;
const NOTHING = () => {};

/** The morning: what to buy of whom, what to move between locations. */
export function ReplenishPage() {
  const { t } = useTranslation();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const groups = useGroups();
  const run = useWorkOut();
  const isRunning = run.isPending || Boolean(groups.data?.running);
  const command = {
    label: t("replenish.run"),
    icon: <RefreshCw aria-hidden className="size-4" />,
    disabled: isRunning,
    onPress: () => run.mutate(),
  };
  return (
    <Page
      title={t("replenish.title")}
      subtitle={t("replenish.subtitle")}
      commands={[{ label: t("replenish.rules"), onPress: { to: "/policies" } }, ...(mayBuy ? [command] : [])]}
    >
      {run.error && <QueryError title={t("replenish.failed")} error={run.error} />}
      {groups.error && !groups.data ? (
        <QueryError title={t("replenish.errorTitle")} error={groups.error} onRetry={() => void groups.refetch()} />
      ) : groups.data ? (
        <Morning data={groups.data} mayBuy={mayBuy} onRun={() => run.mutate()} />
      ) : (
        <Skeleton className="h-96 w-full rounded-xl" />
      )}
    </Page>
  );
}

type Data = NonNullable<ReturnType<typeof useGroups>["data"]>;

function Morning({ data, mayBuy, onRun }: { data: Data; mayBuy: boolean; onRun: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((each) => each === parameters.get("view")) ?? (data.groups.every(({ kind }) => kind === "move") && data.groups.length > 0 ? "move" : "buy");
  const [chosen, setChosen] = useState<Chosen>(NONE);
  // One group after another, from the top: nothing that is read moves when lines come.
  const [ready, setReady] = useState(0);
  const readyNext = useCallback(() => setReady((now) => now + 1), []);
  const count = (kind: "buy" | "move") => format.quantity(data.groups.filter((group) => group.kind === kind).reduce((sum, group) => sum + group.lines, 0));
  const shown = data.groups.filter(({ kind }) => kind === view);
  return (
    <>
      <Freshness data={data} />
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <Segmented
          label={t("replenish.views")}
          value={view}
          options={[
            { value: "buy", label: t("replenish.view.buy", { n: count("buy") }) },
            { value: "move", label: t("replenish.view.move", { n: count("move") }) },
            { value: "dismissed", label: t("replenish.view.dismissed") },
          ]}
          onChange={(next) => setParameters({ view: next })}
        />
        {mayBuy && view === "buy" && shown.length > 0 && <Budget onChoose={setChosen} />}
      </div>
      {view === "dismissed" ? (
        <Dismissed mayBuy={mayBuy} />
      ) : shown.length === 0 ? (
        <Nothing state={data.state} kind={view} mayBuy={mayBuy} onRun={onRun} />
      ) : (
        <>
          <p className="text-xs text-muted">
            <span className="font-medium text-ink">{t("replenish.riskTitle")}:</span> {t("replenish.riskBody")}
          </p>
          {(ready < OPEN_AT_FIRST ? shown.slice(0, ready + 1) : shown).map((group, place) => (
            <Group
              key={keyOf(group)}
              group={group}
              isOpenAtFirst={place < OPEN_AT_FIRST}
              mayBuy={mayBuy}
              chosen={chosen}
              onChoose={setChosen}
              onReady={place === ready ? readyNext : NOTHING}
            />
          ))}
        </>
      )}
      {/* Always: what its dialogs have done is told there when no line is left. */}
      {mayBuy && <Bar chosen={chosen} onChoose={setChosen} />}
    </>
  );
}

function keyOf({ kind, supplier_id: supplier, location, origin }: SuggestionGroup): string {
  return [kind, supplier, location.location_id, origin?.location_id].join(" ");
}

/** When it was worked out, and how far it is where it is being worked out now. */
function Freshness({ data }: { data: Data }) {
  const { t } = useTranslation();
  const format = useFormat();
  const running = useRunning(data.running);
  const progress = running.data?.progress as { items?: number; of?: number } | null | undefined;
  const { items, of } = progress ?? {};
  return (
    <div className="flex flex-col gap-2" role="status">
      {data.run && (
        <p className="text-xs text-muted">
          {t("replenish.madeAt")} <Ago at={data.run.made_at} />
          {data.run.forecast_at !== null && (
            <>
              {" "}
              {t("replenish.forecastAt")} <Ago at={data.run.forecast_at} />
            </>
          )}
          {data.state === "ready" && data.run.without_forecast > 0 && ` · ${t("replenish.without", { count: data.run.without_forecast, n: format.quantity(data.run.without_forecast) })}`}
        </p>
      )}
      {data.running !== null && (
        <div className="flex items-center gap-3 text-xs text-muted">
          <span className="w-40">
            <Progress label={t("replenish.running")} share={items !== undefined && of ? items / of : null} />
          </span>
          {items !== undefined && of !== undefined ? t("replenish.runningOf", { done: format.quantity(items), total: format.quantity(of) }) : t("replenish.running")}
        </div>
      )}
    </div>
  );
}

function Nothing({ state, kind, mayBuy, onRun }: { state: Data["state"]; kind: "buy" | "move"; mayBuy: boolean; onRun: () => void }) {
  const { t } = useTranslation();
  const icon = state === "ready" ? <PackagePlus className="size-5" /> : <CalendarClock className="size-5" />;
  const told = {
    never: { title: t("replenish.never"), body: t("replenish.neverBody") },
    no_forecast: { title: t("replenish.noForecast"), body: t("replenish.noForecastBody") },
    ready: { title: t(`replenish.nothing.${kind}`), body: t("replenish.nothingBody") },
  }[state];
  return (
    <div className="rounded-xl border border-line bg-surface shadow-card">
      <EmptyState
        icon={icon}
        title={told.title}
        body={told.body}
        {...(state === "never" && mayBuy && { action: <Button look="primary" onClick={onRun}>{t("replenish.run")}</Button> })}
      />
    </div>
  );
}
