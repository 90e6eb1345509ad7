import { CloudOff, MapPin } from "lucide-react";
import { Link, useParams } from "react-router";
import type { StocktakeSection } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button, buttonClasses } from "@/ui/button";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { Page } from "@/ui/page";
import { QueryError } from "@/ui/query-error";
import { Banner, EmptyState, Skeleton } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import "@/words/lookup";
import "@/words/stocktakes";
import { Counting } from "./counting";
import { nameOf } from "./marks";
import { useOffline, useOnline } from "./offline";
import { type SectionDeed, useSectionDeed, useStocktake } from "./queries";
import { type Opened, useCount, useDeviceStore, useOpened } from "./use-count";

/** Counting with a phone in one hand: what is scanned is kept here first, and sent when it can be. */
export function CountPage() {
  const { t } = useTranslation();
  const id = useParams()["stocktakeId"] ?? "";
  const { store, failed } = useDeviceStore();
  const seen = useStocktake(id);
  const { opened, isMissing } = useOpened(id, seen.data, seen.error, store);
  const count = useCount(id, store);
  const isOffline = !useOnline() || seen.failureCount > 0;
  useOffline(opened !== null);
  if (failed) return <Banner tone="bad" title={t("stocktakes.failed")} body={t("stocktakes.counting.noStore")} />;
  if (isMissing && !opened && seen.error) return <QueryError title={t("stocktakes.counting.unreachable")} error={seen.error} onRetry={() => void seen.refetch()} />;
  if (!opened || !count) {
    return (
      <p role="status" aria-label={t("stocktakes.counting.loading")}>
        <Skeleton className="h-72 w-full rounded-xl" />
      </p>
    );
  }
  const { stocktake } = opened;
  const section = stocktake.sections.find((each) => each.id === opened.section);
  const waits = count.waiting > 0 || count.refused > 0;
  return (
    <Page
      title={section?.name ?? t("stocktakes.counting.title")}
      documentTitle={t("stocktakes.counting.title")}
      back={{ to: `/stocktakes/${id}`, label: nameOf(t, stocktake) }}
      subtitle={stocktake.location_name}
    >
      <div className="flex w-full max-w-xl flex-col gap-4">
        {stocktake.state !== "counting" && !waits ? (
          <Over id={id} />
        ) : section ? (
          <Counting key={section.id} section={section} opened={opened} count={count} isOffline={isOffline} />
        ) : (
          <Sections opened={opened} isOffline={isOffline} />
        )}
      </div>
    </Page>
  );
}

function Over({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Card>
      <EmptyState
        icon={<CloudOff className="size-5" />}
        title={t("stocktakes.counting.notNow")}
        body={t("stocktakes.counting.notNowBody")}
        action={
          <Link to={`/stocktakes/${id}`} className={buttonClasses()}>
            {t("stocktakes.counting.toCount")}
          </Link>
        }
      />
    </Card>
  );
}

function Sections({ opened, isOffline }: { opened: Opened; isOffline: boolean }) {
  const { t } = useTranslation();
  const deed = useSectionDeed(opened.stocktake.id);
  const go = (section: StocktakeSection, what: SectionDeed["deed"]) => {
    // Without a connection nobody can be asked: scans of any section count, whoever has taken it.
    if (section.is_mine || isOffline) opened.setSection(section.id);
    else deed.mutate({ sectionId: section.id, deed: what }, { onSuccess: () => opened.setSection(section.id) });
  };
  return (
    <Card title={t("stocktakes.counting.chooseSection")} note={t("stocktakes.counting.chooseBody")} flush>
      {deed.error && <QueryError title={t("stocktakes.failed")} error={deed.error} />}
      <ul aria-label={t("stocktakes.page.sections")} className="border-t border-line">
        {opened.stocktake.sections.map((section) => (
          <SectionRow key={section.id} section={section} isBusy={deed.isPending} onGo={(what) => go(section, what)} />
        ))}
      </ul>
    </Card>
  );
}

interface SectionRowProps {
  section: StocktakeSection;
  isBusy: boolean;
  onGo: (deed: "claim" | "take-over") => void;
}

function SectionRow({ section, isBusy, onGo }: SectionRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorWords = useActorWords();
  const isTaken = section.claimed_by !== null && !section.is_mine;
  const who = isTaken ? (actorWords({ actor: section.claimed_by, cause: "count" }) ?? "") : "";
  const numbers = { items: format.quantity(section.items), units: format.quantity(section.units) };
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <span className="min-w-0">
        <span className="flex items-center gap-2 text-sm font-medium">
          <MapPin aria-hidden className="size-4 shrink-0 text-muted" />
          {section.name}
          {section.done_at !== null && <Badge tone="good">{t("stocktakes.page.done")}</Badge>}
        </span>
        <span className="block text-xs text-muted">
          {section.items_expected === null
            ? t("stocktakes.page.sectionScans", numbers)
            : t("stocktakes.page.sectionProgress", { ...numbers, expected: format.quantity(section.items_expected) })}
        </span>
      </span>
      <Button className="h-11" look={isTaken ? "plain" : "primary"} disabled={isBusy} onClick={() => onGo(isTaken ? "take-over" : "claim")}>
        {section.is_mine ? t("stocktakes.counting.goOn") : isTaken ? t("stocktakes.counting.takeOver", { who }) : t("stocktakes.counting.take")}
      </Button>
    </li>
  );
}
