import { Link } from "react-router";
import { useShop } from "@/api/shop";
import type { Shop } from "@/api/types";
import { Badge } from "@/ui/badge";
import { buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { When } from "@/ui/display";
import { Page } from "@/ui/page";
import { useTranslation } from "@/words";
import "@/words/inside";
import { ExportCard } from "./export-card";
import { FirstStepsCard } from "./first-steps-card";
import { KeysCard } from "./keys-card";
import { LocationsCard } from "./locations-card";

export function SettingsPage() {
  const { t } = useTranslation();
  const shop = useShop().data;
  return (
    <Page title={t("settings.title")} subtitle={t("settings.subtitle")}>
      {shop && <ShopCard shop={shop} />}
      {shop && <LocationsCard viewer={shop.viewer} />}
      {shop && <KeysCard viewer={shop.viewer} />}
      {shop && <ExportCard viewer={shop.viewer} />}
      <FirstStepsCard />
    </Page>
  );
}

function ShopCard({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const facts = [
    [t("settings.name"), shop.name],
    [t("settings.domain"), shop.domain],
    [t("settings.currency"), shop.currency],
    [t("settings.timeZone"), shop.time_zone],
    [t("settings.plan"), shop.plan],
  ] as const;
  return (
    <Card
      title={t("settings.shop")}
      actions={
        <Link to="/settings/plan" className={buttonClasses("plain", true)}>
          {t("settings.toPlan")}
        </Link>
      }
    >
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
        {facts.map(
          ([label, value]) =>
            value !== null && (
              <div key={label} className="min-w-0">
                <dt className="text-xs text-muted">{label}</dt>
                <dd className="text-sm font-medium break-words">{value}</dd>
              </div>
            ),
        )}
        <div>
          <dt className="text-xs text-muted">{t("settings.installed")}</dt>
          <dd className="text-sm font-medium">
            {shop.installed_at === null ? t("common.none") : <When at={shop.installed_at} />}
          </dd>
        </div>
      </dl>
      <h3 className="mt-4 mb-1.5 text-xs text-muted">{t("settings.permissions")}</h3>
      <ul className="flex flex-wrap gap-1.5">
        {shop.scopes.map((scope) => (
          <li key={scope}>
            <Badge>{scope}</Badge>
          </li>
        ))}
      </ul>
    </Card>
  );
}
