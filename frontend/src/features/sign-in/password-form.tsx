import { useState } from "react";
import { ApiProblem } from "@/api/problem";
import type { SignedInAnswer } from "@/host/session";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { signInByPassword } from "./queries";

export interface PasswordFormProps {
  apiUrl: string;
  expired: boolean;
  onSignedIn: (answer: SignedInAnswer) => void;
}

interface Missing {
  email?: string;
  password?: string;
}

export function PasswordForm({ apiUrl, expired, onSignedIn }: PasswordFormProps) {
  const { t } = useTranslation();
  const [missing, setMissing] = useState<Missing>({});
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const [given, setGiven] = useState({ email: "", password: "" });
  const [shops, setShops] = useState<SignedInAnswer["choose"]>([]);

  const enter = async (shopId?: number) => {
    setBusy(true);
    setError(null);
    try {
      const answer = await signInByPassword(apiUrl, { ...given, ...(shopId !== undefined && { shop_id: shopId }) });
      if (answer.access_token === null) setShops(answer.choose);
      else onSignedIn(answer);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      setBusy(false);
    }
  };
  const submit = () => {
    const found: Missing = {
      ...(given.email.trim() === "" && { email: t("enter.emptyEmail") }),
      ...(given.password === "" && { password: t("enter.emptyPassword") }),
    };
    setMissing(found);
    if (Object.keys(found).length === 0) void enter();
  };

  if (shops && shops.length > 0) {
    return (
      <div className="mt-5 flex flex-col gap-2">
        <p className="text-sm font-medium">{t("enter.choose")}</p>
        {shops.map(({ shop_id, name }) => (
          <Button key={shop_id} disabled={busy} onClick={() => void enter(shop_id)}>
            {name}
          </Button>
        ))}
        {error && <QueryError title={t("enter.failed")} error={error} />}
      </div>
    );
  }
  const wrong = error instanceof ApiProblem && error.status === 401 ? error.message : undefined;
  return (
    <form
      noValidate
      className="mt-5 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {expired && !error && <p role="status" className="text-sm">{t("enter.expired")}</p>}
      <Field label={t("enter.email")} error={missing.email}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            value={given.email}
            onChange={(event) => setGiven({ ...given, email: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("enter.password")} error={missing.password ?? wrong}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            value={given.password}
            onChange={(event) => setGiven({ ...given, password: event.target.value })}
          />
        )}
      </Field>
      {error && wrong === undefined && <QueryError title={t("enter.failed")} error={error} />}
      <Button type="submit" look="primary" disabled={busy} aria-busy={busy}>
        {busy ? t("enter.busy") : t("enter.submit")}
      </Button>
    </form>
  );
}
