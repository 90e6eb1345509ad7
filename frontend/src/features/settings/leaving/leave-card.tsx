import { type SubmitEvent, useState } from "react";
import { ApiProblem } from "@/api/problem";
import type { Shop } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useLeave } from "./queries";

const STEPS = ["stop", "drafts", "shipments", "fields", "yours"] as const;

/** What leaving does, and the confirmation by the shop's name. */
export function LeaveCard({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const mayLeave = shop.viewer.role === "owner" && shop.viewer.locations === null;
  return (
    <Card title={t("leaving.leave")} note={t("leaving.leaveNote")}>
      <ol className="flex list-decimal flex-col gap-1.5 pl-5 text-sm marker:text-muted">
        {STEPS.map((step) => (
          <li key={step}>{t(`leaving.what.${step}`)}</li>
        ))}
      </ol>
      {mayLeave ? <LeaveForm domain={shop.domain} /> : <p className="mt-4 text-sm text-muted">{t("leaving.ownerOnly")}</p>}
    </Card>
  );
}

function LeaveForm({ domain }: { domain: string }) {
  const { t } = useTranslation();
  const leave = useLeave();
  const [name, setName] = useState("");
  const fields = leave.error instanceof ApiProblem ? leave.error.fields : [];
  const problem = fields.find((each) => each.field === "name")?.message;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    leave.mutate(name);
  };
  return (
    <form className="mt-4 flex max-w-md flex-col items-start gap-3" onSubmit={submit}>
      <Field className="w-full" label={t("leaving.name", { domain })} hint={t("leaving.nameHint")} error={problem}>
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {leave.error && problem === undefined && <QueryError title={t("leaving.submitError")} error={leave.error} />}
      <Button type="submit" look="danger" aria-busy={leave.isPending} disabled={name.trim() === "" || leave.isPending}>
        {t("leaving.submit")}
      </Button>
    </form>
  );
}
