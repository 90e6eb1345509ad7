import { Factory, FileUp, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useShop } from "@/api/shop";
import type { SupplierScore, SupplierSummary } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Segmented } from "@/ui/segmented";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/suppliers";
import { useScores, useSuppliers } from "./queries";
import { SupplierDialog } from "./supplier-dialog";

const SCORED_MAX = 100;
const VIEWS = ["active", "archived", "all"] as const;

/** Everybody the shop buys from. */
export function SuppliersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  useEffect(() => {
    if (made !== null) void navigate(`/suppliers/${made}`); // once the form, with all that was typed, is gone
  }, [made, navigate]);
  return (
    <Page
      title={t("suppliers.title")}
      subtitle={t("suppliers.subtitle")}
      commands={
        mayBuy ? [{ label: t("suppliers.import"), icon: <FileUp aria-hidden className="size-4" />, onPress: { to: "/imports" } }, { label: t("suppliers.make"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: () => setMaking(true) }] : []
      }
    >
      <Suppliers />
      {making && <SupplierDialog supplier={null} onClose={() => setMaking(false)} onSaved={({ id }) => setMade(id)} />}
    </Page>
  );
}

function Suppliers() {
  const { t } = useTranslation();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((each) => each === parameters.get("view")) ?? "active";
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 250);
  const suppliers = useSuppliers(view, search);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label={t("suppliers.views")}
          value={view}
          options={VIEWS.map((value) => ({ value, label: t(`suppliers.view.${value}`) }))}
          onChange={(next) => setParameters(next === "active" ? {} : { view: next })}
        />
        <Input
          type="search"
          aria-label={t("suppliers.search")}
          placeholder={t("suppliers.search")}
          className="sm:max-w-64"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {suppliers.error && !suppliers.data ? (
        <QueryError title={t("suppliers.errorTitle")} error={suppliers.error} onRetry={() => void suppliers.refetch()} />
      ) : suppliers.data ? (
        <Card flush>
          <Rows rows={suppliers.data.pages.flatMap((page) => page.items)} isNarrowed={search !== "" || view !== "active"} />
          {suppliers.isFetchNextPageError && <QueryError title={t("suppliers.errorTitle")} error={suppliers.error} />}
          {suppliers.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={suppliers.isFetchingNextPage} onClick={() => void suppliers.fetchNextPage()}>
                {suppliers.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      ) : (
        <Skeleton className="h-64 w-full rounded-xl" />
      )}
    </>
  );
}

function Rows({ rows, isNarrowed }: { rows: SupplierSummary[]; isNarrowed: boolean }) {
  const { t } = useTranslation();
  const scores = useScoresOf(rows);
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={<Factory className="size-5" />}
        title={isNarrowed ? t("suppliers.emptyFound") : t("suppliers.empty")}
        body={isNarrowed ? t("suppliers.emptyFoundBody") : t("suppliers.emptyBody")}
      />
    );
  }
  return (
    <ul aria-label={t("suppliers.list")}>
      {rows.map((supplier) => (
        <SupplierRow key={supplier.id} supplier={supplier} score={scores.get(supplier.id)} />
      ))}
    </ul>
  );
}

/** How the first hundred have delivered over a year; the list does not wait for it. */
function useScoresOf(rows: SupplierSummary[]): Map<string, SupplierScore> {
  const ids = rows.slice(0, SCORED_MAX).map(({ id }) => id);
  return new Map((useScores(ids, 365).data?.items ?? []).map((score) => [score.supplier_id, score]));
}

function SupplierRow({ supplier, score }: { supplier: SupplierSummary; score: SupplierScore | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = [supplier.contact, supplier.email].filter(Boolean).join(" · ");
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/suppliers/${supplier.id}`} className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0">
          <span className="block text-sm font-medium break-words">{supplier.name}</span>
          {told !== "" && <span className="block text-xs break-words text-muted">{told}</span>}
        </span>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
          {score?.on_time.share != null && <span>{t("suppliers.onTimeShort", { share: format.percent(Number(score.on_time.share)) })}</span>}
          {score?.in_full.share != null && <span>{t("suppliers.inFullShort", { share: format.percent(Number(score.in_full.share)) })}</span>}
          {!supplier.is_active && <Badge>{t("suppliers.archived")}</Badge>}
          {supplier.lead_days !== null && <span>{t("suppliers.days", { count: supplier.lead_days, n: format.quantity(supplier.lead_days) })}</span>}
          <span>{t("suppliers.items", { count: supplier.items, n: format.quantity(supplier.items) })}</span>
          <span>{supplier.currency}</span>
        </span>
      </Link>
    </li>
  );
}
