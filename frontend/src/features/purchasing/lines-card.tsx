import { Link } from "react-router";
import type { Order, OrderLine } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Card } from "@/ui/card";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Table, Td, Th } from "@/ui/table";
import { useWide } from "@/ui/use-wide";
import { useTranslation } from "@/words";
import { titleOf, useDay } from "./marks";

/** What is ordered, what of it has arrived, and what it comes to. */
export function LinesCard({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isWide = useWide();
  const note = `${t("buying.lines", { count: order.line_count, n: format.quantity(order.line_count) })} · ${t("buying.units", { count: order.units, n: format.quantity(order.units) })}`;
  return (
    <Card flush title={t("buying.page.lines")} note={note}>
      {isWide ? <WideLines order={order} /> : <NarrowLines order={order} />}
      <Sums order={order} />
    </Card>
  );
}

function WideLines({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const hasArrived = order.received > 0;
  const hasReturned = order.lines.some((line) => line.returned > 0);
  const cost = (line: OrderLine) => (line.unit_cost === null ? t("common.none") : format.unitCost({ amount: line.unit_cost, currency: order.currency }));
  return (
    <Table label={t("buying.page.lines")}>
      <thead>
        <tr>
          <Th>{t("buying.form.item")}</Th>
          <Th end>{t("buying.page.ordered")}</Th>
          {hasArrived && <Th end>{t("buying.page.received")}</Th>}
          {hasReturned && <Th end>{t("buying.page.returned")}</Th>}
          {hasArrived && <Th end>{t("buying.page.open")}</Th>}
          <Th end>{t("buying.page.cost")}</Th>
          <Th end>{t("buying.page.total")}</Th>
        </tr>
      </thead>
      <tbody>
        {order.lines.map((line) => (
          <tr key={line.line_id}>
            <Td>
              <Item line={line} />
            </Td>
            <Td end>
              <Quantity value={line.quantity} strong />
            </Td>
            {hasArrived && (
              <Td end>
                <Quantity value={line.received} />
              </Td>
            )}
            {hasReturned && (
              <Td end>
                <Quantity value={line.returned} />
              </Td>
            )}
            {hasArrived && (
              <Td end>
                <Quantity value={line.open} />
              </Td>
            )}
            <Td end className="tnum whitespace-nowrap">
              {cost(line)}
            </Td>
            <Td end>
              <MoneyText value={{ amount: line.total, currency: order.currency }} />
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function NarrowLines({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul aria-label={t("buying.page.lines")}>
      {order.lines.map((line) => (
        <li key={line.line_id} className="border-t border-line px-4 py-2.5">
          <span className="flex items-start justify-between gap-3">
            <Item line={line} />
            <Quantity value={line.quantity} strong />
          </span>
          <span className="mt-1 flex flex-wrap justify-between gap-x-3 text-xs text-muted">
            <span>
              {(["received", "returned", "open"] as const)
                .filter((name) => order.received > 0 && line[name] > 0)
                .map((name) => `${t(`buying.page.${name}`)} ${format.quantity(line[name])}`)
                .join(" · ")}
            </span>
            <span className="tnum">
              {line.unit_cost !== null && `${format.unitCost({ amount: line.unit_cost, currency: order.currency })} · `}
              {format.money({ amount: line.total, currency: order.currency })}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Item({ line }: { line: OrderLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = useDay();
  const said = [line.code !== "" && t("buying.page.theirs", { code: line.code }), line.expected_on !== null && t("buying.expected", { day: day(line.expected_on) }), line.received_before > 0 && t("buying.page.before", { count: line.received_before, n: format.quantity(line.received_before) })];
  return (
    <span className="block min-w-0">
      <Link to={`/inventory/${gidTail(line.inventory_item_id)}`} className="block text-sm break-words underline-offset-4 hover:underline">
        {titleOf(line)}
      </Link>
      <span className="block text-xs text-muted">
        <span className="font-mono">{line.sku}</span>
        {said.filter(Boolean).map((words) => (
          <span key={String(words)}> · {words}</span>
        ))}
      </span>
      {line.problem && <span className="block text-xs text-warn-text">{t(line.problem.code === "pack" ? "buying.form.pack" : "buying.form.minimum", { n: String(line.quantity), pack: String(line.pack), minimum: String(line.minimum) })}</span>}
    </span>
  );
}

function Sums({ order }: { order: Order }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { goods, taxes, total, in_shop: inShop } = order.totals;
  const money = (amount: string) => format.money({ amount, currency: order.currency });
  const rows: [string, string][] = [
    ...(taxes.length > 0 ? ([[t("buying.page.goods"), money(goods)]] as [string, string][]) : []),
    ...taxes.map(({ rate, amount }): [string, string] => [t("buying.form.taxLine", { rate: String(Number(rate)) }), money(amount)]),
    [t("buying.page.total"), money(total)],
  ];
  const isForeign = inShop !== null && inShop.currency !== order.currency;
  return (
    <div className="px-4 py-3 sm:px-5">
      <dl className="ml-auto grid w-fit grid-cols-[auto_auto] gap-x-6 gap-y-1 text-sm">
        {rows.map(([label, text], place) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className={place === rows.length - 1 ? "tnum text-right font-semibold" : "tnum text-right"}>{text}</dd>
          </div>
        ))}
        {isForeign && (
          <div className="contents">
            <dt className="text-xs text-muted">{t("buying.page.inShop", { currency: order.currency, rate: format.unitCost({ amount: order.rate ?? "0", currency: inShop.currency }) })}</dt>
            <dd className="tnum text-right text-xs text-muted">{format.money(inShop)}</dd>
          </div>
        )}
      </dl>
      {order.is_below_minimum && order.minimum_order !== null && (
        <p className="mt-2 text-right text-xs text-warn-text">{t("buying.form.below", { least: money(order.minimum_order) })}</p>
      )}
    </div>
  );
}
