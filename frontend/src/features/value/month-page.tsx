import { CalendarCheck, LockOpen } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { Month, MonthLine } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { MoneyText, Quantity } from "@/ui/display";
import { Field, Select, TextArea } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import "@/words/value";
import { Journal } from "./journal";
import { NotInvoiced } from "./not-invoiced";
import { Behind, Parts } from "./parts";
import { useCloseMonth, useMonth, useMonths, useReopenMonth } from "./queries";
import { RulesCard } from "./rules-card";

const MONTH = /^\d{4}-\d{2}$/;
const STATE_TONES = { closed: "good", open: "info", running: "neutral" } as const;

/** A month as an equation, its journal, and whether it is closed. */
export function MonthPage() {
  const { t } = useTranslation();
  const viewer = useShop().data?.viewer;
  const seesAll = viewer?.locations === null;
  const isAdmin = seesAll && (viewer?.permissions.includes("admin") ?? false);
  const [parameters, setParameters] = useSearchParams();
  const months = useMonths();
  const given = parameters.get("month");
  // The month that is to be closed next is what one comes for; else the one that runs.
  const next = months.data?.items.findLast((each) => each.state === "open") ?? months.data?.items[0];
  const wanted = given !== null && MONTH.test(given) ? given : (next?.month ?? null);
  const month = useMonth(wanted);
  const name = useMonthName();
  const error = months.error ?? month.error;
  return (
    <Page title={t("months.title")} subtitle={t("months.subtitle")}>
      <Parts withBills={seesAll} />
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Field label={t("months.month")} className="w-full sm:w-64">
          {(control) => (
            <Select {...control} value={wanted ?? ""} onChange={(event) => setParameters({ month: event.target.value })}>
              {months.data?.items.map((each) => (
                <option key={each.month} value={each.month}>
                  {`${name(each.month)} · ${t(`months.state.${each.state}`)}`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {month.data && isAdmin && <Deeds month={month.data} isOwner={viewer?.role === "owner"} />}
      </div>
      {error && <QueryError title={t("months.errorTitle")} error={error} onRetry={() => void month.refetch()} />}
      {!month.data && !error && <Skeleton className="h-96 w-full rounded-xl" />}
      {month.data && (
        <>
          <Behind standing={month.data.standing} />
          <Equation month={month.data} />
          <Corrected month={month.data} />
          <NotInvoiced month={month.data} />
          {isAdmin && <Journal month={month.data.month} />}
          <RulesCard mayChange={isAdmin} />
        </>
      )}
    </Page>
  );
}

/** How a month is called: "November 2026". */
function useMonthName(): (month: string) => string {
  const { locale } = useFormat();
  const format = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return (month) => format.format(new Date(`${month}-15T12:00:00Z`));
}

function Deeds({ month, isOwner }: { month: Month; isOwner: boolean }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const name = useMonthName()(month.month);
  const close = useCloseMonth(month.month);
  const [asking, setAsking] = useState<"close" | "reopen" | null>(null);
  const done = () => setAsking(null);
  return (
    <>
      {month.can_close && (
        <Button look="primary" icon={<CalendarCheck aria-hidden className="size-4" />} onClick={() => setAsking("close")}>
          {t("months.close", { month: name })}
        </Button>
      )}
      {month.state === "closed" && isOwner && (
        <Button icon={<LockOpen aria-hidden className="size-4" />} onClick={() => setAsking("reopen")}>
          {t("months.reopen")}
        </Button>
      )}
      <Confirm
        open={asking === "close"}
        title={t("months.closeTitle", { month: name })}
        body={t("months.closeBody")}
        confirm={t("months.close", { month: name })}
        cancel={t("months.keep")}
        busy={close.isPending}
        error={close.error && <QueryError title={t("months.failed")} error={close.error} />}
        onCancel={done}
        onConfirm={() =>
          close.mutate(undefined, {
            onSuccess: () => {
              done();
              showSuccess(t("months.closed", { month: name }));
            },
          })
        }
      />
      {asking === "reopen" && <Reopen month={month.month} name={name} onClose={done} />}
    </>
  );
}

function Reopen({ month, name, onClose }: { month: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const reopen = useReopenMonth(month);
  const [reason, setReason] = useState("");
  const submit = () =>
    reopen.mutate(reason.trim(), {
      onSuccess: () => {
        onClose();
        showSuccess(t("months.reopened", { month: name }));
      },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("months.reopenTitle", { month: name })}
      description={t("months.reopenBody")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="danger" disabled={reason.trim().length < 3 || reopen.isPending} aria-busy={reopen.isPending} onClick={submit}>
            {t("months.reopen")}
          </Button>
        </>
      }
    >
      <Field label={t("months.reason")}>{(control) => <TextArea {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
      {reopen.error && <QueryError title={t("months.failed")} error={reopen.error} />}
    </Dialog>
  );
}

const ORDER = ["opening", "receipts", "landed", "adjustments", "transfers", "cogs", "write_offs"] as const;

function ordered(lines: MonthLine[]): MonthLine[] {
  return lines.toSorted((one, other) => ORDER.indexOf(one.account) - ORDER.indexOf(other.account));
}

function Equation({ month }: { month: Month }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (amount: string) => ({ amount, currency: month.currency });
  const line = (each: MonthLine, key: string) => (
    <tr key={key}>
      <Td>{t(`months.account.${each.account}`)}</Td>
      <Td end>
        <Quantity value={each.units} />
      </Td>
      <Td end>
        <MoneyText value={money(each.value)} />
      </Td>
    </tr>
  );
  return (
    <Card
      flush
      title={t("months.equation")}
      note={`${format.day(month.starts_on)} – ${format.day(month.ends_on)}. ${t("months.equationNote")}`}
      actions={<Badge tone={STATE_TONES[month.state]}>{month.closed_at ? t("months.closedBy", { when: format.dateTime(month.closed_at) }) : t(`months.state.${month.state}`)}</Badge>}
    >
      <Table label={t("months.equation")}>
        <thead>
          <tr>
            <Th>{t("months.line")}</Th>
            <Th end>{t("months.units")}</Th>
            <Th end>{t("months.value")}</Th>
          </tr>
        </thead>
        <tbody>
          <tr className="font-semibold">
            <Td>{t("months.opening")}</Td>
            <Td end />
            <Td end>
              <MoneyText value={money(month.opening)} />
            </Td>
          </tr>
          {month.corrections.length > 0 && (
            <tr>
              <th scope="rowgroup" colSpan={3} className="px-4 pt-3 pb-1 text-left text-xs font-medium text-muted sm:px-5">
                {t("months.corrections")}
              </th>
            </tr>
          )}
          {ordered(month.corrections).map((each) => line(each, `correction-${each.account}`))}
          {month.corrections.length > 0 && (
            <tr>
              <th scope="rowgroup" colSpan={3} className="px-4 pt-3 pb-1 text-left text-xs font-medium text-muted sm:px-5">
                {t("months.title")}
              </th>
            </tr>
          )}
          {ordered(month.lines).map((each) => line(each, each.account))}
          <tr className="font-semibold">
            <Td className="border-b-0 border-t border-line-strong">{t("months.ending")}</Td>
            <Td end className="border-b-0 border-t border-line-strong" />
            <Td end className="border-b-0 border-t border-line-strong">
              <MoneyText value={money(month.ending)} />
            </Td>
          </tr>
        </tbody>
      </Table>
    </Card>
  );
}

function Corrected({ month }: { month: Month }) {
  const { t } = useTranslation();
  if (month.corrected_items.length === 0) return null;
  return (
    <Card flush title={t("months.correctedTitle")} note={t("months.correctedNote")}>
      <Table label={t("months.correctedTitle")}>
        <tbody>
          {month.corrected_items.map((each) => (
            <tr key={`${each.inventory_item_id}-${each.account}`}>
              <Td>
                <Link to={`/inventory/${gidTail(each.inventory_item_id)}`} className="font-medium break-words hover:underline">
                  {each.title || each.sku}
                </Link>
                <span className="block text-xs text-muted">{t(`months.account.${each.account}`)}</span>
              </Td>
              <Td end>
                <MoneyText value={{ amount: each.value, currency: month.currency }} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
