import { useState } from "react";
import { Button } from "@/ui/button";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import { SignInFrame } from "./frame";
import { type Offer, confirmEmail } from "./queries";

export interface ConfirmProps {
  apiUrl: string;
  token: string;
  offer: Offer;
  onDone: () => void;
}

/** A link only shows what it is for: a mail's scanner that opens it confirms nothing, a press does. */
export function ConfirmAddress({ apiUrl, token, offer, onDone }: ConfirmProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<"asking" | "busy" | "done">("asking");
  const [error, setError] = useState<Error | null>(null);
  const confirm = async () => {
    setState("busy");
    setError(null);
    try {
      await confirmEmail(apiUrl, token);
      setState("done");
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
      setState("asking");
    }
  };
  const isDone = state === "done";
  return (
    <SignInFrame
      title={t(isDone ? "confirm.doneTitle" : "confirm.title")}
      intro={isDone ? t("confirm.done", { email: offer.email }) : t("confirm.body", { email: offer.email, shop: offer.shop_name })}
    >
      <div className="mt-5 flex flex-col gap-4">
        {error && <QueryError title={t("join.failed")} error={error} />}
        {isDone ? (
          <Button look="primary" onClick={onDone}>
            {t("confirm.goOn")}
          </Button>
        ) : (
          <Button look="primary" disabled={state === "busy"} aria-busy={state === "busy"} onClick={() => void confirm()}>
            {t("confirm.submit")}
          </Button>
        )}
      </div>
    </SignInFrame>
  );
}
