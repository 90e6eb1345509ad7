import { Link2Off } from "lucide-react";
import { useEffect, useState } from "react";
import { ApiProblem } from "@/api/problem";
import type { SignedInAnswer } from "@/host/session";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { EmptyState, Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/sign-in";
import { ConfirmAddress } from "./confirm";
import { SignInFrame } from "./frame";
import { type Offer, acceptOffer, readOffer } from "./queries";

export interface JoinPageProps {
  apiUrl: string;
  onJoined: (answer: SignedInAnswer) => void;
  /** Away from the link, to the app or its sign-in. */
  onDone: () => void;
}

/** The token stays out of servers' logs: it is in the fragment, which no browser sends. */
function tokenOfAddress(): string {
  return new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
}

/** Where the link of an invitation leads: what it offers, and a password of one's own. */
export function JoinPage({ apiUrl, onJoined, onDone }: JoinPageProps) {
  const { t } = useTranslation();
  const [token] = useState(tokenOfAddress);
  const [offer, setOffer] = useState<Offer | null | undefined>(undefined);
  const [error, setError] = useState<Error | null>(null);
  const leave = () => {
    history.replaceState(null, "", "/");
    onDone();
  };
  useEffect(() => {
    readOffer(apiUrl, token).then(setOffer, (problem: unknown) =>
      setError(problem instanceof Error ? problem : new Error(String(problem))),
    );
  }, [apiUrl, token]);
  if (error) {
    return (
      <SignInFrame title={t("brand")}>
        <div className="mt-4">
          <QueryError title={t("join.failed")} error={error} onRetry={() => location.reload()} />
        </div>
      </SignInFrame>
    );
  }
  if (offer === undefined) {
    return (
      <SignInFrame title={t("common.loading")}>
        <Skeleton className="mt-4 h-40 w-full" />
      </SignInFrame>
    );
  }
  if (offer === null) {
    return (
      <SignInFrame title={t("join.goneTitle")}>
        <EmptyState
          icon={<Link2Off className="size-5" />}
          title={t("join.goneTitle")}
          body={t("join.goneBody")}
          action={<Button onClick={leave}>{t("join.toSignIn")}</Button>}
        />
      </SignInFrame>
    );
  }
  if (offer.purpose === "email") return <ConfirmAddress apiUrl={apiUrl} token={token} offer={offer} onDone={leave} />;
  const isReset = offer.purpose === "reset";
  return (
    <SignInFrame
      title={t(isReset ? "join.reset" : "join.join", { shop: offer.shop_name })}
      intro={
        isReset
          ? t("join.resetBody", { email: offer.email })
          : t("join.asRole", { role: t(`role.${offer.role}`), email: offer.email })
      }
    >
      <JoinForm
        offer={offer}
        onAccept={async (name, password) => {
          onJoined(await acceptOffer(apiUrl, { token, name, password }));
          leave();
        }}
      />
    </SignInFrame>
  );
}

function JoinForm({ offer, onAccept }: { offer: Offer; onAccept: (name: string, password: string) => Promise<void> }) {
  const { t } = useTranslation();
  const isReset = offer.purpose === "reset";
  const [given, setGiven] = useState({ name: "", password: "", repeat: "" });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const problemOf = (field: string) =>
    error instanceof ApiProblem ? error.fields.find((each) => each.field === field)?.message : undefined;
  const missingName = tried && !isReset && given.name.trim() === "" ? t("join.emptyName") : undefined;
  const differs = tried && given.password !== given.repeat ? t("join.different") : undefined;
  const submit = async () => {
    setTried(true);
    if ((!isReset && given.name.trim() === "") || given.password !== given.repeat) return;
    setBusy(true);
    setError(null);
    try {
      await onAccept(given.name, given.password);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
      setBusy(false);
    }
  };
  const set = (name: keyof typeof given) => (event: { target: { value: string } }) =>
    setGiven({ ...given, [name]: event.target.value });
  const shown = problemOf("name") ?? problemOf("password");
  return (
    <form
      noValidate
      className="mt-5 flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <input type="email" autoComplete="username" value={offer.email} readOnly hidden />
      {!isReset && (
        <Field label={t("join.name")} hint={t("join.nameHint")} error={missingName ?? problemOf("name")}>
          {(control) => <Input {...control} autoComplete="name" value={given.name} onChange={set("name")} />}
        </Field>
      )}
      <Field label={t("join.password")} hint={t("join.passwordHint")} error={problemOf("password")}>
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" value={given.password} onChange={set("password")} />
        )}
      </Field>
      <Field label={t("join.repeat")} error={differs}>
        {(control) => (
          <Input {...control} type="password" autoComplete="new-password" value={given.repeat} onChange={set("repeat")} />
        )}
      </Field>
      {error && shown === undefined && <QueryError title={t("join.failed")} error={error} />}
      <Button type="submit" look="primary" disabled={busy} aria-busy={busy}>
        {busy ? t("join.busy") : t(isReset ? "join.submitReset" : "join.submitJoin")}
      </Button>
    </form>
  );
}
