import { useState } from "react";
import { useParams } from "react-router";
import { useShop } from "@/api/shop";
import type { Supplier } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/suppliers";
import { inputOf, useSaveSupplier, useSupplier } from "./queries";
import { DeliveriesCard } from "./deliveries-card";
import { SoldCard } from "./sold-card";
import { SupplierDialog } from "./supplier-dialog";

/** A supplier and what they sell. */
export function SupplierPage() {
  const { t } = useTranslation();
  const { supplierId = "" } = useParams();
  const supplier = useSupplier(supplierId);
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  const title = supplier.data?.name ?? t("suppliers.title");
  return (
    <Page
      title={title}
      back={{ to: "/suppliers", label: t("suppliers.page.back") }}
      marks={supplier.data?.is_active === false && <Badge>{t("suppliers.archived")}</Badge>}
      actions={supplier.data && mayBuy && <Deeds supplier={supplier.data} />}
    >
      {supplier.error && !supplier.data && <QueryError title={t("suppliers.errorTitle")} error={supplier.error} onRetry={() => void supplier.refetch()} />}
      {!supplier.data && !supplier.error && <Skeleton className="h-64 w-full rounded-xl" />}
      {supplier.data && (
        <>
          <About supplier={supplier.data} />
          <DeliveriesCard supplier={supplier.data} />
          <SoldCard supplier={supplier.data} mayBuy={mayBuy} />
        </>
      )}
    </Page>
  );
}

function Deeds({ supplier }: { supplier: Supplier }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const save = useSaveSupplier(supplier);
  const [asking, setAsking] = useState<"edit" | "archive" | null>(null);
  const turn = (is_active: boolean) =>
    save.mutate(
      { ...inputOf(supplier), is_active },
      {
        onSuccess: ({ name }) => {
          showSuccess(t(is_active ? "suppliers.page.restoredNow" : "suppliers.page.archivedNow", { name }));
          setAsking(null);
        },
      },
    );
  return (
    <span className="flex flex-wrap gap-2">
      {supplier.is_active ? (
        <Button onClick={() => setAsking("archive")}>{t("suppliers.page.archive")}</Button>
      ) : (
        <Button disabled={save.isPending} onClick={() => turn(true)}>
          {t("suppliers.page.restore")}
        </Button>
      )}
      <Button look="primary" onClick={() => setAsking("edit")}>
        {t("suppliers.page.edit")}
      </Button>
      {asking === "edit" && <SupplierDialog supplier={supplier} onClose={() => setAsking(null)} onSaved={() => setAsking(null)} />}
      <Confirm
        open={asking === "archive"}
        title={t("suppliers.page.archiveTitle", { name: supplier.name })}
        body={t("suppliers.page.archiveBody")}
        confirm={t("suppliers.page.archive")}
        cancel={t("suppliers.page.keep")}
        busy={save.isPending}
        error={save.error && <QueryError title={t("suppliers.failed")} error={save.error} />}
        onConfirm={() => turn(false)}
        onCancel={() => setAsking(null)}
      />
    </span>
  );
}

function About({ supplier }: { supplier: Supplier }) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = (text: string) => format.day(`${text}T12:00:00Z`);
  const rows: [string, string][] = [
    [t("suppliers.form.contact"), supplier.contact],
    [t("suppliers.form.email"), supplier.email],
    [t("suppliers.form.phone"), supplier.phone],
    [t("suppliers.form.account"), supplier.account_number],
    [t("suppliers.form.currency"), supplier.currency],
    [t("suppliers.form.terms"), supplier.payment_terms],
    [t("suppliers.page.lead"), supplier.lead_days === null ? "" : t("suppliers.days", { count: supplier.lead_days, n: format.quantity(supplier.lead_days) })],
    [t("suppliers.form.least"), supplier.minimum_order === null ? "" : format.money({ amount: supplier.minimum_order, currency: supplier.currency })],
    [t("suppliers.form.address"), supplier.address],
    [t("suppliers.form.closures"), supplier.closures.map(({ starts_on, ends_on, note }) => [`${day(starts_on)} – ${day(ends_on)}`, note].filter(Boolean).join(", ")).join("\n")],
    [t("suppliers.form.note"), supplier.note],
  ];
  const said = rows.filter(([, text]) => text !== "");
  return (
    <Card title={t("suppliers.page.about")}>
      <dl className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
        {said.map(([label, text]) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="text-sm break-words whitespace-pre-line">{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
