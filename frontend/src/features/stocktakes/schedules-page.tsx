import { CalendarClock, Plus } from "lucide-react";
import { useState } from "react";
import { useSchedules, useShop } from "@/api/shop";
import type { CountSchedule } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import "@/words/stocktakes";
import { useDue, useScheduleDeed } from "./queries";
import { ScheduleDialog } from "./schedule-dialog";

/** Counts that make themselves: by class, a few items a day. */
export function SchedulesPage() {
  const { t } = useTranslation();
  const mayDecide = useShop().data?.viewer.permissions.includes("admin") ?? false;
  const schedules = useSchedules();
  const [making, setMaking] = useState(false);
  return (
    <Page
      title={t("stocktakes.turns.title")}
      back={{ to: "/stocktakes", label: t("stocktakes.page.back") }}
      subtitle={t("stocktakes.turns.subtitle")}
      commands={
        mayDecide
          ? [{ label: t("stocktakes.turns.make"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: () => setMaking(true) }]
          : []
      }
    >
      {schedules.error && <QueryError title={t("stocktakes.turns.errorTitle")} error={schedules.error} onRetry={() => void schedules.refetch()} />}
      {!schedules.data && !schedules.error && <Skeleton className="h-64 w-full rounded-xl" />}
      {schedules.data?.items.length === 0 && (
        <Card>
          <EmptyState icon={<CalendarClock className="size-5" />} title={t("stocktakes.turns.empty")} body={t("stocktakes.turns.emptyBody")} />
        </Card>
      )}
      {schedules.data?.items.map((schedule) => (
        <ScheduleCard key={schedule.id} schedule={schedule} mayDecide={mayDecide} />
      ))}
      {making && <ScheduleDialog schedule={null} onClose={() => setMaking(false)} />}
    </Page>
  );
}

function ScheduleCard({ schedule, mayDecide }: { schedule: CountSchedule; mayDecide: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const deed = useScheduleDeed(schedule.id);
  const [asking, setAsking] = useState<"edit" | "end" | null>(null);
  const terms = t("stocktakes.turns.terms", {
    days: format.quantity(schedule.days_of_sales),
    by: t(`stocktakes.turns.by.${schedule.value_by}`),
    lines: format.quantity(schedule.lines_max),
  });
  const ran = schedule.ran_on === null ? t("stocktakes.turns.notRan") : t("stocktakes.turns.ran", { day: format.day(`${schedule.ran_on}T12:00:00Z`) });
  return (
    <Card
      title={
        <>
          {t("stocktakes.turns.where", { name: schedule.name, place: schedule.location_name })} {!schedule.is_active && <Badge>{t("stocktakes.turns.off")}</Badge>}
        </>
      }
      note={`${terms} · ${ran}`}
      flush
      actions={
        mayDecide && (
          <span className="flex flex-wrap gap-2">
            <Button small onClick={() => setAsking("edit")}>
              {t("stocktakes.turns.edit")}
            </Button>
            <Button small onClick={() => setAsking("end")}>
              {t("stocktakes.turns.end")}
            </Button>
            <Button
              small
              disabled={deed.isPending}
              onClick={() => deed.mutate("run", { onSuccess: (made) => showSuccess(t(made ? "stocktakes.turns.made" : "stocktakes.turns.nothingDue")) })}
            >
              {t("stocktakes.turns.run")}
            </Button>
          </span>
        )
      }
    >
      {deed.error && <QueryError title={t("stocktakes.failed")} error={deed.error} />}
      <Classes schedule={schedule} />
      <Due schedule={schedule} />
      {asking === "edit" && <ScheduleDialog schedule={schedule} onClose={() => setAsking(null)} />}
      <Confirm
        open={asking === "end"}
        title={t("stocktakes.turns.endTitle")}
        body={t("stocktakes.turns.endBody")}
        confirm={t("stocktakes.turns.end")}
        cancel={t("stocktakes.turns.keep")}
        busy={deed.isPending}
        onConfirm={() => deed.mutate("end", { onSuccess: () => setAsking(null) })}
        onCancel={() => setAsking(null)}
      />
    </Card>
  );
}

function Classes({ schedule }: { schedule: CountSchedule }) {
  const { t } = useTranslation();
  return (
    <Table label={t("stocktakes.turns.figures")}>
      <thead>
        <tr>
          <Th>{t("stocktakes.turns.class")}</Th>
          <Th end>{t("stocktakes.turns.items")}</Th>
          <Th end>{t("stocktakes.turns.sold")}</Th>
          <Th end>{t("stocktakes.turns.due")}</Th>
          <Th end>{t("stocktakes.turns.open")}</Th>
          <Th end>{t("stocktakes.turns.never")}</Th>
        </tr>
      </thead>
      <tbody>
        {schedule.classes.map((each) => (
          <tr key={each.letter}>
            <Td>
              <span className="font-semibold">{each.letter}</span>{" "}
              <span className="text-xs whitespace-nowrap text-muted">{t("stocktakes.turns.every", { count: each.every_days })}</span>
            </Td>
            <Td end>
              <Quantity value={each.items} />
            </Td>
            <Td end>
              <MoneyText value={each.value_sold} />
            </Td>
            <Td end>
              <Quantity value={each.due} strong />
            </Td>
            <Td end>
              <Quantity value={each.being_counted} />
            </Td>
            <Td end>
              <Quantity value={each.never_counted} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Due({ schedule }: { schedule: CountSchedule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const due = useDue(schedule.id);
  if (due.error) return <QueryError title={t("stocktakes.turns.errorTitle")} error={due.error} />;
  if (!due.data || due.data.items.length === 0) return null;
  return (
    <details className="px-4 py-3 sm:px-5">
      <summary className="cursor-pointer text-sm font-medium">{t("stocktakes.turns.dueTitle")}</summary>
      <ul className="mt-2">
        {due.data.items.map((item) => (
          <li key={item.inventory_item_id} className="flex justify-between gap-3 border-t border-line py-1.5 text-sm">
            <span className="min-w-0 break-words">
              <span className="font-semibold">{item.letter}</span> {[item.title, item.variant_title].filter(Boolean).join(" · ")}{" "}
              <span className="font-mono text-xs text-muted">{item.sku}</span>
            </span>
            <span className="shrink-0 text-xs text-muted">
              {item.due_since === null ? t("stocktakes.turns.neverCounted") : t("stocktakes.turns.dueSince", { day: format.day(`${item.due_since}T12:00:00Z`) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
