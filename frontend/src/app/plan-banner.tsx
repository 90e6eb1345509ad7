import { CreditCard } from "lucide-react";
import { Link, useLocation } from "react-router";
import type { Shop } from "@/api/types";
import { buttonClasses } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { Banner, type BannerTone } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/plan";

type Notice = NonNullable<Shop["plan_notice"]>;

const PAGE = "/settings/plan";

const TONES: Record<Notice, BannerTone> = {
  choose: "info",
  trial_ends: "info",
  ends: "info",
  ended: "warn",
  frozen: "warn",
  unverified: "info",
};

/** What is due about the shop's plan, calmly, on every page. */
export function PlanBanner({ shop, notice }: { shop: Shop; notice: Notice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isThere = useLocation().pathname === PAGE;
  const isStopped = shop.unpaid_since !== null && notice !== "frozen";
  const key = isStopped ? "chooseStopped" : notice;
  const until = shop.plan_due_at === null ? "" : format.day(shop.plan_due_at);
  return (
    <Banner
      tone={isStopped ? "warn" : TONES[notice]}
      icon={<CreditCard aria-hidden className="size-5 shrink-0" />}
      title={t(`plan.banner.${key}.title`, { until })}
      body={t(`plan.banner.${key}.body`, { until })}
      action={
        !isThere && (
          <Link to={PAGE} className={buttonClasses("plain", true)}>
            {t("plan.banner.action")}
          </Link>
        )
      }
    />
  );
}
