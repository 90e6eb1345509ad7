import type { Stocktake, StocktakeSection } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Ago } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Progress } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";

/** The parts of the place, whose they are and how far they are. */
export function Sections({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  return (
    <Card title={t("stocktakes.page.sections")} note={t("stocktakes.page.sectionsNote")} flush>
      <ul aria-label={t("stocktakes.page.sections")} className="border-t border-line">
        {stocktake.sections.map((section) => (
          <SectionRow key={section.id} section={section} />
        ))}
      </ul>
    </Card>
  );
}

function SectionRow({ section }: { section: StocktakeSection }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorWords = useActorWords();
  const numbers = { items: format.quantity(section.items), units: format.quantity(section.units) };
  const expected = section.items_expected;
  const who = section.claimed_by === null ? t("stocktakes.page.free") : (actorWords({ actor: section.claimed_by, cause: "count" }) ?? "");
  return (
    <li className="border-b border-line px-4 py-2.5 last:border-0 sm:px-5">
      <span className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-sm font-medium break-words">{section.name}</span>
        {section.done_at === null ? <span className="text-xs text-muted">{section.is_mine ? t("stocktakes.page.mine") : who}</span> : <Badge tone="good">{t("stocktakes.page.done")}</Badge>}
      </span>
      <span className="block text-xs text-muted">
        {expected === null ? t("stocktakes.page.sectionScans", numbers) : t("stocktakes.page.sectionProgress", { ...numbers, expected: format.quantity(expected) })}
        {section.last_at !== null && (
          <>
            {" "}
            · <Ago at={section.last_at} />
          </>
        )}
      </span>
      {expected !== null && expected > 0 && (
        <span className="mt-1.5 block">
          <Progress label={section.name} share={Math.min(1, section.items / expected)} />
        </span>
      )}
    </li>
  );
}

/** Who has scanned how much. */
export function Counters({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actorWords = useActorWords();
  return (
    <Card title={t("stocktakes.page.countersTitle")} flush>
      {stocktake.counters.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-muted sm:px-5">{t("stocktakes.page.counterNone")}</p>
      ) : (
        <ul aria-label={t("stocktakes.page.countersTitle")} className="border-t border-line">
          {stocktake.counters.map((counter) => (
            <li key={counter.actor} className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-line px-4 py-2.5 last:border-0 sm:px-5">
              <span className="min-w-0 text-sm font-medium break-words">{actorWords({ actor: counter.actor, cause: "count" })}</span>
              <span className="text-xs text-muted">
                {t("stocktakes.page.counterLine", { scans: format.quantity(counter.scans), units: format.quantity(counter.units) })} · <Ago at={counter.last_at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
