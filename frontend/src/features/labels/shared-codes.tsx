import { ScanBarcode } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "@/words";
import { Link } from "react-router";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useSharedCodes } from "./queries";

/** Codes that several items share, with those items, and how many items have none. */
export function SharedCodes() {
  const { t } = useTranslation();
  const format = useFormat();
  const [of, setOf] = useState<"barcode" | "sku">("barcode");
  const codes = useSharedCodes(of);
  const first = codes.data?.pages[0];
  const rows = codes.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      flush
      title={t("labels.sharedList")}
      {...(first && {
        note: t("labels.without", {
          barcode: format.quantity(first.without_barcode),
          sku: format.quantity(first.without_sku),
          total: format.quantity(first.items_in_all),
        }),
      })}
      actions={
        <Segmented
          label={t("labels.of")}
          value={of}
          options={[
            { value: "barcode", label: t("labels.ofBarcode") },
            { value: "sku", label: t("labels.ofSku") },
          ]}
          onChange={setOf}
        />
      }
    >
      {codes.error && !codes.data && (
        <div className="p-4">
          <QueryError title={t("labels.sharedError")} error={codes.error} onRetry={() => void codes.refetch()} />
        </div>
      )}
      {!codes.data && !codes.error && (
        <div className="p-4">
          <Skeleton className="h-24" />
        </div>
      )}
      {codes.data && rows.length === 0 && (
        <EmptyState icon={<ScanBarcode className="size-5" />} title={t("labels.sharedEmpty")} body={t("labels.sharedEmptyBody")} />
      )}
      <ul aria-label={t("labels.sharedList")} className={rows.length > 0 ? "border-t border-line" : ""}>
        {rows.map(({ code, items }) => (
          <li key={code} className="flex flex-wrap gap-x-6 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-0 sm:px-5">
            <span className="w-36 shrink-0 font-mono text-xs leading-5 break-all">{code}</span>
            <ul className="min-w-0 flex-1 basis-48">
              {items.map((item) => (
                <li key={item.inventory_item_id}>
                  <Link to={`/inventory/${gidTail(item.inventory_item_id)}`} className="font-medium break-words underline-offset-4 hover:underline">
                    {item.title || item.sku}
                  </Link>{" "}
                  <span className="text-xs text-muted">{item.sku}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {codes.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={codes.isFetchingNextPage} onClick={() => void codes.fetchNextPage()}>
            {codes.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}
