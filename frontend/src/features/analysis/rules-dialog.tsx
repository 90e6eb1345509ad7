import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import type { AnalysisRules } from "@/api/types";
import { useHost } from "@/host/host-context";
import { decimalOf } from "@/lib/decimal";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { plainly } from "./figures";
import { useAnalysisRules, useSaveAnalysisRules } from "./queries";

const MEASURES = ["value", "margin", "units"] as const;
const WHOLE = ["days", "dead_days", "excess_days", "lost_days"] as const;
const ORDER = ["days", "share_a", "share_b", "limit_x", "limit_y", "dead_days", "lost_days", "excess_days", "excess_percent"] as const;

type Name = (typeof ORDER)[number];
type Typed = Partial<Record<Name, string>>;

/** By what items are classed, and what is dead, in excess and lost; those of one location may only look. */
export function RulesDialog({ mayChange, onClose }: { mayChange: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const rules = useAnalysisRules();
  return (
    <Dialog open wide onClose={onClose} title={t("analysis.form.title")} {...(mayChange && { description: t("analysis.form.body") })} closeLabel={t("common.close")}>
      {rules.error && <QueryError title={t("analysis.errorTitle")} error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.isPending && <Skeleton className="h-64" />}
      {rules.data && <Form rules={rules.data} mayChange={mayChange} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ rules, mayChange, onClose }: { rules: AnalysisRules; mayChange: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const save = useSaveAnalysisRules();
  const [measure, setMeasure] = useState(rules.measure);
  const [typed, setTyped] = useState<Typed>({});
  const isChanged = measure !== rules.measure || Object.keys(typed).length > 0;
  useUnsaved(isChanged && !save.isSuccess);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { ...rules, measure, ...valuesOf(typed) },
      {
        onSuccess: () => {
          showSuccess(t("analysis.form.saved"));
          onClose();
        },
      },
    );
  };
  const wrong = (name: string) => problemAt(save.error, `body.${name}`) ?? problemAt(save.error, name);
  return (
    <form noValidate className="grid grid-cols-1 gap-4 sm:grid-cols-2" onSubmit={submit}>
      <Field className="sm:col-span-2" label={t("analysis.form.measure")} error={wrong("measure")}>
        {(control) => (
          <Select {...control} disabled={!mayChange} value={measure} onChange={(event) => setMeasure(MEASURES.find((each) => each === event.target.value) ?? "value")}>
            {MEASURES.map((each) => (
              <option key={each} value={each}>
                {t(`analysis.form.measureOf.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {ORDER.map((name) => (
        <Field key={name} label={t(`analysis.form.${name}`)} error={wrong(name)}>
          {(control) => (
            <Input
              {...control}
              disabled={!mayChange}
              inputMode={isWhole(name) ? "numeric" : "decimal"}
              maxLength={7}
              value={typed[name] ?? plainly(String(rules[name]))}
              onChange={(event) => setTyped((now) => ({ ...now, [name]: event.target.value }))}
            />
          )}
        </Field>
      ))}
      {save.error && (
        <div className="sm:col-span-2">
          <QueryError title={t("analysis.form.failed")} error={save.error} />
        </div>
      )}
      {mayChange && (
        <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3 sm:col-span-2">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" disabled={!isChanged || save.isPending} aria-busy={save.isPending}>
            {t("analysis.form.save")}
          </Button>
        </div>
      )}
    </form>
  );
}

function isWhole(name: Name): boolean {
  return WHOLE.some((each) => each === name);
}

/** What was typed as the server takes it: what is no number is left for it to refuse, by its field. */
function valuesOf(typed: Typed): Partial<AnalysisRules> {
  return Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, isWhole(name as Name) ? wholeOf(text) : decimalOf(text)]));
}

function wholeOf(text: string): number | string {
  return /^\d+$/.test(text.trim()) ? Number(text) : text;
}
