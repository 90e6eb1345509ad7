import type { SupplierItem } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { When } from "@/ui/display";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { Table, Td, Th } from "@/ui/table";
import { UnitCost } from "@/ui/stock/unit-cost";
import { useTranslation } from "@/words";
import { titleOf } from "./item-dialog";
import { usePrices } from "./queries";

/** What an item has cost at a supplier, newest first. */
export function PricesDialog({ sold, onClose }: { sold: SupplierItem; onClose: () => void }) {
  const { t } = useTranslation();
  const actorWords = useActorWords();
  const prices = usePrices(sold.supplier_id, sold.inventory_item_id);
  const rows = prices.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog open onClose={onClose} title={t("suppliers.prices.title", { title: titleOf(sold) })} closeLabel={t("common.close")}>
      {prices.error && <QueryError title={t("suppliers.errorTitle")} error={prices.error} />}
      {!prices.data && !prices.error && <Skeleton className="h-32 w-full rounded-xl" />}
      {prices.data && rows.length === 0 && <p className="text-sm text-muted">{t("suppliers.prices.empty")}</p>}
      {rows.length > 0 && (
        <Table label={t("suppliers.prices.title", { title: titleOf(sold) })}>
          <thead>
            <tr>
              <Th>{t("suppliers.prices.since")}</Th>
              <Th end>{t("suppliers.prices.cost")}</Th>
              <Th>{t("suppliers.prices.by")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((price) => (
              <tr key={price.noted_at}>
                <Td>
                  <When at={price.noted_at} />
                </Td>
                <Td end>
                  <UnitCost of={price} />
                </Td>
                <Td>{actorWords({ actor: price.noted_by, cause: "" })}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {prices.hasNextPage && (
        <Button small disabled={prices.isFetchingNextPage} onClick={() => void prices.fetchNextPage()}>
          {t("common.loadMore")}
        </Button>
      )}
    </Dialog>
  );
}
