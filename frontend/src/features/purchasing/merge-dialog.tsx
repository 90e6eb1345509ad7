import { type FormEvent, useId, useState } from "react";
import type { Order } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { MoneyText } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { useOrders, useStep } from "./queries";

/** Which other unsent order of the same supplier, location and currency comes into this one. */
export function MergeDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const form = useId();
  const step = useStep(order);
  const [chosen, setChosen] = useState<string | null>(null);
  const found = useOrders({ states: ["draft", "awaiting_approval", "approved"], supplier: order.supplier_id, place: order.location.location_id, search: "" });
  const others = (found.data?.pages.flatMap((page) => page.items) ?? []).filter((each) => each.id !== order.id && each.currency === order.currency);
  const other = others.find(({ id }) => id === chosen);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!other) return;
    step.mutate(
      { what: "merge", order_id: other.id, other_version: other.version },
      {
        onSuccess: () => {
          showSuccess(t("buying.page.done.merge"));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("buying.merging.title", { name: order.name })}
      description={t("buying.merging.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={!other || step.isPending} aria-busy={step.isPending}>
            {t("buying.merging.submit")}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={submit}>
        {found.error && <QueryError title={t("buying.errorTitle")} error={found.error} />}
        {found.isPending && <Skeleton className="h-16" />}
        {found.data && others.length === 0 && <p className="text-sm">{t("buying.merging.none")}</p>}
        {others.length > 0 && (
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium">{t("buying.merging.choose")}</legend>
            {others.map((each) => (
              <label key={each.id} className="flex items-center gap-3 rounded-lg border border-line px-3 py-2 text-sm">
                <input type="radio" name="other" className="size-4 accent-brand" checked={each.id === chosen} onChange={() => setChosen(each.id)} />
                <span className="min-w-0 flex-1">
                  {each.name} · {t("buying.lines", { count: each.line_count, n: format.quantity(each.line_count) })}
                </span>
                <MoneyText value={each.total} />
              </label>
            ))}
          </fieldset>
        )}
        {step.error && <QueryError title={t("buying.failed")} error={step.error} />}
      </form>
    </Dialog>
  );
}
