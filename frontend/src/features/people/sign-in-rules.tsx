import { useState } from "react";
import { useHost } from "@/host/host-context";
import { Card } from "@/ui/card";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import { type People, type Role, useChangeSignInRules, useSignInRules } from "./queries";

/** Whose role needs a passkey beside the password; an owner decides. */
export function SignInRules({ people }: { people: People }) {
  const { t } = useTranslation();
  const { SaveBar, showSuccess } = useHost();
  const rules = useSignInRules();
  const change = useChangeSignInRules();
  const [chosen, setChosen] = useState<ReadonlySet<Role> | null>(null);
  const held = new Set(rules.data?.passkey_roles);
  const shown = chosen ?? held;
  const without = (role: Role) => rules.data?.without.filter((each) => each === role).length ?? 0;
  const toggle = (role: Role) => {
    const next = new Set(shown);
    if (!next.delete(role)) next.add(role);
    change.reset();
    setChosen(next.size === held.size && [...next].every((each) => held.has(each)) ? null : next);
  };
  const save = () =>
    change.mutate([...shown], {
      onSuccess: () => {
        setChosen(null);
        showSuccess(t("rules.saved"));
      },
    });
  return (
    <Card title={t("rules.title")} note={t("rules.note")}>
      <SaveBar open={chosen !== null} busy={change.isPending} onSave={save} onDiscard={() => setChosen(null)} />
      {change.error && (
        <div className="mb-3">
          <QueryError title={t("people.failed")} error={change.error} />
        </div>
      )}
      {rules.error && !rules.data ? (
        <QueryError title={t("rules.error")} error={rules.error} onRetry={() => void rules.refetch()} />
      ) : !rules.data ? (
        <Skeleton className="h-32" />
      ) : (
        <fieldset disabled={!people.may_let_in}>
          <legend className="text-sm">{t("rules.legend")}</legend>
          <div className="mt-2 flex flex-col gap-2">
            {people.roles.map(({ role }) => (
              <label key={role} className="flex items-center gap-2.5 text-sm">
                <input
                  type="checkbox"
                  className="size-4 accent-brand"
                  checked={shown.has(role)}
                  onChange={() => toggle(role)}
                />
                <span className="font-medium">{t(`role.${role}`)}</span>
                {without(role) > 0 && (
                  <span className="text-xs text-muted">{t("rules.without", { count: without(role), n: without(role) })}</span>
                )}
              </label>
            ))}
          </div>
          <p className="mt-3 max-w-prose text-xs text-muted">{people.may_let_in ? t("rules.effect") : t("rules.ownersOnly")}</p>
        </fieldset>
      )}
    </Card>
  );
}
