import { useShop } from "@/api/shop";
import type { Shop } from "@/api/types";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/inside";
import "@/words/leaving";
import { ChecksCard } from "./checks-card";
import { FarewellCard } from "./farewell-card";
import { LeaveCard } from "./leave-card";
import { useStanding } from "./queries";
import { SaveEverything } from "./save-everything";
import { StandingCard } from "./standing-card";

/** Leaving: everything of ours in Shopify is ended, shown to be, and can be taken back until the app is removed. */
export function LeavingPage() {
  const { t } = useTranslation();
  const shop = useShop().data;
  return (
    <Page title={t("leaving.page")} subtitle={t("leaving.subtitle")}>
      {shop && <Leaving shop={shop} />}
    </Page>
  );
}

function Leaving({ shop }: { shop: Shop }) {
  const { t } = useTranslation();
  const standing = useStanding();
  if (standing.error && !standing.data) {
    return <QueryError title={t("leaving.standingError")} error={standing.error} onRetry={() => void standing.refetch()} />;
  }
  if (!standing.data) return <Skeleton className="h-64 w-full rounded-xl" />;
  const { farewell } = standing.data;
  return (
    <>
      {farewell && <FarewellCard shop={shop} standing={standing.data} farewell={farewell} />}
      {farewell && farewell.checks.length > 0 && <ChecksCard checks={farewell.checks} />}
      <Card title={t("leaving.title")} note={t("leaving.note")}>
        <div className="flex flex-col items-start gap-3">
          <SaveEverything />
        </div>
      </Card>
      <StandingCard standing={standing.data} />
      {!farewell && <LeaveCard shop={shop} />}
    </>
  );
}
