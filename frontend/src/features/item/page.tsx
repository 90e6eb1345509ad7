import { Barcode, PackageX, Pencil } from "lucide-react";
import { Suspense, lazy, useRef, useState } from "react";
import { Link, useParams } from "react-router";
import { ApiProblem } from "@/api/problem";
import { useItem } from "@/api/shop";
import type { ItemDetail } from "@/api/types";
import { useAdjustRequest } from "@/lib/adjust-request";
import { useNow } from "@/lib/clock";
import { gidTail, inventoryItemGid } from "@/lib/gid";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { buttonClasses } from "@/ui/button";
import { MoneyText } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/item-page";
import { Levels } from "./levels";
import { Movements } from "./movements";
import { useMoment } from "./use-moment";

const HistoryCard = lazy(async () => ({ default: (await import("./history-card")).HistoryCard }));
const Sales = lazy(async () => ({ default: (await import("./sales")).Sales }));
const DemandCard = lazy(async () => ({ default: (await import("./demand/card")).DemandCard }));
const Documents = lazy(async () => ({ default: (await import("./documents")).Documents }));
const OnOrder = lazy(async () => ({ default: (await import("./on-order")).OnOrder }));
const WhenToBuy = lazy(async () => ({ default: (await import("./when-to-buy")).WhenToBuy }));
const Cost = lazy(async () => ({ default: (await import("./cost")).Cost }));
const Suppliers = lazy(async () => ({ default: (await import("./suppliers")).Suppliers }));
const ItemLog = lazy(async () => ({ default: (await import("./item-log")).ItemLog }));
const Earlier = lazy(async () => ({ default: (await import("./earlier")).Earlier }));
const LevelsThen = lazy(async () => ({ default: (await import("./levels-then")).LevelsThen }));

/** While a hand drags over the chart, a moment is asked for once it has rested this long. */
const ASKED_AFTER_MS = 120;

export function ItemPage() {
  const { t } = useTranslation();
  const { itemId = "" } = useParams();
  const id = inventoryItemGid(itemId);
  const item = useItem(id);
  if (item.error && !item.data) {
    const missing = item.error instanceof ApiProblem && item.error.status === 404;
    return (
      <Page title={missing ? t("item.missingTitle") : t("item.errorTitle")}>
        {missing ? (
          <EmptyState
            icon={<PackageX className="size-5" />}
            title={t("item.missingTitle")}
            body={t("item.missingBody")}
            action={
              <Link to="/inventory" className={buttonClasses()}>
                {t("item.back")}
              </Link>
            }
          />
        ) : (
          <QueryError title={t("item.errorTitle")} error={item.error} onRetry={() => void item.refetch()} />
        )}
      </Page>
    );
  }
  return item.data ? <Loaded key={id} item={item.data} /> : <ItemSkeleton />;
}

function Loaded({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const { open } = useAdjustRequest();
  const [moment, setMoment] = useMoment();
  const rested = useDebounced(moment, ASKED_AFTER_MS);
  const levels = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const choose = (chosen: string | null) => {
    // What is shown of the past keeps the height of the present, so that the chart stays under the hand.
    if (moment === null) setHeight(levels.current?.offsetHeight ?? 0);
    setMoment(chosen);
  };
  return (
    <Page
      title={item.title}
      documentTitle={item.sku || item.title}
      marks={<Marks item={item} />}
      back={{ to: "/inventory", label: t("item.back") }}
      subtitle={<Identity item={item} />}
      actions={
        <Link to={`/labels?items=${gidTail(item.inventory_item_id)}`} className={buttonClasses()}>
          <Barcode aria-hidden className="size-4" />
          {t("item.labels")}
        </Link>
      }
      commands={
        item.tracked && !item.is_deleted
          ? [
              {
                label: t("common.adjust"),
                icon: <Pencil aria-hidden className="size-4" />,
                primary: true,
                onPress: () => open({ itemId: item.inventory_item_id, locationId: null }),
              },
            ]
          : []
      }
    >
      <Facts item={item} />
      <div ref={levels} style={moment === null ? undefined : { minHeight: height }}>
        {moment === null ? (
          <Levels item={item} />
        ) : (
          <Suspense fallback={<Skeleton className="h-64 w-full rounded-xl" />}>
            <LevelsThen item={item} moment={moment} asked={rested ?? moment} onNow={() => choose(null)} />
          </Suspense>
        )}
      </div>
      <Suspense fallback={<Skeleton className="h-96 w-full rounded-xl" />}>
        <HistoryCard item={item} moment={moment} onMoment={choose} />
        {item.tracked && !item.is_deleted && <DemandCard item={item} />}
        <div className="grid gap-4 *:min-w-0 xl:grid-cols-2">
          <Sales item={item} />
          <Documents item={item} />
        </div>
      </Suspense>
      <Movements item={item} />
      <Suspense fallback={null}>
        <Earlier item={item} />
      </Suspense>
      <Suspense fallback={<Skeleton className="h-56 w-full rounded-xl" />}>
        <WhenToBuy item={item} />
        <OnOrder item={item} />
        <Cost item={item} />
        <Suppliers item={item} />
        <ItemLog item={item} />
      </Suspense>
    </Page>
  );
}

/** What kind of item it is beside its title. */
function Marks({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  return (
    <>
      {item.variant_title !== "" && <span className="font-normal text-muted">{item.variant_title}</span>}
      {item.is_deleted && <Badge tone="bad">{t("item.deleted")}</Badge>}
      {!item.tracked && <Badge tone="warn">{t("item.untracked")}</Badge>}
    </>
  );
}

function Identity({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const changedAt = item.levels.map((level) => level.updated_at).toSorted().at(-1);
  return (
    <span className="text-xs">
      <span className="font-mono">{item.sku || t("common.noSku")}</span>
      {changedAt !== undefined && ` · ${t("item.updated", { ago: format.ago(changedAt, now) })}`}
    </span>
  );
}

function Facts({ item }: { item: ItemDetail }) {
  const { t } = useTranslation();
  const facts = [
    { label: t("item.price"), value: <MoneyText value={item.price} /> },
    { label: t("item.cost"), value: <MoneyText value={item.unit_cost} missing={t("item.noCost")} /> },
    { label: t("item.barcode"), value: item.barcode },
    { label: t("item.vendor"), value: item.vendor },
    { label: t("item.type"), value: item.product_type },
  ].filter(({ value }) => value !== null && value !== "");
  return (
    <>
      <dl className="flex flex-wrap gap-x-8 gap-y-3 rounded-xl border border-line bg-surface px-4 py-3 shadow-card sm:px-5">
        {facts.map(({ label, value }) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="tnum text-sm font-medium break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {!item.tracked && <p className="text-sm text-muted">{t("item.untrackedBody")}</p>}
    </>
  );
}

function ItemSkeleton() {
  return (
    <div className="flex flex-col gap-4" aria-busy="true">
      <Skeleton className="h-12 w-72" />
      <Skeleton className="h-16 w-full rounded-xl" />
      <Skeleton className="h-56 w-full rounded-xl" />
      <Skeleton className="h-80 w-full rounded-xl" />
    </div>
  );
}
