import { type FormEvent, useState } from "react";
import { problemAt } from "@/api/problem";
import { useShop } from "@/api/shop";
import type { Rules } from "@/api/types";
import { useHost } from "@/host/host-context";
import { decimalOf } from "@/lib/decimal";
import { useUnsaved } from "@/lib/unsaved";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Input, TextArea } from "@/ui/field";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/purchasing";
import { LogoCard } from "./logo-card";
import { useRules, useSaveRules } from "./queries";

/** What the shop has decided about buying. */
export function BuyingRulesPage() {
  const { t } = useTranslation();
  const rules = useRules();
  return (
    <Page
      title={t("buying.rule.title")}
      back={{ to: "/purchase-orders", label: t("buying.rule.back") }}
      subtitle={t("buying.rule.subtitle")}
    >
      {rules.error && !rules.data && <QueryError title={t("buying.errorTitle")} error={rules.error} onRetry={() => void rules.refetch()} />}
      {!rules.data && !rules.error && <Skeleton className="h-72 w-full rounded-xl" />}
      {rules.data && <Form key={rules.data.version} rules={rules.data} />}
      {rules.data && <Logo logo={rules.data.logo} />}
    </Page>
  );
}

function Logo({ logo }: { logo: Rules["logo"] }) {
  const viewer = useShop().data?.viewer;
  const isAdmin = viewer?.permissions.includes("admin") === true && viewer.locations === null;
  return (
    <div className="max-w-2xl">
      <LogoCard logo={logo} isAdmin={isAdmin} />
    </div>
  );
}

const TEXTS = ["buyer_name", "buyer_address", "terms", "mail_subject", "mail_words"] as const;

function Form({ rules }: { rules: Rules }) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const shop = useShop().data;
  const isAdmin = shop?.viewer.permissions.includes("admin") === true && shop.viewer.locations === null;
  const save = useSaveRules();
  const [typed, setTyped] = useState<Partial<Typed>>({});
  const values = { ...typedOf(rules), ...typed };
  useUnsaved(Object.keys(typed).length > 0 && !save.isSuccess);
  const set = (name: keyof Typed) => (event: { target: { value: string } }) => setTyped((now) => ({ ...now, [name]: event.target.value }));
  const limited = (["buyer", "manager"] as const).filter((role) => values[role].trim() !== "");
  const wrongLimit = (role: "buyer" | "manager") => problemAt(save.error, `limits.${limited.indexOf(role)}.amount`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const limits = limited.map((role) => ({ role, amount: decimalOf(values[role]) }));
    const texts = Object.fromEntries(TEXTS.map((name) => [name, values[name]])) as Pick<Typed, (typeof TEXTS)[number]>;
    save.mutate({ version: rules.version, limits, over_percent: decimalOf(values.over) || "0", ...texts }, { onSuccess: () => showSuccess(t("buying.rule.saved")) });
  };
  return (
    <form noValidate className="flex max-w-2xl flex-col gap-4" onSubmit={submit}>
      {!isAdmin && <p className="text-sm text-muted">{t("buying.rule.readOnly")}</p>}
      <fieldset disabled={!isAdmin} className="contents">
        <Card title={t("buying.rule.limits")} note={t("buying.rule.limitsNote", { currency: rules.currency })}>
          <div className="grid gap-4 sm:grid-cols-2">
            {(["buyer", "manager"] as const).map((role) => (
              <Field key={role} label={t(`buying.rule.${role}`)} error={wrongLimit(role)}>
                {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={values[role]} onChange={set(role)} />}
              </Field>
            ))}
          </div>
        </Card>
        <Card title={t("buying.rule.receiving")}>
          <Field label={t("buying.rule.over")} hint={t("buying.rule.overHint")} error={problemAt(save.error, "over_percent")}>
            {(control) => <Input {...control} inputMode="decimal" maxLength={6} className="max-w-32" value={values.over} onChange={set("over")} />}
          </Field>
        </Card>
        <Card title={t("buying.rule.paper")}>
          <div className="flex flex-col gap-4">
            <Field label={t("buying.rule.name")} hint={t("buying.rule.nameHint")} error={problemAt(save.error, "buyer_name")}>
              {(control) => <Input {...control} maxLength={200} value={values.buyer_name} onChange={set("buyer_name")} />}
            </Field>
            <Field label={t("buying.rule.address")} error={problemAt(save.error, "buyer_address")}>
              {(control) => <TextArea {...control} rows={3} maxLength={4000} value={values.buyer_address} onChange={set("buyer_address")} />}
            </Field>
            <Field label={t("buying.rule.terms")} error={problemAt(save.error, "terms")}>
              {(control) => <TextArea {...control} rows={3} maxLength={4000} value={values.terms} onChange={set("terms")} />}
            </Field>
          </div>
        </Card>
        <Card title={t("buying.rule.mail")} note={t("buying.rule.mailHint")}>
          <div className="flex flex-col gap-4">
            <Field label={t("buying.sending.subject")} error={problemAt(save.error, "mail_subject")}>
              {(control) => <Input {...control} maxLength={200} value={values.mail_subject} onChange={set("mail_subject")} />}
            </Field>
            <Field label={t("buying.sending.words")} error={problemAt(save.error, "mail_words")}>
              {(control) => <TextArea {...control} rows={8} maxLength={4000} value={values.mail_words} onChange={set("mail_words")} />}
            </Field>
          </div>
        </Card>
        {save.error && <QueryError title={t("buying.rule.failed")} error={save.error} />}
        {isAdmin && (
          <Button type="submit" look="primary" className="self-end" disabled={save.isPending || Object.keys(typed).length === 0} aria-busy={save.isPending}>
            {t("buying.rule.save")}
          </Button>
        )}
      </fieldset>
    </form>
  );
}

interface Typed {
  buyer: string;
  manager: string;
  over: string;
  buyer_name: string;
  buyer_address: string;
  terms: string;
  mail_subject: string;
  mail_words: string;
}

function typedOf(rules: Rules): Typed {
  const limitOf = (role: string) => rules.limits.find((limit) => limit.role === role)?.amount ?? "";
  const { buyer_name, buyer_address, terms, mail_subject, mail_words } = rules;
  return { buyer: limitOf("buyer"), manager: limitOf("manager"), over: String(Number(rules.over_percent)), buyer_name, buyer_address, terms, mail_subject, mail_words };
}
