import { useState } from "react";
import { ApiProblem } from "@/api/problem";
import { useHost } from "@/host/host-context";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { useChangePassword } from "./queries";

export function PasswordCard({ email }: { email: string }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const change = useChangePassword();
  const [given, setGiven] = useState({ current: "", password: "" });
  useUnsaved(given.current !== "" || given.password !== "");
  const problemOf = (field: string) =>
    change.error instanceof ApiProblem ? change.error.fields.find((each) => each.field === field)?.message : undefined;
  const shown = problemOf("current") ?? problemOf("password");
  return (
    <Card title={t("me.password")}>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate(given, {
            onSuccess: () => {
              setGiven({ current: "", password: "" });
              showSuccess(t("me.passwordSaved"));
            },
          });
        }}
      >
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <Field label={t("me.current")} error={problemOf("current")}>
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
        <Field label={t("me.wanted")} error={problemOf("password")}>
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="new-password"
              value={given.password}
              onChange={(event) => setGiven({ ...given, password: event.target.value })}
            />
          )}
        </Field>
        {change.error && shown === undefined && <QueryError title={t("me.failed")} error={change.error} />}
        <Button type="submit" className="w-fit" disabled={change.isPending || given.current === "" || given.password === ""}>
          {t("me.changePassword")}
        </Button>
      </form>
    </Card>
  );
}
