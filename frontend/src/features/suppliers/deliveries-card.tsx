import { PackageCheck } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Supplier, SupplierDelivery, SupplierScore } from "@/api/types";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import "@/words/purchasing";
import { useScore } from "./queries";

const DAYS = { quarter: 90, year: 365, twoYears: 730 };
const PERIODS = ["quarter", "year", "twoYears"] as const;

/** What a supplier's orders and receipts tell of them, and the orders themselves. */
export function DeliveriesCard({ supplier }: { supplier: Supplier }) {
  const { t } = useTranslation();
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>("year");
  const score = useScore(supplier.id, DAYS[period]);
  return (
    <Card
      title={t("suppliers.score.title")}
      flush
      actions={
        <Segmented
          label={t("suppliers.score.periods")}
          value={period}
          options={PERIODS.map((value) => ({ value, label: t(`suppliers.score.period.${value}`) }))}
          onChange={setPeriod}
        />
      }
    >
      {score.error && <QueryError title={t("suppliers.score.errorTitle")} error={score.error} onRetry={() => void score.refetch()} />}
      {!score.data && !score.error && <Skeleton className="m-4 h-32 rounded-xl" />}
      {score.data?.orders === 0 && (
        <EmptyState icon={<PackageCheck className="size-5" />} title={t("suppliers.score.empty")} body={t("suppliers.score.emptyBody")} />
      )}
      {score.data && score.data.orders > 0 && (
        <>
          <Figures score={score.data} />
          <Deliveries deliveries={score.data.deliveries} orders={score.data.orders} />
        </>
      )}
    </Card>
  );
}

function Figures({ score }: { score: SupplierScore }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-4 px-4 pb-4 sm:grid-cols-2 sm:px-5 lg:grid-cols-5">
      <OnTime score={score} />
      <InFull score={score} />
      <Defects score={score} />
      <Costs score={score} />
      <LeadTime score={score} />
    </dl>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="text-lg font-semibold tnum">{value}</dd>
      <dd className="text-xs text-muted">{children}</dd>
    </div>
  );
}

function OnTime({ score: { on_time: part } }: { score: SupplierScore }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Figure label={t("suppliers.score.onTime")} value={useShare()(part.share)}>
      {part.of === 0 ? t("suppliers.score.onTimeNone") : t("suppliers.score.onTimeBody", { some: format.quantity(part.count), of: format.quantity(part.of) })}
    </Figure>
  );
}

function InFull({ score: { in_full: part, lines_in_full: lines } }: { score: SupplierScore }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = { some: format.quantity(part.count), of: format.quantity(part.of), lines: format.quantity(lines.count), ofLines: format.quantity(lines.of) };
  return (
    <Figure label={t("suppliers.score.inFull")} value={useShare()(part.share)}>
      {part.of === 0 ? t("suppliers.score.inFullNone") : t("suppliers.score.inFullBody", told)}
    </Figure>
  );
}

function Defects({ score: { defects } }: { score: SupplierScore }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = { damaged: format.quantity(defects.damaged), returned: format.quantity(defects.returned), of: format.quantity(defects.of) };
  const words = [
    defects.of === 0 ? t("suppliers.score.defectsNone") : t("suppliers.score.defectsBody", told),
    defects.never_ordered > 0 ? t("suppliers.score.defectsWrong", { n: format.quantity(defects.never_ordered) }) : "",
  ];
  return (
    <Figure label={t("suppliers.score.defects")} value={useShare()(defects.share)}>
      {words.filter(Boolean).join(". ")}
    </Figure>
  );
}

function Costs({ score: { price_drift: drift } }: { score: SupplierScore }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = drift === null ? 0 : Number(drift.share);
  const value = drift === null ? t("suppliers.score.none") : `${share > 0 ? "+" : ""}${format.percent(share)}`;
  return (
    <Figure label={t("suppliers.score.drift")} value={value}>
      {drift === null
        ? t("suppliers.score.driftNone")
        : t("suppliers.score.driftBody", { count: drift.items, n: format.quantity(drift.items), currency: drift.currency })}
    </Figure>
  );
}

function LeadTime({ score: { lead_time: lead } }: { score: SupplierScore }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (lead === null) {
    return (
      <Figure label={t("suppliers.score.lead")} value={t("suppliers.score.none")}>
        {t("suppliers.score.leadNone")}
      </Figure>
    );
  }
  const told = {
    count: lead.receipts,
    n: format.quantity(lead.receipts),
    shortest: format.quantity(lead.shortest),
    longest: format.quantity(lead.longest),
    median: format.quantity(lead.median),
  };
  const planned = t(lead.is_planned_with ? "suppliers.score.leadPlanned" : "suppliers.score.leadNotPlanned");
  return (
    <Figure label={t("suppliers.score.lead")} value={t("suppliers.score.leadDays", { n: format.quantity(lead.mean) })}>
      {`${t("suppliers.score.leadBody", told)}. ${planned}`}
    </Figure>
  );
}

function useShare(): (share: string | null) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (share) => (share === null ? t("suppliers.score.none") : format.percent(Number(share)));
}

function Deliveries({ deliveries, orders }: { deliveries: SupplierDelivery[]; orders: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Table label={t("suppliers.score.orders")}>
        <thead>
          <tr>
            <Th>{t("suppliers.score.order")}</Th>
            <Th>{t("suppliers.score.placed")}</Th>
            <Th>{t("suppliers.score.state")}</Th>
            <Th end>{t("suppliers.score.arrived")}</Th>
            <Th end>{t("suppliers.score.onTime")}</Th>
            <Th end>{t("suppliers.score.inFull")}</Th>
            <Th end>{t("suppliers.score.defects")}</Th>
          </tr>
        </thead>
        <tbody>
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.order_id} delivery={delivery} />
          ))}
        </tbody>
      </Table>
      {orders > deliveries.length && <p className="px-4 py-3 text-xs text-muted sm:px-5">{t("suppliers.score.latest", { n: format.quantity(orders) })}</p>}
    </>
  );
}

function DeliveryRow({ delivery }: { delivery: SupplierDelivery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { days_to_first: first, days_to_last: last, on_time, in_full, defects } = delivery;
  const units = ({ count, of }: { count: number; of: number }) =>
    of === 0 ? t("suppliers.score.none") : t("suppliers.score.units", { some: format.quantity(count), of: format.quantity(of) });
  const after =
    first === null || last === null
      ? t("suppliers.score.none")
      : first === last
        ? t("suppliers.score.days", { n: format.quantity(first) })
        : t("suppliers.score.firstToLast", { first: format.quantity(first), last: format.quantity(last) });
  return (
    <tr>
      <Td className="whitespace-nowrap">
        <Link to={`/purchase-orders/${delivery.order_id}`} className="font-medium text-brand-text underline underline-offset-4">
          {delivery.name}
        </Link>
      </Td>
      <Td className="whitespace-nowrap">{format.day(delivery.placed_at)}</Td>
      <Td>{t(`buying.state.${delivery.state}`)}</Td>
      <Td end className="whitespace-nowrap">
        {after}
      </Td>
      <Td end>{units(on_time)}</Td>
      <Td end>{units(in_full)}</Td>
      <Td end>{units({ count: defects.damaged + defects.returned, of: defects.of })}</Td>
    </tr>
  );
}
