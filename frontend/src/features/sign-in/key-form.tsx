import { useState } from "react";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { checkKey } from "./queries";

type Step = { kind: "asking"; problem: string | undefined } | { kind: "checking" } | { kind: "failed"; error: Error };

export interface KeyFormProps {
  apiUrl: string;
  expired: boolean;
  onKey: (key: string) => void;
}

export function KeyForm({ apiUrl, expired, onKey }: KeyFormProps) {
  const { t } = useTranslation();
  const [key, setKey] = useState("");
  const [step, setStep] = useState<Step>({ kind: "asking", problem: expired ? t("signIn.expired") : undefined });

  const submit = async () => {
    const typed = key.trim();
    if (typed === "") return setStep({ kind: "asking", problem: t("signIn.empty") });
    if (!typed.startsWith("isk_")) return setStep({ kind: "asking", problem: t("signIn.shape") });
    setStep({ kind: "checking" });
    try {
      const accepted = await checkKey(apiUrl, typed);
      if (accepted) onKey(typed);
      else setStep({ kind: "asking", problem: t("signIn.refused") });
    } catch (error) {
      setStep({ kind: "failed", error: error instanceof Error ? error : new Error(String(error)) });
    }
  };

  const busy = step.kind === "checking";
  return (
    <form
      noValidate
      className="mt-5 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field label={t("signIn.label")} hint={t("signIn.hint")} error={step.kind === "asking" ? step.problem : undefined}>
        {(control) => (
          <Input
            {...control}
            type="password"
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            placeholder={t("signIn.placeholder")}
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        )}
      </Field>
      {step.kind === "failed" && <QueryError title={t("unreachable.title")} error={step.error} />}
      <Button type="submit" look="primary" disabled={busy} aria-busy={busy}>
        {busy ? t("signIn.checking") : t("signIn.submit")}
      </Button>
    </form>
  );
}

export function KeyHelp() {
  const { t } = useTranslation();
  return (
    <section className="w-full max-w-md px-2 text-sm text-muted">
      <h2 className="font-medium text-ink">{t("signIn.howTitle")}</h2>
      <ul className="mt-1 list-disc space-y-1 pl-5">
        <li>{t("signIn.howSettings")}</li>
        <li>
          {t("signIn.howCommand")}
          <code className="mt-1 block w-fit max-w-full overflow-x-auto rounded-md bg-surface px-2 py-1 font-mono text-xs text-ink">
            inventorysync api-key create --name browser
          </code>
        </li>
        <li>{t("signIn.howRun")}</li>
      </ul>
    </section>
  );
}
