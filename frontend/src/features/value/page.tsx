import { ArrowLeft, Coins } from "lucide-react";
import { useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { StockValue, ValueBy, ValueGroup } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { MoneyText, Quantity } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { Banner, EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import "@/words/value";
import { ItemsCard } from "./items-card";
import { Behind, Parts } from "./parts";
import { useValue } from "./queries";

const WAYS: readonly ValueBy[] = ["location", "vendor", "type"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What stock is worth at the end of a day: in groups, and the items of each. The address holds the question. */
export function ValuePage() {
  const { t } = useTranslation();
  const shop = useShop().data;
  const [parameters, setParameters] = useSearchParams();
  const given = parameters.get("as_of");
  const asOf = given !== null && DAY.test(given) ? given : null;
  const by = WAYS.find((each) => each === parameters.get("by")) ?? "location";
  const inside = parameters.get("in");
  const value = useValue(asOf, by);
  const change = (patch: Record<string, string | null>) =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      for (const [name, text] of Object.entries(patch)) {
        if (text === null) next.delete(name);
        else next.set(name, text);
      }
      return next;
    });
  const chosen = inside === null ? undefined : value.data?.by === by ? value.data.groups.find((group) => keyOf(group) === inside) : undefined;
  return (
    <Page title={t("value.title")} subtitle={t("value.subtitle")}>
      <Parts withBills={shop?.viewer.locations === null} />
      <Question asOf={asOf} by={by} today={value.data?.as_of ?? null} onChange={change} />
      {value.error && <QueryError title={t("value.errorTitle")} error={value.error} onRetry={() => void value.refetch()} />}
      {!value.data && !value.error && <Skeleton className="h-72 w-full rounded-xl" />}
      {value.data && (
        <>
          <Behind standing={value.data.standing} />
          {inside !== UNKNOWN && <Unknown count={value.data.unknown_items} onShow={() => change({ in: UNKNOWN })} />}
          {inside === null ? (
            <Groups value={value.data} onOpen={(group) => change({ in: keyOf(group) })} />
          ) : (
            <ItemsCard
              title={inside === UNKNOWN ? t("value.unknown") : t("value.inside", { name: chosen ? nameOf(chosen, value.data.by, t) : inside })}
              question={{ ...(asOf !== null && { as_of: asOf }), ...narrowed(by, inside) }}
              currency={value.data.currency}
              actions={
                <Button small icon={<ArrowLeft aria-hidden className="size-3.5" />} onClick={() => change({ in: null })}>
                  {t("value.back")}
                </Button>
              }
            />
          )}
        </>
      )}
    </Page>
  );
}

type Translate = ReturnType<typeof useTranslation>["t"];

function Question({ asOf, by, today, onChange }: { asOf: string | null; by: ValueBy; today: string | null; onChange: (patch: Record<string, string | null>) => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-end justify-between gap-3">
      <div className="flex items-end gap-2">
        <Field label={t("value.asOf")}>
          {(control) => <Input {...control} type="date" value={asOf ?? today ?? ""} onChange={(event) => onChange({ as_of: event.target.value || null })} />}
        </Field>
        {asOf !== null && <Button onClick={() => onChange({ as_of: null })}>{t("value.today")}</Button>}
      </div>
      <Segmented
        label={t("value.by")}
        value={by}
        options={WAYS.map((value) => ({ value, label: t(`value.each.${value}`) }))}
        onChange={(next) => onChange({ by: next === "location" ? null : next, in: null })}
      />
    </div>
  );
}

function Unknown({ count, onShow }: { count: number; onShow: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (count === 0) return null;
  return (
    <Banner
      tone="warn"
      title={t("value.unknownTitle", { count, n: format.quantity(count) })}
      body={t("value.unknownBody")}
      action={
        <Button small onClick={onShow}>
          {t("value.unknownShow")}
        </Button>
      }
    />
  );
}

function Groups({ value, onOpen }: { value: StockValue; onOpen: (group: ValueGroup) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (amount: string) => ({ amount, currency: value.currency });
  const total = Number(value.value);
  if (value.groups.length === 0) {
    return (
      <Card>
        <EmptyState icon={<Coins className="size-5" />} title={t("value.empty")} body={t("value.emptyBody")} />
      </Card>
    );
  }
  return (
    <Card
      flush
      title={
        <span className="tnum text-xl">
          <MoneyText value={money(value.value)} />
        </span>
      }
      note={`${format.day(value.as_of)} · ${t(`value.method.${value.method}`)}`}
    >
      <Table label={t("value.title")}>
        <thead>
          <tr>
            <Th>{t(`value.each.${value.by}`)}</Th>
            <Th end className="hidden sm:table-cell">
              {t("value.items")}
            </Th>
            <Th end>{t("value.units")}</Th>
            <Th end className="hidden sm:table-cell">
              {t("value.share")}
            </Th>
            <Th end>{t("value.total")}</Th>
          </tr>
        </thead>
        <tbody>
          {value.groups.map((group) => (
            <tr key={keyOf(group)} className="hover:bg-hover">
              <Td className="min-w-36">
                <button type="button" className="text-left font-medium break-words hover:underline" onClick={() => onOpen(group)}>
                  {nameOf(group, value.by, t)}
                </button>
              </Td>
              <Td end className="hidden sm:table-cell">
                <Quantity value={group.items} />
              </Td>
              <Td end>
                <Quantity value={group.units} />
              </Td>
              <Td end className="tnum hidden text-muted sm:table-cell">
                {total > 0 ? format.percent(Number(group.value) / total) : "–"}
              </Td>
              <Td end className="font-medium">
                <MoneyText value={money(group.value)} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

const ON_THE_WAY = "on-the-way";
const UNKNOWN = "cost-unknown";

function keyOf(group: ValueGroup): string {
  return group.key ?? ON_THE_WAY;
}

function nameOf(group: ValueGroup, by: ValueBy, t: Translate): string {
  if (group.key === null) return t("value.onTheWay");
  return group.name || (by === "location" ? group.key : t("value.noName"));
}

function narrowed(by: ValueBy, key: string) {
  if (key === UNKNOWN) return { is_unknown: true };
  if (by === "location") return key === ON_THE_WAY ? { on_the_way: true } : { location_id: key };
  return by === "vendor" ? { vendor: key } : { product_type: key };
}
