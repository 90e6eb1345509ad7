import type { ItemDetail } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Delta, Quantity, When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Banner } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useEarlier } from "./queries";

/** What happened before InventorySync, as Shopify's own file tells it; nothing where none was imported. */
export function Earlier({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const earlier = useEarlier(item.inventory_item_id);
  const rows = earlier.data?.pages.flatMap((page) => page.items) ?? [];
  if (earlier.error) {
    return <QueryError title={t("itemPage.earlier.error")} error={earlier.error} onRetry={() => void earlier.refetch()} />;
  }
  if (rows.length === 0) return null;
  const broken = earlier.data?.pages[0]?.levels.filter((each) => !each.connects) ?? [];
  return (
    <Card title={t("itemPage.earlier.title")} note={t("itemPage.earlier.note")} flush>
      {broken.length > 0 && (
        <div className="px-4 pb-3 sm:px-5">
          <Banner
            tone="warn"
            title={t("itemPage.earlier.broken")}
            body={broken
              .map((each) => t("itemPage.earlier.brokenLine", { location: each.location_name, quantity: t(`quantity.${each.name}`), n: format.quantity(each.opening) }))
              .join(" ")}
          />
        </div>
      )}
      <Table label={t("itemPage.earlier.title")}>
        <thead>
          <tr>
            <Th>{t("item.when")}</Th>
            <Th>{t("itemPage.earlier.activity")}</Th>
            <Th>{t("item.location")}</Th>
            <Th>{t("item.name")}</Th>
            <Th end>{t("item.change")}</Th>
            <Th end>{t("item.balance")}</Th>
            <Th>{t("item.who")}</Th>
          </tr>
        </thead>
        <tbody className="[&_tr:last-child_td]:border-0">
          {rows.map((row) => (
            <tr key={`${row.at} ${row.location_id} ${row.name} ${row.delta} ${row.activity}`} className="hover:bg-hover">
              <Td>
                <When at={row.at} />
              </Td>
              <Td className="min-w-36">
                {row.activity || t("common.none")}
                {row.document !== "" && <span className="block text-xs break-all text-muted">{row.document}</span>}
              </Td>
              <Td className="whitespace-nowrap">{row.location_name}</Td>
              <Td className="whitespace-nowrap">{t(`quantity.${row.name}`)}</Td>
              <Td end>
                <Delta value={row.delta} />
              </Td>
              <Td end>
                <Quantity value={row.balance} />
              </Td>
              <Td className="text-muted">{row.actor || t("common.none")}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {earlier.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button small disabled={earlier.isFetchingNextPage} onClick={() => void earlier.fetchNextPage()}>
            {earlier.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}
