import { CalendarClock, ClipboardCheck, History, Plus } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { StocktakeState, StocktakeSummary } from "@/api/types";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { Ago } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Progress, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/stocktakes";
import { StateMark, nameOf } from "./marks";
import { useStocktakes } from "./queries";

const VIEWS = ["open", "done", "all"] as const;
const STATES: Record<(typeof VIEWS)[number], StocktakeState[] | null> = {
  open: ["draft", "counting", "review", "posting"],
  done: ["posted", "canceled"],
  all: null,
};

/** Every count of the locations where this person works. */
export function StocktakesPage() {
  const { t } = useTranslation();
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((each) => each === parameters.get("view")) ?? "open";
  const found = useStocktakes(STATES[view]);
  return (
    <Page
      title={t("stocktakes.title")}
      subtitle={t("stocktakes.subtitle")}
      commands={[
        { label: t("stocktakes.earlierOnes"), icon: <History aria-hidden className="size-4" />, onPress: { to: "/stocktakes/earlier" } },
        { label: t("stocktakes.schedules"), icon: <CalendarClock aria-hidden className="size-4" />, onPress: { to: "/stocktakes/schedules" } },
        ...(mayWrite ? [{ label: t("stocktakes.make"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: { to: "/stocktakes/new" } }] : []),
      ]}
    >
      <Segmented
        label={t("stocktakes.views")}
        value={view}
        options={VIEWS.map((value) => ({ value, label: t(`stocktakes.view.${value}`) }))}
        onChange={(next) => setParameters(next === "open" ? {} : { view: next })}
      />
      {found.error && !found.data ? (
        <QueryError title={t("stocktakes.errorTitle")} error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data ? (
        <Card flush>
          <Rows rows={found.data.pages.flatMap((page) => page.items)} isOpen={view === "open"} mayWrite={mayWrite} />
          {found.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
                {t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      ) : (
        <Skeleton className="h-64 w-full rounded-xl" />
      )}
    </Page>
  );
}

function MakeLink() {
  const { t } = useTranslation();
  return (
    <Link to="/stocktakes/new" className={buttonClasses("primary")}>
      <Plus aria-hidden className="size-4" />
      {t("stocktakes.make")}
    </Link>
  );
}

function Rows({ rows, isOpen, mayWrite }: { rows: StocktakeSummary[]; isOpen: boolean; mayWrite: boolean }) {
  const { t } = useTranslation();
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<ClipboardCheck className="size-5" />}
        title={isOpen ? t("stocktakes.empty") : t("stocktakes.emptyAll")}
        body={t("stocktakes.emptyBody")}
        {...(mayWrite && isOpen && { action: <MakeLink /> })}
      />
    );
  }
  return (
    <ul aria-label={t("stocktakes.list")}>
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </ul>
  );
}

function Row({ row }: { row: StocktakeSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = t("stocktakes.progress", { counted: format.quantity(row.counted), lines: format.quantity(row.lines) });
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/stocktakes/${row.id}`} className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0 flex-1 basis-56">
          <span className="block text-sm font-medium break-words">{nameOf(t, row)}</span>
          <span className="block text-xs text-muted">
            {row.location_name}
            {row.lines > 0 && ` · ${progress}`} · <Ago at={row.created_at} />
          </span>
          {row.state === "counting" && row.lines > 0 && (
            <span className="mt-2 block max-w-72">
              <Progress label={progress} share={row.counted / row.lines} />
            </span>
          )}
        </span>
        <StateMark stocktake={row} />
      </Link>
    </li>
  );
}
