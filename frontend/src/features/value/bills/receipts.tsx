import { useState } from "react";
import { problemAt } from "@/api/problem";
import type { BillableReceipt } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { MoneyText } from "@/ui/display";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { useBillableReceipts } from "./queries";

export interface ReceiptsProps {
  chosen: BillableReceipt[];
  order: string | null;
  error: Error | null;
  onChange: (chosen: BillableReceipt[]) => void;
}

/** Which receipts a bill is about: those that are chosen stay in view while one looks for others. */
export function Receipts({ chosen, order, error, onChange }: ReceiptsProps) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const search = useDebounced(text.trim(), 250);
  const found = useBillableReceipts(search, order);
  const others = found.data?.items.filter((each) => chosen.every((one) => one.id !== each.id)) ?? [];
  const wrong = chosen.map((_, place) => problemAt(error, `receipts.${place}`));
  return (
    <fieldset className="flex flex-col gap-2 sm:col-span-2">
      <legend className="mb-1 text-sm font-medium">{t("bills.form.receipts")}</legend>
      <Input
        type="search"
        aria-label={t("bills.form.findReceipt")}
        placeholder={t("bills.form.findReceipt")}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {found.error && <QueryError title={t("bills.errorTitle")} error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton className="h-16" />}
      <div className="max-h-72 overflow-y-auto rounded-lg border border-line">
        {chosen.map((each, place) => (
          <Row key={each.id} receipt={each} isChosen wrong={wrong[place]} onToggle={() => onChange(chosen.filter((one) => one.id !== each.id))} />
        ))}
        {others.map((each) => (
          <Row key={each.id} receipt={each} isChosen={false} wrong={undefined} onToggle={() => onChange([...chosen, each])} />
        ))}
        {found.data && chosen.length + others.length === 0 && (
          <p className="px-3 py-4 text-sm text-muted">
            <span className="block font-medium text-ink">{t("bills.form.noReceipt")}</span>
            {t("bills.form.noReceiptBody")}
          </p>
        )}
      </div>
    </fieldset>
  );
}

function Row({ receipt, isChosen, wrong, onToggle }: { receipt: BillableReceipt; isChosen: boolean; wrong: string | undefined; onToggle: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <label className="flex cursor-pointer items-start gap-3 border-b border-line px-3 py-2 text-sm last:border-0 hover:bg-hover">
      <input type="checkbox" className="mt-1 size-4 accent-brand" checked={isChosen} onChange={onToggle} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {receipt.name}
          {receipt.has_bill && !isChosen && <Badge>{t("bills.form.hasBill")}</Badge>}
        </span>
        <span className="block text-xs break-words text-muted">{[receipt.supplier_name, format.day(receipt.effective_at), receipt.locations].filter(Boolean).join(" · ")}</span>
        {wrong && (
          <span role="alert" className="block text-xs font-medium text-bad-text">
            {wrong}
          </span>
        )}
      </span>
      <MoneyText value={{ amount: receipt.value, currency: receipt.currency }} />
    </label>
  );
}
