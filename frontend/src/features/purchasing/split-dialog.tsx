import { type FormEvent, useEffect, useId, useState } from "react";
import { useNavigate } from "react-router";
import type { Order } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { titleOf } from "./marks";
import { useStep } from "./queries";

/** Which lines, or units of them, go into a second order. */
export function SplitDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { showSuccess } = useHost();
  const form = useId();
  const step = useStep(order);
  const [units, setUnits] = useState<Record<string, number>>({});
  const moved = Object.values(units).reduce((sum, each) => sum + each, 0);
  const isPart = moved > 0 && moved < order.units;
  const made = step.data?.id;
  useEffect(() => {
    if (made !== undefined) void navigate(`/purchase-orders/${made}`);
  }, [made, navigate]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPart) return;
    const lines = Object.entries(units)
      .filter(([, quantity]) => quantity > 0)
      .map(([line_id, quantity]) => ({ line_id, quantity }));
    step.mutate({ what: "split", lines }, { onSuccess: () => showSuccess(t("buying.page.done.split")) });
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t("buying.splitting.title", { name: order.name })}
      description={t("buying.splitting.body")}
      closeLabel={t("common.close")}
      footer={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" form={form} look="primary" disabled={!isPart || step.isPending} aria-busy={step.isPending}>
            {t("buying.splitting.submit", { count: moved, n: format.quantity(moved) })}
          </Button>
        </>
      }
    >
      <form id={form} className="flex flex-col gap-3" onSubmit={submit}>
        <ul>
          {order.lines.map((line) => (
            <li key={line.line_id} className="grid grid-cols-[minmax(0,1fr)_5.5rem_3.5rem] items-center gap-2 border-t border-line py-2 first:border-0">
              <span className="min-w-0">
                <span className="block text-sm break-words">{titleOf(line)}</span>
                <span className="block font-mono text-xs text-muted">{line.sku}</span>
              </span>
              <Input
                aria-label={t("buying.splitting.quantity", { title: titleOf(line) })}
                inputMode="numeric"
                className="text-right tabular-nums"
                value={String(units[line.line_id] ?? 0)}
                onFocus={(event) => event.target.select()}
                onChange={(event) => {
                  const typed = Number(event.target.value.replaceAll(/\D/g, "").slice(0, 8));
                  setUnits((now) => ({ ...now, [line.line_id]: Math.min(typed, line.quantity) }));
                }}
              />
              <span className="text-xs text-muted">{t("buying.splitting.of", { n: format.quantity(line.quantity) })}</span>
            </li>
          ))}
        </ul>
        {!isPart && <p className="text-xs text-muted">{t("buying.splitting.nothing")}</p>}
        {step.error && <QueryError title={t("buying.failed")} error={step.error} />}
      </form>
    </Dialog>
  );
}
