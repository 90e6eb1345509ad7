/** What the search offers: one flat list in groups, so that arrows go through all of it. */
import type { paths } from "@/api/schema";
import type { OrderSummary, SupplierSummary } from "@/api/types";
import { gidTail } from "@/lib/gid";
import type { TFunction } from "@/words";

type Found = paths["/api/v1/search"]["get"]["responses"][200]["content"]["application/json"];

export interface Choice {
  id: string;
  title: string;
  note?: string;
  /** Where it leads; "help" opens the keyboard help, "q:" looks for something again. */
  to: string;
}

export interface Group {
  name: "items" | "documents" | "purchases" | "suppliers" | "changes" | "pages" | "actions" | "recent";
  choices: Choice[];
}

const ACTIONS = [
  { name: "outOfStock", to: "/inventory?state=out_of_stock" },
  { name: "negative", to: "/inventory?state=negative" },
  { name: "stuck", to: "/changes?view=stuck" },
  { name: "prove", to: "/sync" },
  { name: "account", to: "/account" },
  { name: "newKey", to: "/settings", admin: true },
  { name: "invite", to: "/people", admin: true },
  { name: "audit", to: "/people/log", admin: true },
  { name: "help", to: "help" },
] as const;

export interface Offer {
  q: string;
  found: Found | undefined;
  bought: { suppliers: SupplierSummary[]; orders: OrderSummary[] } | undefined;
  pages: readonly { to: string; label: string }[];
  isAdmin: boolean;
  recent: readonly string[];
  quantity: (units: number) => string;
  moment: (at: string) => string;
}

/** Orders and transfers have pages of their own; any other document is shown by the item it moved most of. */
function pageOf({ kind, id, inventory_item_id }: Found["documents"][number]): string {
  if (kind === "order") return `/orders/${gidTail(id)}`;
  return kind === "transfer" ? `/transfers/${gidTail(id)}` : `/inventory/${gidTail(inventory_item_id)}`;
}

export function groupsOf({ q, found, bought, pages, isAdmin, recent, quantity, moment }: Offer, t: TFunction): Group[] {
  const fits = (text: string) => text.toLocaleLowerCase().includes(q.toLocaleLowerCase());
  const groups: Group[] = [
    { name: "recent", choices: q === "" ? recent.map((each) => ({ id: `r${each}`, title: each, to: `q:${each}` })) : [] },
    {
      name: "items",
      choices: (found?.items ?? []).map((item) => ({
        id: item.inventory_item_id,
        title: [item.title, item.variant_title].filter(Boolean).join(" · "),
        note: [item.sku, t("find.available", { units: quantity(item.available) })].filter(Boolean).join(" · "),
        to: `/inventory/${gidTail(item.inventory_item_id)}`,
      })),
    },
    {
      name: "documents",
      choices: (found?.documents ?? []).filter(({ kind }) => kind !== "purchase_order").map((document) => ({
        id: document.id,
        title: document.label,
        note: `${t("find.ofItems", { count: document.items, n: quantity(document.items) })} · ${moment(document.at)}`,
        to: pageOf(document),
      })),
    },
    {
      name: "purchases",
      choices: (bought?.orders ?? []).map((order) => ({
        id: order.id,
        title: order.name,
        note: `${order.supplier_name} · ${t(`buying.state.${order.state}`)}`,
        to: `/purchase-orders/${order.id}`,
      })),
    },
    {
      name: "suppliers",
      choices: (bought?.suppliers ?? []).map((supplier) => ({
        id: supplier.id,
        title: supplier.name,
        note: t("find.ofItems", { count: supplier.items, n: quantity(supplier.items) }),
        to: `/suppliers/${supplier.id}`,
      })),
    },
    {
      name: "changes",
      choices: (found?.changes ?? []).map((change) => ({
        id: change.id,
        title: change.note,
        note: moment(change.created_at),
        to: `/changes/${change.id}`,
      })),
    },
    {
      name: "pages",
      choices: pages.filter(({ label }) => fits(label)).map(({ to, label }) => ({ id: `p${to}`, title: label, to })),
    },
    {
      name: "actions",
      choices: ACTIONS.filter((action) => isAdmin || !("admin" in action))
        .map(({ name, to }) => ({ id: `a${name}`, title: t(`find.do.${name}`), to }))
        .filter(({ title }) => q !== "" && fits(title)),
    },
  ];
  return groups.filter(({ choices }) => choices.length > 0);
}
