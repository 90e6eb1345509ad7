import { useState } from "react";
import { ApiProblem } from "@/api/problem";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useAskForEmail } from "./queries";

const NOTHING = { email: "", current: "" };

/** Another address to sign in with; it counts once the mail sent there is answered. */
export function EmailCard({ email }: { email: string }) {
  const { t } = useTranslation();
  const ask = useAskForEmail();
  const [given, setGiven] = useState(NOTHING);
  useUnsaved(given.email !== "" || given.current !== "");
  const problemOf = (field: string) =>
    ask.error instanceof ApiProblem ? ask.error.fields.find((each) => each.field === field)?.message : undefined;
  const shown = problemOf("email") ?? problemOf("current");
  return (
    <Card title={t("me.email")} note={t("me.emailNote", { email })}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate(given, { onSuccess: () => setGiven(NOTHING) });
        }}
      >
        <Field label={t("me.newEmail")} error={problemOf("email")}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="email"
              value={given.email}
              onChange={(event) => setGiven({ ...given, email: event.target.value })}
            />
          )}
        </Field>
        <Field label={t("me.emailCurrent")} error={problemOf("current")}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={given.current}
              onChange={(event) => setGiven({ ...given, current: event.target.value })}
            />
          )}
        </Field>
        {ask.error && shown === undefined && <QueryError title={t("me.failed")} error={ask.error} />}
        {ask.isSuccess && (
          <p role="status" className="text-sm">
            {t("me.emailAsked", { email: ask.variables.email })}
          </p>
        )}
        <Button type="submit" className="w-fit" disabled={ask.isPending || given.email.trim() === "" || given.current === ""}>
          {t("me.changeEmail")}
        </Button>
      </form>
    </Card>
  );
}
