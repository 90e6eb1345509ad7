import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import type { CostingRules } from "@/api/types";
import { useHost } from "@/host/host-context";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useRules, useSaveRules } from "./queries";

const ACCOUNTS = ["inventory", "received_not_invoiced", "landed", "cogs", "write_offs", "adjustments", "opening", "in_transit", "tax_rate"] as const;

/** How stock is costed, and which accounts a journal names. */
export function RulesCard({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const rules = useRules();
  const [changing, setChanging] = useState(false);
  if (!rules.data) return null;
  return (
    <Card
      title={t("months.rules")}
      note={t("months.rulesNote")}
      actions={
        mayChange && (
          <Button small onClick={() => setChanging(true)}>
            {t("months.change")}
          </Button>
        )
      }
    >
      <dl className="grid grid-cols-1 gap-x-6 gap-y-2 text-sm sm:grid-cols-2">
        <Told label={t("months.methodLabel")} value={t(`value.method.${rules.data.method}`)} />
        {ACCOUNTS.map((name) => (
          <Told key={name} label={t(`months.accounts.${name}`)} value={rules.data.accounts[name] ?? ""} />
        ))}
      </dl>
      {changing && <RulesDialog rules={rules.data} onClose={() => setChanging(false)} />}
    </Card>
  );
}

function Told({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex justify-between gap-3 border-b border-line pb-1.5">
      <dt className="text-muted">{label}</dt>
      <dd className="text-right font-medium break-words">{value}</dd>
    </div>
  );
}

function RulesDialog({ rules, onClose }: { rules: CostingRules; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open wide onClose={onClose} title={t("months.rules")} description={t("months.rulesNote")} closeLabel={t("common.close")}>
      <RulesForm rules={rules} onClose={onClose} />
    </Dialog>
  );
}

function RulesForm({ rules, onClose }: { rules: CostingRules; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const save = useSaveRules();
  const [typed, setTyped] = useState(rules);
  useUnsaved(typed !== rules && !save.isSuccess);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(typed, {
      onSuccess: () => {
        showSuccess(typed.method === rules.method ? t("months.saved") : t("months.savedMethod"));
        onClose();
      },
    });
  };
  return (
    <form noValidate className="grid grid-cols-1 gap-4 sm:grid-cols-2" onSubmit={submit}>
      <Field label={t("months.methodLabel")} className="sm:col-span-2">
        {(control) => (
          <Select {...control} value={typed.method} onChange={(event) => setTyped({ ...typed, method: event.target.value === "fifo" ? "fifo" : "average" })}>
            <option value="average">{t("value.method.average")}</option>
            <option value="fifo">{t("value.method.fifo")}</option>
          </Select>
        )}
      </Field>
      {ACCOUNTS.map((name) => (
        <Field key={name} label={t(`months.accounts.${name}`)} error={problemAt(save.error, `accounts.${name}`)}>
          {(control) => (
            <Input
              {...control}
              maxLength={80}
              value={typed.accounts[name] ?? ""}
              onChange={(event) => setTyped({ ...typed, accounts: { ...typed.accounts, [name]: event.target.value } })}
            />
          )}
        </Field>
      ))}
      {save.error && (
        <div className="sm:col-span-2">
          <QueryError title={t("months.failed")} error={save.error} />
        </div>
      )}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3 sm:col-span-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={save.isPending} aria-busy={save.isPending}>
          {t("months.save")}
        </Button>
      </div>
    </form>
  );
}
