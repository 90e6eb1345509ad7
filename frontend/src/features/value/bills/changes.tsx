import { useState } from "react";
import { Link } from "react-router";
import type { Bill } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { MoneyText, When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useBillChanges } from "./queries";

/** What each version of a bill changed of what had been costed: by account, and entry by entry. */
export function Changes({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [wanted, setWanted] = useState(false);
  return (
    <Card flush={bill.changes.length > 0} title={t("bills.page.changes")} note={t("bills.page.changesNote")}>
      {bill.changes.length === 0 ? (
        <p className="text-sm text-muted">{t("bills.page.noChanges")}</p>
      ) : (
        <>
          <Table label={t("bills.page.changes")}>
            <tbody>
              {bill.changes.map((each) => (
                <tr key={`${each.version}-${each.account}`}>
                  <Td>
                    {t(`months.account.${each.account}`)}
                    <span className="block text-xs text-muted">
                      {[t("bills.page.version", { n: String(each.version) }), t("bills.page.entries", { count: each.entries, n: format.quantity(each.entries) })].join(" · ")}
                    </span>
                  </Td>
                  <Td end>
                    <MoneyText value={{ amount: each.change, currency: bill.shop_currency }} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
          {wanted ? (
            <Entries bill={bill} />
          ) : (
            <div className="p-3 text-center">
              <Button small onClick={() => setWanted(true)}>
                {t("bills.page.more")}
              </Button>
            </div>
          )}
        </>
      )}
    </Card>
  );
}

function Entries({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const changes = useBillChanges(bill.id, true);
  const rows = changes.data?.pages.flatMap((page) => page.items) ?? [];
  const money = (amount: string | null) => (amount === null ? null : { amount, currency: bill.shop_currency });
  return (
    <>
      {changes.error && <QueryError title={t("bills.errorTitle")} error={changes.error} onRetry={() => void changes.refetch()} />}
      {changes.isPending && <Skeleton className="m-4 h-24" />}
      {rows.length > 0 && (
        <Table label={t("bills.page.more")}>
          <thead>
            <tr>
              <Th>{t("cost.what")}</Th>
              <Th end>{t("bills.page.was")}</Th>
              <Th end>{t("bills.page.is")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- entries of one movement differ by nothing else
              <tr key={index}>
                <Td className="min-w-40">
                  <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="font-medium break-words hover:underline">
                    {row.title || row.sku}
                  </Link>
                  <span className="block text-xs break-words text-muted">
                    {[t(`cost.kind.${row.kind}`), row.document_label, row.location_id === null ? t("value.onTheWay") : row.location_name].filter(Boolean).join(" · ")} ·{" "}
                    <When at={row.at} />
                  </span>
                </Td>
                <Td end>
                  <MoneyText value={money(row.before)} missing={t("bills.page.nothing")} />
                </Td>
                <Td end>
                  <MoneyText value={money(row.after)} missing={t("bills.page.nothing")} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {changes.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={changes.isFetchingNextPage} onClick={() => void changes.fetchNextPage()}>
            {changes.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </>
  );
}
