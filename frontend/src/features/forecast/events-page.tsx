import { CalendarDays, Plus } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { PlanEvent } from "@/api/types";
import { useNow } from "@/lib/clock";
import { inventoryItemGid } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/forecast";
import { EventDialog } from "./event-dialog";
import { useEndEvent, useEvent, useEvents, useTakeBackEvent } from "./queries";

const VIEWS = ["open", "all"] as const;

/** What planners know and history does not. The address may ask for a new one for an item, or for one that is there. */
export function EventsPage() {
  const { t } = useTranslation();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((each) => each === parameters.get("view")) ?? "open";
  const asked = useEvent(parameters.get("event"));
  const forItem = parameters.get("new");
  const events = useEvents(view === "all");
  const put = (next: Record<string, string>) => setParameters({ ...(view === "all" && { view }), ...next }, { replace: true });
  const isMaking = mayBuy && forItem !== null;
  return (
    <Page
      title={t("forecast.event.title")}
      subtitle={t("forecast.event.subtitle")}
      back={{ to: "/forecast", label: t("forecast.event.back") }}
      commands={mayBuy ? [{ label: t("forecast.event.add"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: () => put({ new: "" }) }] : []}
    >
      <Segmented
        label={t("forecast.event.views")}
        value={view}
        options={VIEWS.map((value) => ({ value, label: t(`forecast.event.view.${value}`) }))}
        onChange={(next) => setParameters(next === "open" ? {} : { view: next })}
      />
      {events.error && !events.data ? (
        <QueryError title={t("forecast.event.errorTitle")} error={events.error} onRetry={() => void events.refetch()} />
      ) : events.data ? (
        <Card flush>
          <Rows rows={events.data.pages.flatMap((page) => page.items)} mayBuy={mayBuy} onEdit={(event) => put({ event: event.event_id })} />
          {events.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                {events.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      ) : (
        <Skeleton className="h-64 w-full rounded-xl" />
      )}
      {isMaking && <EventDialog event={null} itemId={/^\d+$/.test(forItem) ? inventoryItemGid(forItem) : null} onClose={() => put({})} />}
      {mayBuy && asked.data && <EventDialog key={asked.data.event_id} event={asked.data} itemId={null} onClose={() => put({})} />}
      {asked.error && <QueryError title={t("forecast.event.errorTitle")} error={asked.error} />}
    </Page>
  );
}

interface RowsProps {
  rows: PlanEvent[];
  mayBuy: boolean;
  onEdit: (event: PlanEvent) => void;
}

function Rows({ rows, mayBuy, onEdit }: RowsProps) {
  const { t } = useTranslation();
  const [ending, setEnding] = useState<PlanEvent | null>(null);
  const end = useEndEvent();
  const takeBack = useTakeBackEvent();
  if (rows.length === 0) return <EmptyState icon={<CalendarDays className="size-5" />} title={t("forecast.event.empty")} body={t("forecast.event.emptyBody")} />;
  return (
    <>
      {takeBack.error && (
        <div className="p-4">
          <QueryError title={t("forecast.event.failed")} error={takeBack.error} />
        </div>
      )}
      <ul aria-label={t("forecast.event.list")}>
        {rows.map((event) => (
          <Row
            key={event.event_id}
            event={event}
            {...(mayBuy && { onEdit: () => onEdit(event), onEnd: () => setEnding(event), onTakeBack: () => takeBack.mutate(event) })}
          />
        ))}
      </ul>
      {ending && (
        <Confirm
          open
          title={t("forecast.event.endTitle", { name: ending.name })}
          body={t("forecast.event.endBody")}
          confirm={t("forecast.event.end")}
          cancel={t("common.cancel")}
          busy={end.isPending}
          error={end.error && <QueryError title={t("forecast.event.failed")} error={end.error} />}
          onConfirm={() => end.mutate(ending, { onSuccess: () => setEnding(null) })}
          onCancel={() => setEnding(null)}
        />
      )}
    </>
  );
}

interface RowProps {
  event: PlanEvent;
  onEdit?: () => void;
  onEnd?: () => void;
  onTakeBack?: () => void;
}

function Row({ event, onEdit, onEnd, onTakeBack }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const actorOf = useActorWords();
  const isEnded = event.ended_at !== null;
  const day = (text: string) => format.day(`${text}T12:00:00Z`);
  const isOver = !isEnded && Date.parse(`${event.until}T23:59:59Z`) < now;
  const [who, at] = [event.ended_by ?? event.changed_by ?? event.made_by, event.ended_at ?? event.changed_at ?? event.made_at];
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <span className="min-w-0 flex-1 basis-64">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium break-words">
          {event.name}
          <Badge tone={isEnded || isOver ? "neutral" : "violet"}>{t(`forecast.event.kind.${event.kind}`)}</Badge>
          {isEnded && <Badge>{t("forecast.event.ended")}</Badge>}
          {isOver && <Badge>{t("forecast.event.over")}</Badge>}
        </span>
        <span className="tnum block text-xs break-words text-muted">
          {day(event.since)} – {day(event.until)} · {effect()} · {event.scope === "shop" ? t("forecast.event.scope.shop") : event.subject} ·{" "}
          {event.location_name ?? t("forecast.event.everywhere")}
        </span>
        {event.note !== "" && <span className="block text-xs break-words text-muted">{event.note}</span>}
        <span className="block text-xs break-words text-muted">{t("forecast.event.by", { who: actorOf({ actor: who, cause: "" }) ?? "", ago: format.ago(at, now) })}</span>
      </span>
      {onEdit && (
        <span className="flex flex-wrap gap-2">
          {event.can_take_back && (
            <Button small onClick={onTakeBack}>
              {t("forecast.event.takeBack")}
            </Button>
          )}
          {!isEnded && (
            <>
              <Button small onClick={onEdit} aria-label={`${t("forecast.event.edit")}: ${event.name}`}>
                {t("forecast.event.edit")}
              </Button>
              <Button small onClick={onEnd} aria-label={`${t("forecast.event.end")}: ${event.name}`}>
                {t("forecast.event.end")}
              </Button>
            </>
          )}
        </span>
      )}
    </li>
  );

  function effect(): string {
    if (event.factor !== null) return t("forecast.event.effect.factor", { n: new Intl.NumberFormat(format.locale).format(event.factor) });
    if (event.units === null) return t("forecast.event.effect.nothing");
    return t(event.kind === "override" ? "forecast.event.effect.a_week" : "forecast.event.effect.in_all", { n: format.quantity(event.units) });
  }
}
