import { useEffect, useState } from "react";
import type { SignIn } from "@/host/shell";
import { Button } from "@/ui/button";
import { useTranslation } from "@/words";
import "@/words/sign-in";
import { SignInFrame } from "./frame";
import { ForgottenForm } from "./forgotten-form";
import { KeyForm, KeyHelp } from "./key-form";
import { PasskeyButton } from "./passkey-button";
import { PasswordForm } from "./password-form";

export interface SignInPageProps {
  apiUrl: string;
  /** Somebody was signed in before and no longer is. */
  expired: boolean;
  signIn: SignIn;
}

/** The ways in from outside Shopify's admin: people by password or passkey, programs and operators by key. */
export function SignInPage({ apiUrl, expired, signIn }: SignInPageProps) {
  const { t } = useTranslation();
  const [byKey, setByKey] = useState(signIn.keyExpired);
  const [forgotten, setForgotten] = useState(false);
  useEffect(() => {
    document.title = `${t("signIn.submit")} · InventorySync`;
  }, [t]);
  if (forgotten) {
    return (
      <SignInFrame title={t("forgotten.title")} intro={t("forgotten.intro")}>
        <ForgottenForm apiUrl={apiUrl} onBack={() => setForgotten(false)} />
      </SignInFrame>
    );
  }
  return (
    <SignInFrame
      title={t("enter.title")}
      intro={byKey ? t("signIn.intro") : t("enter.intro")}
      below={byKey && <KeyHelp />}
    >
      {byKey ? (
        <KeyForm apiUrl={apiUrl} expired={signIn.keyExpired()} onKey={signIn.byKey} />
      ) : (
        <>
          <PasswordForm apiUrl={apiUrl} expired={expired} onSignedIn={signIn.bySession} />
          <Button look="quiet" className="mt-2 w-full" onClick={() => setForgotten(true)}>
            {t("enter.forgot")}
          </Button>
          <PasskeyButton apiUrl={apiUrl} onSignedIn={signIn.bySession} />
        </>
      )}
      <Button look="quiet" className="mt-3 w-full" onClick={() => setByKey(!byKey)}>
        {byKey ? t("enter.byPassword") : t("enter.byKey")}
      </Button>
    </SignInFrame>
  );
}
