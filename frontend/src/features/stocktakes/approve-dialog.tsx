import { useState } from "react";
import type { ApprovalInput, Stocktake } from "@/api/types";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useApprove } from "./queries";

type NotCounted = NonNullable<ApprovalInput["not_counted"]>;
type Unsure = NonNullable<ApprovalInput["unsure"]>;

/** What is posted, said before it is: also what becomes of items nobody counted, and of those that moved. */
export function ApproveDialog({ stocktake, onClose }: { stocktake: Stocktake; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const approve = useApprove(stocktake);
  const [notCounted, setNotCounted] = useState<NotCounted>("leave");
  const [unsure, setUnsure] = useState<Unsure>("leave");
  const [seen] = useState(stocktake.version);
  const { tally } = stocktake;
  const differ = tally.different ?? 0;
  const moved = stocktake.version !== seen;
  const zeroValue = tally.zero_value ? format.money(tally.zero_value) : t("common.none");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("stocktakes.approving.title")}
      description={t("stocktakes.approving.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button
            look="primary"
            disabled={approve.isPending || moved}
            aria-busy={approve.isPending}
            onClick={() => approve.mutate({ not_counted: notCounted, unsure }, { onSuccess: onClose })}
          >
            {t("stocktakes.approving.submit")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        <p>
          {differ === 0
            ? t("stocktakes.approving.none")
            : t("stocktakes.approving.differ", {
                count: differ,
                n: format.quantity(differ),
                over: format.quantity(tally.units_over ?? 0),
                short: format.quantity(tally.units_short ?? 0),
              })}
        </p>
        {tally.not_counted > 0 && (
          <Choice
            name="not-counted"
            legend={t("stocktakes.approving.notCounted", { count: tally.not_counted, n: format.quantity(tally.not_counted) })}
            value={notCounted}
            options={[
              { value: "leave", label: t("stocktakes.approving.leave") },
              {
                value: "zero",
                label: t("stocktakes.approving.zero"),
                note: t("stocktakes.approving.zeroBody", { units: format.quantity(tally.zero_units ?? 0), value: zeroValue }),
              },
            ]}
            onChange={setNotCounted}
          />
        )}
        {(tally.unsure ?? 0) > 0 && (
          <Choice
            name="unsure"
            legend={t("stocktakes.approving.unsure", { count: tally.unsure ?? 0, n: format.quantity(tally.unsure ?? 0) })}
            value={unsure}
            options={[
              { value: "leave", label: t("stocktakes.approving.leaveUnsure") },
              { value: "post", label: t("stocktakes.approving.postUnsure") },
            ]}
            onChange={setUnsure}
          />
        )}
        {moved && <p role="alert" className="font-medium text-warn-text">{t("stocktakes.approving.moved")}</p>}
        {approve.error && <QueryError title={t("stocktakes.failed")} error={approve.error} />}
      </div>
    </Dialog>
  );
}

interface ChoiceProps<Value extends string> {
  name: string;
  legend: string;
  value: Value;
  options: { value: Value; label: string; note?: string }[];
  onChange: (next: Value) => void;
}

function Choice<Value extends string>({ name, legend, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset>
      <legend className="font-medium">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="flex min-h-9 items-start gap-2 py-1">
          <input type="radio" name={name} className="mt-0.5 size-4 accent-brand" checked={value === option.value} onChange={() => onChange(option.value)} />
          <span>
            {option.label}
            {option.note !== undefined && <span className="block text-xs text-muted">{option.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
