import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { useLocations, useShop } from "@/api/shop";
import { newIntentKey } from "@/lib/intent-key";
import { useUnsaved } from "@/lib/unsaved";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/purchasing";
import { type Draft, NO_DRAFT, bodyOf, soldQuantity, termsOf, withItem } from "./draft";
import { Editor } from "./editor";
import { useChoosableSuppliers, useMakeOrder } from "./queries";

const ITEMS_MAX = 200;

/** An order that is not written yet; the address may name a supplier and items to begin with. */
export function NewOrderPage() {
  const begun = useBegun();
  if (begun === null) return <Skeleton className="h-72 w-full rounded-xl" />;
  return <NewOrder begun={begun} />;
}

function NewOrder({ begun }: { begun: Draft }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const make = useMakeOrder();
  const shopCurrency = useShop().data?.currency ?? "";
  const [draft, setDraft] = useState(begun);
  const [key, setKey] = useState(newIntentKey);
  const made = make.data?.id;
  useUnsaved(draft.lines.length > 0 && made === undefined);
  useEffect(() => {
    if (made !== undefined) void navigate(`/purchase-orders/${made}`, { replace: true });
  }, [made, navigate]);
  const change = (next: Draft) => {
    setDraft(next);
    setKey(newIntentKey()); // a draft that was changed is another wish
  };
  const isNamed = draft.supplierId !== "" && draft.placeId !== "";
  return (
    <Page
      title={t("buying.form.newTitle")}
      subtitle={t("buying.form.newSubtitle")}
      commands={[
        {
          label: t("buying.form.save"),
          primary: true,
          disabled: !isNamed || make.isPending || made !== undefined,
          onPress: () => make.mutate({ body: bodyOf(draft, shopCurrency), key }),
        },
      ]}
    >
      {make.error && <QueryError title={t("buying.form.wrong")} error={make.error} />}
      <Editor draft={draft} error={make.error} onChange={change} />
    </Page>
  );
}

/** The draft that the address begins: null while its items are looked up. */
function useBegun(): Draft | null {
  const api = useApi();
  const [parameters] = useSearchParams();
  const ids = (parameters.get("items") ?? "")
    .split(",")
    .filter((id) => /^\d{1,19}$/.test(id))
    .slice(0, ITEMS_MAX)
    .map((id) => `gid://shopify/InventoryItem/${id}`);
  const named = parameters.get("supplier") ?? "";
  const suppliers = useChoosableSuppliers();
  const locations = useLocations();
  const first = ids[0];
  const preferred = useQuery({
    queryKey: [...keys.suppliers, "of-item", first],
    enabled: first !== undefined && named === "",
    queryFn: ({ signal }) => take(api.GET("/api/v1/items/{inventory_item_id}/suppliers", { params: { path: { inventory_item_id: first ?? "" } }, signal })),
  });
  const choice = named || preferred.data?.items[0]?.supplier_id || (ids.length > 0 ? suppliers.data?.items[0]?.id : "") || "";
  const found = useQuery({
    queryKey: [...keys.suppliers, "begin", choice, ids],
    enabled: choice !== "" && ids.length > 0 && (named !== "" || !preferred.isPending),
    gcTime: 0,
    queryFn: ({ signal }) =>
      take(
        api.POST("/api/v1/suppliers/{supplier_id}/terms", {
          params: { path: { supplier_id: choice } },
          body: { rows: ids.map((inventory_item_id) => ({ inventory_item_id, quantity: 1 })) },
          signal,
        }),
      ),
  });
  if (suppliers.isPending || locations.isPending) return null;
  if (ids.length > 0 && choice !== "" && found.isPending) return null;
  const active = locations.data?.items.filter(({ is_active }) => is_active) ?? [];
  const only = active.length === 1 ? (active[0]?.location_id ?? "") : "";
  const wanted = parameters.get("place");
  const placeId = active.find(({ location_id }) => location_id.endsWith(`/${wanted}`))?.location_id ?? only;
  const currency = suppliers.data?.items.find(({ id }) => id === choice)?.currency ?? "";
  const lines = (found.data?.items ?? []).reduceRight<Draft["lines"]>(
    (held, row) => (row.item ? withItem(held, row.item, soldQuantity(termsOf(row), 1)) : held),
    [],
  );
  return { ...NO_DRAFT, supplierId: choice, placeId, currency, lines };
}
