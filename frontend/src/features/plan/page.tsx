import { ExternalLink, RefreshCw } from "lucide-react";
import { useEffect, useRef } from "react";
import { useShop } from "@/api/shop";
import type { Plan, Shop } from "@/api/types";
import { useHost } from "@/host/host-context";
import { Badge, type Tone } from "@/ui/badge";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/plan";
import { useCheckPlan, usePlan } from "./queries";

const TONES: Record<Plan["state"], Tone> = { none: "warn", trial: "info", active: "good", frozen: "warn", ended: "warn" };

/** The shop's plan: what it is, what is due, and the way to Shopify's own page of plans. */
export function PlanPage() {
  const { t } = useTranslation();
  const shop = useShop().data;
  const plan = usePlan();
  return (
    <Page title={t("plan.title")} subtitle={t("plan.subtitle")} back={{ to: "/settings", label: t("plan.back") }}>
      {plan.error && !plan.data ? (
        <QueryError title={t("plan.error")} error={plan.error} onRetry={() => void plan.refetch()} />
      ) : !plan.data || !shop ? (
        <Skeleton className="h-56 w-full rounded-xl" />
      ) : plan.data.provider === "self_hosted" ? (
        <Card title={t("plan.selfHosted")}>
          <p className="text-sm">{t("plan.selfHostedNote")}</p>
        </Card>
      ) : (
        <Priced shop={shop} plan={plan.data} />
      )}
    </Page>
  );
}

function Priced({ shop, plan }: { shop: Shop; plan: Plan }) {
  const { t } = useTranslation();
  const { adminLink } = useHost();
  const check = useCheckPlan();
  const mayCheck = shop.viewer.permissions.includes("admin") && shop.viewer.locations === null;
  const { mutate } = check;
  const asked = useRef(false);
  // Whoever comes here may just have chosen one: Shopify's webhook can be later than the person.
  useEffect(() => {
    if (!mayCheck || asked.current) return;
    asked.current = true;
    mutate();
  }, [mayCheck, mutate]);
  return (
    <>
      <Card
        title={
          <span className="flex flex-wrap items-center gap-2">
            {plan.name || t(`plan.state.${plan.state}`)}
            {plan.name && <Badge tone={TONES[plan.state]}>{t(`plan.state.${plan.state}`)}</Badge>}
            {plan.trial_days_left !== null && <Badge>{t("plan.daysLeft", { count: plan.trial_days_left, n: plan.trial_days_left })}</Badge>}
          </span>
        }
        note={t("plan.note")}
      >
        {plan.failing_since !== null && <p className="mb-4 rounded-lg bg-warn-soft p-3 text-sm text-warn-text">{t("plan.unanswered")}</p>}
        <Facts plan={plan} />
        {check.error && (
          <div className="mt-4">
            <QueryError title={t("plan.checkFailed")} error={check.error} onRetry={() => mutate()} />
          </div>
        )}
        <div className="mt-4 flex flex-wrap gap-3">
          {plan.page !== null && (
            <a {...adminLink(shop.domain, plan.page)} rel="noreferrer" className={buttonClasses(isDue(plan) ? "primary" : "plain")}>
              <ExternalLink aria-hidden className="size-4" />
              {isDue(plan) ? t("plan.choose") : t("plan.change")}
            </a>
          )}
          {mayCheck && (
            <Button
              look="quiet"
              icon={<RefreshCw aria-hidden className="size-4" />}
              disabled={check.isPending}
              aria-busy={check.isPending}
              onClick={() => mutate()}
            >
              {check.isPending ? t("plan.checking") : t("plan.check")}
            </Button>
          )}
        </div>
      </Card>
      <Effects graceDays={plan.grace_days} />
    </>
  );
}

function isDue(plan: Plan): boolean {
  return plan.state === "none" || plan.state === "ended";
}

function Facts({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const periods: Record<string, string> = { EVERY_30_DAYS: t("plan.period.EVERY_30_DAYS"), ANNUAL: t("plan.period.ANNUAL") };
  const paid = plan.state === "trial" || plan.state === "active";
  const price =
    plan.price !== null && plan.currency !== ""
      ? `${format.money({ amount: plan.price, currency: plan.currency })} ${periods[plan.billing_period] ?? plan.billing_period.toLowerCase()}`
      : null;
  const facts: [string, React.ReactNode][] = [];
  if (price !== null && plan.state !== "none") facts.push([t("plan.price"), price]);
  if (plan.state === "trial" && plan.trial_ends_at !== null) facts.push([t("plan.trialEnds"), <When key="at" at={plan.trial_ends_at} />]);
  if (paid && plan.cycle_ends_at !== null && (plan.state === "active" || plan.ends_with_cycle)) {
    facts.push([plan.ends_with_cycle ? t("plan.ends") : t("plan.next"), <When key="at" at={plan.cycle_ends_at} />]);
  }
  if (plan.due_at !== null && plan.stopped_since === null) facts.push([t("plan.due"), <When key="at" at={plan.due_at} />]);
  if (plan.stopped_since !== null) facts.push([t("plan.stopped"), <When key="at" at={plan.stopped_since} />]);
  if (plan.since !== null) facts.push([t("plan.since"), <When key="at" at={plan.since} />]);
  facts.push([t("plan.read"), plan.read_at === null ? t("plan.unheard") : <When key="at" at={plan.read_at} />]);
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
      {facts.map(([label, value]) => (
        <div key={label} className="min-w-0">
          <dt className="text-xs text-muted">{label}</dt>
          <dd className="text-sm font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Effects({ graceDays }: { graceDays: number }) {
  const { t } = useTranslation();
  return (
    <Card title={t("plan.effects")}>
      <ul className="flex max-w-prose list-disc flex-col gap-2 pl-5 text-sm">
        <li>{t("plan.effect.open")}</li>
        <li>{t("plan.effect.none", { days: graceDays })}</li>
        <li>{t("plan.effect.frozen")}</li>
        <li>{t("plan.effect.always")}</li>
      </ul>
    </Card>
  );
}
