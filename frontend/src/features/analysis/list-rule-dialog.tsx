import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import type { AnalysisListRules } from "@/api/types";
import { useHost } from "@/host/host-context";
import { decimalOf } from "@/lib/decimal";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field, Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import "@/words/policies";
import { useRuleList } from "./queries";
import type { ListPart, Narrowed } from "./question";

const GOALS = ["cycle", "fill", "shop"] as const;

/** A list of which all lines are meant, as it was seen. */
export interface AboutList {
  run: string;
  of: Narrowed;
  part: ListPart;
  many: string;
  onClose: () => void;
}

/** One rule for every line of a list: what is wanted of their stock. */
export function ListRuleDialog(about: AboutList) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={about.onClose} title={t("analysis.rule.title", { levels: about.many })} description={t("analysis.rule.body")} closeLabel={t("common.close")}>
      <RuleForm {...about} />
    </Dialog>
  );
}

function RuleForm({ run, of, part, onClose }: AboutList) {
  const { t } = useTranslation();
  const format = useFormat();
  const { showSuccess } = useHost();
  const save = useRuleList(part, of);
  const [goal, setGoal] = useState<(typeof GOALS)[number] | "">("");
  const [service, setService] = useState("");
  useUnsaved((goal !== "" || service !== "") && !save.isSuccess);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const fields: AnalysisListRules["fields"] = { ...(goal !== "" && { goal }), ...(service !== "" && { service_percent: decimalOf(service) }) };
    save.mutate(
      { run_id: run, fields },
      {
        onSuccess: ({ changed }) => {
          showSuccess(t("analysis.rule.done", { count: changed, n: format.quantity(changed) }));
          onClose();
        },
      },
    );
  };
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={submit}>
      <Field label={t("policies.field.goal")} hint={goal === "" ? undefined : t(`policies.goalHint.${goal}`)} error={problemAt(save.error, "body.fields.goal")}>
        {(control) => (
          <Select {...control} value={goal} onChange={(event) => setGoal(GOALS.find((each) => each === event.target.value) ?? "")}>
            <option value="">{t("policies.form.inherit")}</option>
            {GOALS.map((each) => (
              <option key={each} value={each}>
                {t(`policies.goal.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("policies.field.service_percent")} error={problemAt(save.error, "body.fields.service_percent")}>
        {(control) => <Input {...control} inputMode="decimal" maxLength={6} value={service} onChange={(event) => setService(event.target.value)} />}
      </Field>
      {save.error && <QueryError title={t("analysis.rule.failed")} error={save.error} />}
      <div className="-mx-5 -mb-4 flex justify-end gap-2 border-t border-line px-5 py-3">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" look="primary" disabled={(goal === "" && service === "") || save.isPending} aria-busy={save.isPending}>
          {t("analysis.rule.save")}
        </Button>
      </div>
    </form>
  );
}
