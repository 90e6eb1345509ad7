import { useQuery } from "@tanstack/react-query";
import { Factory } from "lucide-react";
import { Link } from "react-router";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ItemDetail } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTermsOfSale } from "@/ui/stock/terms-of-sale";
import { UnitCost } from "@/ui/stock/unit-cost";
import { useTranslation } from "@/words";

/** Who sells the item to the shop, the preferred one first. */
export function Suppliers({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const api = useApi();
  const terms = useTermsOfSale();
  const suppliers = useQuery({
    queryKey: [...keys.suppliers, "of-item", item.inventory_item_id],
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/items/{inventory_item_id}/suppliers", { params: { path: { inventory_item_id: item.inventory_item_id } }, signal })),
  });
  return (
    <Card title={t("suppliers.ofItem.title")} flush>
      {suppliers.error && (
        <div className="p-4">
          <QueryError title={t("suppliers.errorTitle")} error={suppliers.error} onRetry={() => void suppliers.refetch()} />
        </div>
      )}
      {suppliers.isPending && <Skeleton className="m-4 h-9" />}
      {suppliers.data?.items.length === 0 && (
        <EmptyState icon={<Factory className="size-5" />} title={t("suppliers.ofItem.empty")} body={t("suppliers.ofItem.emptyBody")} />
      )}
      {suppliers.data && suppliers.data.items.length > 0 && (
        <ul aria-label={t("suppliers.ofItem.title")}>
          {suppliers.data.items.map((sold) => (
            <li key={sold.supplier_id} className="flex justify-between gap-3 border-b border-line px-4 py-3 last:border-0 sm:px-5">
              <span className="min-w-0 text-sm">
                <span className="flex flex-wrap items-center gap-1.5">
                  <Link to={`/suppliers/${sold.supplier_id}`} className="font-medium break-words hover:underline">
                    {sold.supplier_name}
                  </Link>
                  {sold.is_preferred && <Badge tone="good">{t("suppliers.page.preferred")}</Badge>}
                </span>
                <span className="block text-xs break-words text-muted">
                  {[sold.code !== "" && t("suppliers.page.theirs", { code: sold.code }), terms(sold)].filter(Boolean).join(" · ")}
                </span>
              </span>
              <span className="text-right text-sm">
                <UnitCost of={sold} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
