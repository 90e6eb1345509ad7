import { History, PackageOpen, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Supplier, SupplierItem } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTermsOfSale } from "@/ui/stock/terms-of-sale";
import { UnitCost } from "@/ui/stock/unit-cost";
import { useTranslation } from "@/words";
import { ItemDialog, titleOf } from "./item-dialog";
import { PricesDialog } from "./prices-dialog";
import { useRemoveItem, useSoldItems } from "./queries";

type Asked = { what: "add" } | { what: "change" | "prices" | "remove"; sold: SupplierItem } | null;

/** What a supplier sells. */
export function SoldCard({ supplier, mayBuy }: { supplier: Supplier; mayBuy: boolean }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 250);
  const sold = useSoldItems(supplier.id, search);
  const [asked, setAsked] = useState<Asked>(null);
  const rows = sold.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setAsked(null);
  return (
    <Card
      title={t("suppliers.page.soldTitle")}
      flush
      actions={
        mayBuy && (
          <Button small icon={<Plus aria-hidden className="size-4" />} onClick={() => setAsked({ what: "add" })}>
            {t("suppliers.page.add")}
          </Button>
        )
      }
    >
      <div className="px-4 pb-3 sm:px-5">
        <Input
          type="search"
          aria-label={t("suppliers.page.searchSold")}
          placeholder={t("suppliers.page.searchSold")}
          className="sm:max-w-72"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {sold.error && <QueryError title={t("suppliers.errorTitle")} error={sold.error} onRetry={() => void sold.refetch()} />}
      {!sold.data && !sold.error && <Skeleton className="m-4 h-32 rounded-xl" />}
      {sold.data && rows.length === 0 && (
        <EmptyState
          icon={<PackageOpen className="size-5" />}
          title={search === "" ? t("suppliers.page.emptySold") : t("suppliers.page.emptySoldFound")}
          body={search === "" ? t("suppliers.page.emptySoldBody") : t("suppliers.emptyFoundBody")}
        />
      )}
      {rows.length > 0 && <Rows rows={rows} mayBuy={mayBuy} onAsk={setAsked} />}
      {sold.hasNextPage && (
        <div className="p-3 text-center">
          <Button small disabled={sold.isFetchingNextPage} onClick={() => void sold.fetchNextPage()}>
            {sold.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
      {asked?.what === "add" && <ItemDialog supplier={supplier} sold={null} onClose={close} />}
      {asked?.what === "change" && <ItemDialog supplier={supplier} sold={asked.sold} onClose={close} />}
      {asked?.what === "prices" && <PricesDialog sold={asked.sold} onClose={close} />}
      {asked?.what === "remove" && <Removal sold={asked.sold} onClose={close} />}
    </Card>
  );
}

function Removal({ sold, onClose }: { sold: SupplierItem; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const remove = useRemoveItem(sold.supplier_id);
  const title = titleOf(sold);
  return (
    <Confirm
      open
      title={t("suppliers.page.removeTitle", { title })}
      body={t("suppliers.page.removeBody")}
      confirm={t("suppliers.page.removeIt")}
      cancel={t("suppliers.page.keep")}
      busy={remove.isPending}
      error={remove.error && <QueryError title={t("suppliers.failed")} error={remove.error} />}
      onConfirm={() =>
        remove.mutate(sold.inventory_item_id, {
          onSuccess: () => {
            showSuccess(t("suppliers.page.removed", { title }));
            onClose();
          },
        })
      }
      onCancel={onClose}
    />
  );
}

function Rows({ rows, mayBuy, onAsk }: { rows: SupplierItem[]; mayBuy: boolean; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("suppliers.page.soldTitle")} className="border-t border-line">
      {rows.map((sold) => (
        <Row key={sold.inventory_item_id} sold={sold} mayBuy={mayBuy} onAsk={onAsk} />
      ))}
    </ul>
  );
}

function Row({ sold, mayBuy, onAsk }: { sold: SupplierItem; mayBuy: boolean; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const title = titleOf(sold);
  const terms = useTermsOfSale();
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <span className="min-w-40 flex-1">
        <Link to={`/inventory/${gidTail(sold.inventory_item_id)}`} className="block text-sm font-medium break-words hover:underline">
          {title}
        </Link>
        <span className="flex flex-wrap items-center gap-1.5 text-xs text-muted">
          <span className="font-mono">{sold.sku}</span>
          {sold.code !== "" && <span>{t("suppliers.page.theirs", { code: sold.code })}</span>}
          {sold.is_preferred && <Badge tone="good">{t("suppliers.page.preferred")}</Badge>}
        </span>
        <span className="block text-xs text-muted">{terms(sold)}</span>
      </span>
      <span className="text-right text-sm">
        <UnitCost of={sold} />
      </span>
      <span className="ml-auto flex justify-end sm:ml-0">
        <IconButton label={t("suppliers.page.prices", { title })} onClick={() => onAsk({ what: "prices", sold })}>
          <History aria-hidden className="size-4" />
        </IconButton>
        {mayBuy && (
          <>
            <IconButton label={t("suppliers.page.change", { title })} onClick={() => onAsk({ what: "change", sold })}>
              <Pencil aria-hidden className="size-4" />
            </IconButton>
            <IconButton label={t("suppliers.page.remove", { title })} onClick={() => onAsk({ what: "remove", sold })}>
              <Trash2 aria-hidden className="size-4" />
            </IconButton>
          </>
        )}
      </span>
    </li>
  );
}
