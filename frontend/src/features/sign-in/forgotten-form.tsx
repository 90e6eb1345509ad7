import { useState } from "react";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { askForReset } from "./queries";

/** Asks for a link to set a password anew; what comes of it is the same for every address. */
export function ForgottenForm({ apiUrl, onBack }: { apiUrl: string; onBack: () => void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [missing, setMissing] = useState(false);
  const [state, setState] = useState<"asking" | "busy" | "mailed" | "noMail">("asking");
  const [error, setError] = useState<Error | null>(null);
  const ask = async () => {
    setMissing(email.trim() === "");
    if (email.trim() === "") return;
    setState("busy");
    setError(null);
    try {
      setState((await askForReset(apiUrl, email)).sends_mail ? "mailed" : "noMail");
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
      setState("asking");
    }
  };
  if (state === "mailed" || state === "noMail") {
    return (
      <div className="mt-5 flex flex-col gap-4">
        <p role="status" className="text-sm">
          {t(state === "mailed" ? "forgotten.mailed" : "forgotten.noMail", { email: email.trim() })}
        </p>
        <Button onClick={onBack}>{t("forgotten.back")}</Button>
      </div>
    );
  }
  return (
    <form
      noValidate
      className="mt-5 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <Field label={t("enter.email")} error={missing ? t("enter.emptyEmail") : undefined}>
        {(control) => (
          <Input {...control} type="email" autoComplete="username" value={email} onChange={(event) => setEmail(event.target.value)} />
        )}
      </Field>
      {error && <QueryError title={t("join.failed")} error={error} />}
      <Button type="submit" look="primary" disabled={state === "busy"} aria-busy={state === "busy"}>
        {t("forgotten.submit")}
      </Button>
      <Button look="quiet" onClick={onBack}>
        {t("forgotten.back")}
      </Button>
    </form>
  );
}
