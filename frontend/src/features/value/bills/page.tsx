import { Plus, ReceiptText } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import type { BillSummary } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { MoneyText } from "@/ui/display";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/bills";
import "@/words/value";
import { Parts } from "../parts";
import { useBills } from "./queries";

/** What suppliers and carriers ask for, the latest first. */
export function BillsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 250);
  const bills = useBills(search);
  const rows = bills.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t("bills.title")}
      subtitle={t("bills.subtitle")}
      commands={[{ label: t("bills.make"), icon: <Plus aria-hidden className="size-4" />, primary: true, onPress: () => void navigate("/bills/new") }]}
    >
      <Parts withBills />
      <Input
        type="search"
        aria-label={t("bills.search")}
        placeholder={t("bills.search")}
        className="sm:max-w-64"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {bills.error && <QueryError title={t("bills.errorTitle")} error={bills.error} onRetry={() => void bills.refetch()} />}
      {bills.isPending && <Skeleton className="h-64 w-full rounded-xl" />}
      {bills.data && (
        <Card flush>
          {rows.length === 0 ? (
            <EmptyState
              icon={<ReceiptText className="size-5" />}
              title={search === "" ? t("bills.empty") : t("bills.emptyFound")}
              body={search === "" ? t("bills.emptyBody") : t("bills.emptyFoundBody")}
            />
          ) : (
            <ul aria-label={t("bills.list")}>
              {rows.map((bill) => (
                <BillRow key={bill.id} bill={bill} />
              ))}
            </ul>
          )}
          {bills.hasNextPage && (
            <div className="p-3 text-center">
              <Button small disabled={bills.isFetchingNextPage} onClick={() => void bills.fetchNextPage()}>
                {bills.isFetchingNextPage ? t("common.loading") : t("common.loadMore")}
              </Button>
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}

function BillRow({ bill }: { bill: BillSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="border-b border-line last:border-0">
      <Link to={`/bills/${bill.id}`} className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 px-4 py-3 hover:bg-hover sm:px-5">
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <span className="min-w-0 break-words">{bill.sender}</span>
            {bill.state === "cancelled" && <Badge>{t("bills.cancelled")}</Badge>}
          </span>
          <span className="block text-xs break-words text-muted">
            {[bill.reference, format.day(bill.billed_on), bill.receipts > 0 && t("bills.receipts", { count: bill.receipts, n: format.quantity(bill.receipts) })]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        <span className="text-sm font-medium">
          <MoneyText value={{ amount: bill.total, currency: bill.currency }} />
        </span>
      </Link>
    </li>
  );
}
