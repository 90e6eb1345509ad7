import { Fingerprint } from "lucide-react";
import { useState } from "react";
import type { SignedInAnswer } from "@/host/session";
import { NotConfirmed, hasPasskeys, samePageAt, showPasskey, worksHere } from "@/lib/passkeys";
import { Button } from "@/ui/button";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { askForPasskey, signInByPasskey } from "./queries";

export interface PasskeyButtonProps {
  apiUrl: string;
  onSignedIn: (answer: SignedInAnswer) => void;
}

type Outcome = { error: Error } | { elsewhere: string } | null;

/** Signs in with a passkey of this device; nothing is shown where the browser knows none. */
export function PasskeyButton({ apiUrl, onSignedIn }: PasskeyButtonProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const enter = async () => {
    setBusy(true);
    setOutcome(null);
    try {
      const { options, challenge } = await askForPasskey(apiUrl);
      const domain = String(options["rpId"]);
      if (!worksHere(domain)) return setOutcome({ elsewhere: domain });
      const credential = { ...(await showPasskey(options)) };
      onSignedIn(await signInByPasskey(apiUrl, { challenge, credential }));
    } catch (problem) {
      setOutcome({ error: problem instanceof Error ? problem : new Error(String(problem)) });
    } finally {
      setBusy(false);
    }
  };
  if (!hasPasskeys()) return null;
  return (
    <div className="mt-3 flex flex-col gap-3">
      <Button className="w-full" disabled={busy} aria-busy={busy} onClick={() => void enter()}>
        <Fingerprint aria-hidden className="size-4" />
        {busy ? t("passkey.asking") : t("enter.byPasskey")}
      </Button>
      {outcome && "elsewhere" in outcome && (
        <p role="alert" className="text-sm">
          {t("passkey.elsewhere")}{" "}
          <a className="font-medium text-brand-text underline" href={samePageAt(outcome.elsewhere)}>
            {outcome.elsewhere}
          </a>
        </p>
      )}
      {outcome && "error" in outcome && <Failed error={outcome.error} />}
    </div>
  );
}

function Failed({ error }: { error: Error }) {
  const { t } = useTranslation();
  if (!(error instanceof NotConfirmed)) return <QueryError title={t("enter.passkeyFailed")} error={error} />;
  return (
    <p role="alert" className="text-sm">
      {t("passkey.notConfirmed")}
    </p>
  );
}
