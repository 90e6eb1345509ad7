import { type FormEvent, useEffect, useState } from "react";
import { problemAt } from "@/api/problem";
import { useShop } from "@/api/shop";
import type { Bill } from "@/api/types";
import { useHost } from "@/host/host-context";
import { useUnsaved } from "@/lib/unsaved";
import { localOf } from "@/lib/zoned";
import { Button } from "@/ui/button";
import { MoneyText } from "@/ui/display";
import { Field, Input, TextArea } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { bodyOf, type Typed, totalOf, typedOf } from "./draft";
import { Lines } from "./lines";
import { Measures } from "./measures";
import { usePreviewBill, useSaveBill } from "./queries";
import { Receipts } from "./receipts";

export interface BillFormProps {
  bill: Bill | null;
  order: string | null;
  onCancel: () => void;
  onSaved: (bill: Bill) => void;
}

/** A bill as it is in hand: who asks, for what, and which goods it is about. */
export function BillForm({ bill, order, onCancel, onSaved }: BillFormProps) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const shopCurrency = useShop().data?.currency ?? "";
  const format = useFormat();
  const save = useSaveBill(bill);
  const preview = usePreviewBill();
  const [first] = useState(() => typedOf(bill, shopCurrency, localOf(new Date().toISOString(), format.timeZone).slice(0, 10)));
  const [typed, setTyped] = useState<Typed>(first);
  const [saved, setSaved] = useState<Bill | null>(null);
  useUnsaved(typed !== first && saved === null);
  useEffect(() => {
    if (saved !== null) onSaved(saved); // once nothing that was typed can be lost any more
  }, [saved, onSaved]);
  const set = (part: Partial<Typed>) => {
    preview.reset();
    setTyped((now) => ({ ...now, ...part }));
  };
  const error = save.error ?? preview.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(bodyOf(typed), {
      onSuccess: (answer) => {
        showSuccess(t("bills.form.saved"));
        setSaved(answer);
      },
    });
  };
  const isReady = typed.sender.trim() !== "" && typed.day !== "" && typed.receipts.length > 0 && typed.lines.some((line) => line.amount.trim() !== "");
  return (
    <form noValidate className="grid grid-cols-1 gap-4 sm:grid-cols-2" onSubmit={submit}>
      <Field label={t("bills.form.sender")} hint={t("bills.form.senderHint")} error={problemAt(error, "sender")}>
        {(control) => <Input {...control} maxLength={120} autoComplete="off" value={typed.sender} onChange={(event) => set({ sender: event.target.value })} />}
      </Field>
      <Field label={t("bills.form.reference")} optional={t("bills.form.optional")} error={problemAt(error, "reference")}>
        {(control) => <Input {...control} maxLength={200} autoComplete="off" value={typed.reference} onChange={(event) => set({ reference: event.target.value })} />}
      </Field>
      <Field label={t("bills.form.day")} error={problemAt(error, "billed_on")}>
        {(control) => <Input {...control} type="date" value={typed.day} onChange={(event) => set({ day: event.target.value })} />}
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label={t("bills.form.currency")} error={problemAt(error, "currency")}>
          {(control) => (
            <Input {...control} maxLength={3} autoCapitalize="characters" value={typed.currency} onChange={(event) => set({ currency: event.target.value.toUpperCase() })} />
          )}
        </Field>
        {typed.currency !== shopCurrency && (
          <Field label={t("bills.form.rate")} hint={t("bills.form.rateHint", { from: typed.currency, to: shopCurrency })} error={problemAt(error, "rate")}>
            {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={typed.rate} onChange={(event) => set({ rate: event.target.value })} />}
          </Field>
        )}
      </div>
      <Lines lines={typed.lines} error={error} onChange={(lines) => set({ lines })} />
      <Receipts chosen={typed.receipts} order={order} error={error} onChange={(receipts) => set({ receipts })} />
      <Measures typed={typed} error={error} onChange={(measures) => set({ measures })} />
      <Field label={t("bills.form.note")} optional={t("bills.form.optional")} className="sm:col-span-2">
        {(control) => <TextArea {...control} maxLength={2000} value={typed.note} onChange={(event) => set({ note: event.target.value })} />}
      </Field>
      <div aria-live="polite" className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-sunken px-3 py-2 text-sm sm:col-span-2">
        <span>
          {t("bills.form.total")}: <MoneyText value={{ amount: totalOf(typed), currency: typed.currency.length === 3 ? typed.currency : shopCurrency }} />
        </span>
        {preview.data ? (
          <span className="font-medium">{t("bills.form.added", { amount: format.money({ amount: preview.data.added, currency: preview.data.currency }) })}</span>
        ) : (
          <Button small disabled={!isReady || preview.isPending} aria-busy={preview.isPending} onClick={() => preview.mutate(bodyOf(typed))}>
            {t("bills.form.preview")}
          </Button>
        )}
      </div>
      {error && (
        <div className="sm:col-span-2">
          <QueryError title={t("bills.failed")} error={error} />
        </div>
      )}
      <div className="flex justify-end gap-2 sm:col-span-2">
        <Button onClick={onCancel}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={!isReady || save.isPending} aria-busy={save.isPending}>
          {t("bills.form.save")}
        </Button>
      </div>
    </form>
  );
}
