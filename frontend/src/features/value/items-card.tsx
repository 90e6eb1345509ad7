import { Coins } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { ValueItemsQuestion } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useValueItems } from "./queries";

export interface ItemsCardProps {
  title: string;
  question: ValueItemsQuestion;
  currency: string;
  actions: ReactNode;
}

/** The items behind a value, the most valuable first; each leads to its layers. */
export function ItemsCard({ title, question, currency, actions }: ItemsCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const items = useValueItems(question);
  const rows = items.data?.pages.flatMap((page) => page.items) ?? [];
  const money = (amount: string) => ({ amount, currency });
  return (
    <Card flush title={title} actions={actions}>
      {items.error && <QueryError title={t("value.errorTitle")} error={items.error} onRetry={() => void items.refetch()} />}
      {items.isPending && <Skeleton className="m-4 h-40" />}
      {items.data && rows.length === 0 && <EmptyState icon={<Coins className="size-5" />} title={t("value.empty")} body={t("value.emptyBody")} />}
      {rows.length > 0 && (
        <Table label={t("value.list")}>
          <thead>
            <tr>
              <Th>{t("value.items")}</Th>
              <Th end>{t("value.units")}</Th>
              <Th end className="hidden sm:table-cell">
                {t("value.each1")}
              </Th>
              <Th end>{t("value.total")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.inventory_item_id} className="hover:bg-hover">
                <Td className="min-w-36">
                  <Link to={`/inventory/${gidTail(row.inventory_item_id)}`} className="font-medium break-words hover:underline">
                    {row.title || row.sku || row.inventory_item_id}
                  </Link>
                  <span className="flex flex-wrap items-center gap-x-2 text-xs break-words text-muted">
                    {[row.variant_title, row.sku].filter(Boolean).join(" · ")}
                    {row.is_unknown && <Badge tone="warn">{t("value.unknown")}</Badge>}
                  </span>
                </Td>
                <Td end>
                  <Quantity value={row.units} />
                </Td>
                <Td end className="tnum hidden sm:table-cell">
                  {row.unit_cost === null ? "–" : format.unitCost(money(row.unit_cost))}
                </Td>
                <Td end className="font-medium">
                  <MoneyText value={money(row.value)} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {items.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={items.isFetchingNextPage} onClick={() => void items.fetchNextPage()}>
            {items.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}
