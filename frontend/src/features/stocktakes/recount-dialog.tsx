import { useState } from "react";
import type { Stocktake } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useRecount } from "./queries";

const WHICH = ["largest", "over", "unsure"] as const;
type Which = (typeof WHICH)[number];

/** Which items are counted once more. */
export function RecountDialog({ stocktake, onClose }: { stocktake: Stocktake; onClose: () => void }) {
  const { t } = useTranslation();
  const recount = useRecount(stocktake);
  const hasUnsure = (stocktake.tally.unsure ?? 0) > 0;
  const [which, setWhich] = useState<Which>(hasUnsure ? "unsure" : "largest");
  const [count, setCount] = useState("10");
  const [amount, setAmount] = useState("50");
  const isFull = which === "unsure" || (which === "largest" ? Number(count) >= 1 : amount !== "" && Number(amount) >= 0);
  const submit = () => {
    const chosen = which === "unsure" ? { unsure: true } : which === "largest" ? { largest: Number(count), unsure: false } : { over: amount, unsure: false };
    recount.mutate(chosen, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("stocktakes.recounting.title")}
      description={t("stocktakes.recounting.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button look="primary" disabled={!isFull || recount.isPending} aria-busy={recount.isPending} onClick={submit}>
            {t("stocktakes.recounting.submit")}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("stocktakes.recounting.which")}>
          {(control) => (
            <Select {...control} value={which} onChange={(event) => setWhich(WHICH.find((each) => each === event.target.value) ?? "largest")}>
              {WHICH.filter((each) => each !== "unsure" || hasUnsure).map((each) => (
                <option key={each} value={each}>
                  {t(`stocktakes.recounting.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {which === "largest" && (
          <Field label={t("stocktakes.recounting.howMany")}>
            {(control) => (
              <Input {...control} inputMode="numeric" value={count} onChange={(event) => setCount(event.target.value.replaceAll(/\D/g, "").slice(0, 4))} />
            )}
          </Field>
        )}
        {which === "over" && (
          <Field label={t("stocktakes.recounting.amount")}>
            {(control) => (
              <Input {...control} inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value.replaceAll(/[^\d.]/g, "").slice(0, 12))} />
            )}
          </Field>
        )}
      </div>
      {recount.error && <QueryError title={t("stocktakes.failed")} error={recount.error} />}
    </Dialog>
  );
}
