import { FileText, PackageCheck, Pencil, ShoppingCart, Truck } from "lucide-react";
import { Link } from "react-router";
import type { DocumentOfItem, ItemDetail } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { QUANTITY_NAMES, type QuantityName } from "@/lib/quantity-names";
import { TONE_SOFT, type Tone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Delta, When } from "@/ui/display";
import { Feed, FeedRow } from "@/ui/feed";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation, type TFunction } from "@/words";
import { useDocuments } from "./queries";

const KINDS = {
  order: { icon: ShoppingCart, tone: "info" },
  transfer: { icon: Truck, tone: "violet" },
  purchase_order: { icon: PackageCheck, tone: "good" },
  change_set: { icon: Pencil, tone: "brand" },
} as const satisfies Record<string, { icon: typeof FileText; tone: Tone }>;

const PAGES = { order: "orders", transfer: "transfers", purchase_order: "purchase-orders", change_set: "changes" } as const satisfies Record<keyof typeof KINDS, string>;

/** Everything that moved the item, as the papers it stands on. */
export function Documents({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const documents = useDocuments(item.inventory_item_id);
  const rows = documents.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("itemPage.documents")} note={t("itemPage.documentsNote")} flush>
      {documents.error && rows.length === 0 ? (
        <div className="p-4">
          <QueryError title={t("itemPage.documentsError")} error={documents.error} onRetry={() => void documents.refetch()} />
        </div>
      ) : documents.isPending ? (
        <div className="flex flex-col gap-3 p-4" aria-busy="true">
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
        </div>
      ) : rows.length === 0 ? (
        <EmptyState icon={<FileText className="size-5" />} title={t("itemPage.documentsEmpty")} />
      ) : (
        <Feed label={t("itemPage.documents")}>
          {rows.map((row) => (
            <DocumentRow key={`${row.kind} ${row.id}`} row={row} />
          ))}
        </Feed>
      )}
      {documents.isFetchNextPageError && (
        <div className="p-4">
          <QueryError title={t("itemPage.documentsError")} error={documents.error} />
        </div>
      )}
      {documents.hasNextPage && (
        <div className="flex justify-center p-3">
          <Button small disabled={documents.isFetchingNextPage} onClick={() => void documents.fetchNextPage()}>
            {documents.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
          </Button>
        </div>
      )}
    </Card>
  );
}

function DocumentRow({ row }: { row: DocumentOfItem }) {
  const { t } = useTranslation();
  const [first, second] = foremost(row);
  return (
    <FeedRow
      mark={<Kind kind={row.kind} />}
      title={<Title row={row} />}
      details={[
        <When key="when" at={row.last_at} />,
        row.causes.map((cause) => t(`cause.${cause}`)).join(", "),
        row.locations.join(", "),
      ]}
      figure={first && <Change name={first} row={row} />}
      figureNote={second && <Change name={second} row={row} />}
    />
  );
}

/** The two quantities that say most of what a document did. */
function foremost({ quantities }: DocumentOfItem): QuantityName[] {
  const moved = QUANTITY_NAMES.filter((name) => quantities[name] !== 0);
  return moved.toSorted((a, b) => Number(b === "available" || b === "on_hand") - Number(a === "available" || a === "on_hand"));
}

function Change({ name, row }: { name: QuantityName; row: DocumentOfItem }) {
  const { t } = useTranslation();
  return (
    <span className="whitespace-nowrap">
      <span className="text-xs text-muted">{t(`quantity.${name}`)}</span> <Delta value={row.quantities[name]} />
    </span>
  );
}

function isKnown(kind: string): kind is keyof typeof KINDS {
  return kind in KINDS;
}

function Kind({ kind }: { kind: string }) {
  const { icon: Icon, tone } = isKnown(kind) ? KINDS[kind] : { icon: FileText, tone: "neutral" as const };
  return (
    <span aria-hidden className={classes("inline-flex size-6 items-center justify-center rounded-md", TONE_SOFT[tone])}>
      <Icon className="size-3.5" />
    </span>
  );
}

/** A change made here, an order and a transfer have pages of their own. */
function Title({ row }: { row: DocumentOfItem }) {
  const { t } = useTranslation();
  const page = isKnown(row.kind) ? `/${PAGES[row.kind]}/${gidTail(row.id)}` : null;
  if (page === null) return titleOf(row, t);
  return (
    <Link to={page} className="underline-offset-4 hover:underline">
      {titleOf(row, t)}
    </Link>
  );
}

/** A change made here is called by its note, or by what it is: that needs no word before it. */
function titleOf({ kind, label }: DocumentOfItem, t: TFunction): string {
  return kind === "order" || kind === "transfer" ? `${t(`itemPage.kind.${kind}`)} ${label}` : label;
}
