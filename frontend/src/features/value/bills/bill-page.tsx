import { useState } from "react";
import { Link, useParams } from "react-router";
import type { Bill } from "@/api/types";
import { useHost } from "@/host/host-context";
import { gidTail } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Dialog } from "@/ui/dialog";
import { MoneyText } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, Skeleton } from "@/ui/states";
import { Table, Td } from "@/ui/table";
import { useTranslation } from "@/words";
import "@/words/bills";
import "@/words/value";
import { Changes } from "./changes";
import { BillForm } from "./form";
import { useBill, useCancelBill } from "./queries";

/** A bill, what it adds to which goods, and what that changed. */
export function BillPage() {
  const { t } = useTranslation();
  const { billId = "" } = useParams();
  const bill = useBill(billId);
  const title = bill.data?.sender ?? t("bills.title");
  return (
    <Page
      title={title}
      back={{ to: "/bills", label: t("bills.back") }}
      marks={bill.data?.state === "cancelled" && <Badge>{t("bills.cancelled")}</Badge>}
      actions={bill.data?.state === "entered" && <Deeds bill={bill.data} />}
    >
      {bill.error && !bill.data && <QueryError title={t("bills.errorTitle")} error={bill.error} onRetry={() => void bill.refetch()} />}
      {!bill.data && !bill.error && <Skeleton className="h-64 w-full rounded-xl" />}
      {bill.data && (
        <>
          {!bill.data.is_costed && <Banner tone="info" title={t("bills.page.waits")} body={t("bills.page.waitsBody")} />}
          <About bill={bill.data} />
          <Shares bill={bill.data} />
          <Changes bill={bill.data} />
        </>
      )}
    </Page>
  );
}

function Deeds({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const cancel = useCancelBill(bill);
  const [asking, setAsking] = useState<"edit" | "cancel" | null>(null);
  const done = () => setAsking(null);
  return (
    <>
      <Button onClick={() => setAsking("edit")}>{t("bills.page.edit")}</Button>
      <Button onClick={() => setAsking("cancel")}>{t("bills.page.cancel")}</Button>
      {asking === "edit" && (
        <Dialog open wide onClose={done} title={t("bills.form.editTitle")} closeLabel={t("common.close")}>
          <BillForm bill={bill} order={null} onCancel={done} onSaved={done} />
        </Dialog>
      )}
      <Confirm
        open={asking === "cancel"}
        title={t("bills.page.cancelTitle")}
        body={t("bills.page.cancelBody")}
        confirm={t("bills.page.cancel")}
        cancel={t("bills.page.keep")}
        busy={cancel.isPending}
        error={cancel.error && <QueryError title={t("bills.failed")} error={cancel.error} />}
        onCancel={done}
        onConfirm={() =>
          cancel.mutate(undefined, {
            onSuccess: () => {
              done();
              showSuccess(t("bills.page.cancelledNow"));
            },
          })
        }
      />
    </>
  );
}

function About({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (amount: string) => ({ amount, currency: bill.currency });
  return (
    <Card
      title={t("bills.page.lines")}
      note={[bill.reference, format.day(bill.billed_on)].filter(Boolean).join(" · ")}
      actions={
        <span className="text-right">
          <span className="block text-base font-semibold">
            <MoneyText value={money(bill.total)} />
          </span>
          {bill.currency !== bill.shop_currency && <span className="tnum block text-xs text-muted">{`${t("bills.page.rate")} ${bill.rate}`}</span>}
        </span>
      }
    >
      <ul className="flex flex-col gap-1.5 text-sm">
        {bill.lines.map((line, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines have no name but their place
          <li key={place} className="flex flex-wrap justify-between gap-x-3">
            <span>
              {t(`bills.kind.${line.kind}`)}
              {line.kind !== "goods" && <span className="text-xs text-muted"> · {t(`bills.by.${line.spread_by}`)}</span>}
            </span>
            <MoneyText value={money(line.kind === "discount" ? `-${line.amount}` : line.amount)} />
          </li>
        ))}
      </ul>
      <p className="mt-3 text-xs text-muted">
        {bill.about.map((receipt) => `${receipt.name}${receipt.supplier_name === "" ? "" : ` (${receipt.supplier_name})`}`).join(", ")}
      </p>
      {bill.note !== "" && <p className="mt-2 text-sm whitespace-pre-line">{bill.note}</p>}
    </Card>
  );
}

function Shares({ bill }: { bill: Bill }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card flush={bill.shares.length > 0} title={t("bills.page.shares")} note={t("bills.page.sharesNote")}>
      {bill.shares.length === 0 ? (
        <p className="text-sm text-muted">{t("bills.page.noShares")}</p>
      ) : (
        <Table label={t("bills.page.shares")}>
          <tbody>
            {bill.shares.map((share, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- an item may lie twice in a receipt
              <tr key={index}>
                <Td className="min-w-40">
                  <Link to={`/inventory/${gidTail(share.inventory_item_id)}`} className="font-medium break-words hover:underline">
                    {share.title || share.sku}
                  </Link>
                  <span className="block text-xs break-words text-muted">
                    {[share.receipt, share.location_name, t("bills.page.units", { count: share.units, n: format.quantity(share.units) })].join(" · ")}
                  </span>
                </Td>
                <Td className="hidden sm:table-cell">{t(`bills.kind.${share.kind}`)}</Td>
                <Td end>
                  <MoneyText value={{ amount: share.amount, currency: bill.shop_currency }} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

