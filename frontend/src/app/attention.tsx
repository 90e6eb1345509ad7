/** States of the whole that need a person: no server, no access, no installation. */
import { ArchiveRestore, DoorOpen, PlugZap, ShieldAlert, Unplug } from "lucide-react";
import { Suspense, lazy } from "react";
import { Link } from "react-router";
import { Unreachable } from "@/api/problem";
import type { Shop } from "@/api/types";
import { BrandMark } from "@/ui/brand";
import { Button, buttonClasses } from "@/ui/button";
import { Banner } from "@/ui/states";
import { useTranslation } from "@/words";

const PlanBanner = lazy(async () => ({ default: (await import("./plan-banner")).PlanBanner }));

export function BridgeMissing() {
  const { t } = useTranslation();
  return (
    <div className="mx-auto max-w-lg p-6">
      <BrandMark className="mb-4 size-9" />
      <Banner tone="bad" title={t("attention.bridge.title")} body={t("attention.bridge.body")} />
    </div>
  );
}

export interface ServerTroubleProps {
  error: Error;
  onRetry: () => void;
}

/** The server does not answer, or answers with its own failure. */
export function ServerTrouble({ error, onRetry }: ServerTroubleProps) {
  const { t } = useTranslation();
  return (
    <Banner
      tone="bad"
      icon={<PlugZap aria-hidden className="size-5 shrink-0" />}
      title={error instanceof Unreachable ? t("unreachable.title") : t("common.unknownError")}
      body={error instanceof Unreachable ? t("unreachable.body") : error.message}
      action={
        <Button small onClick={onRetry}>
          {t("unreachable.retry")}
        </Button>
      }
    />
  );
}

export function ShopTrouble({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  if (shop.state !== "active") {
    const key = shop.state;
    return (
      <Banner
        tone="bad"
        icon={<Unplug aria-hidden className="size-5 shrink-0" />}
        title={t(`attention.${key}.title`, { domain: shop.domain })}
        body={t(`attention.${key}.body`, { domain: shop.domain })}
        action={<AdminLink domain={shop.domain} label={t(`attention.${key}.action`)} />}
      />
    );
  }
  if (shop.writes_stopped_at !== null) {
    return (
      <Banner
        tone="warn"
        icon={<DoorOpen aria-hidden className="size-5 shrink-0" />}
        title={t("attention.leaving.title")}
        body={t("attention.leaving.body")}
        action={
          <Link to="/settings/leaving" className={buttonClasses("plain", true)}>
            {t("attention.leaving.action")}
          </Link>
        }
      />
    );
  }
  if (shop.safe_since !== null) {
    return (
      <Banner
        tone="warn"
        icon={<ArchiveRestore aria-hidden className="size-5 shrink-0" />}
        title={t("attention.restored.title")}
        body={t("attention.restored.body")}
        action={
          <Link to="/sync" className={buttonClasses("plain", true)}>
            {t("attention.restored.action")}
          </Link>
        }
      />
    );
  }
  if (shop.missing_scopes.length > 0) {
    return (
      <Banner
        tone="warn"
        icon={<ShieldAlert aria-hidden className="size-5 shrink-0" />}
        title={t("attention.missingScopes.title")}
        body={t("attention.missingScopes.body", { scopes: shop.missing_scopes.join(", ") })}
        action={<AdminLink domain={shop.domain} label={t("attention.missingScopes.action")} />}
      />
    );
  }
  if (shop.plan_notice !== null) {
    return (
      <Suspense>
        <PlanBanner shop={shop} notice={shop.plan_notice} />
      </Suspense>
    );
  }
  return null;
}

function AdminLink({ domain, label }: { domain: string; label: string }) {
  return (
    <a href={`https://${domain}/admin/apps`} target="_top" rel="noreferrer" className={buttonClasses("plain", true)}>
      {label}
    </a>
  );
}
