import { type SubmitEvent, useState } from "react";
import { useShop } from "@/api/shop";
import type { Stocktake, StocktakeSection } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Ago } from "@/ui/display";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Progress } from "@/ui/states";
import { useActorWords } from "@/ui/stock/actor";
import { useTranslation } from "@/words";
import { useAddSection, useSectionDeed } from "./queries";

/** The parts of the place, whose they are and how far they are. */
export function Sections({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const deed = useSectionDeed(stocktake.id);
  const mayWrite = useShop().data?.viewer.permissions.includes("write") ?? false;
  const isCounted = mayWrite && stocktake.state === "counting";
  return (
    <Card title={t("stocktakes.page.sections")} note={t("stocktakes.page.sectionsNote")} flush>
      <ul aria-label={t("stocktakes.page.sections")} className="border-t border-line">
        {stocktake.sections.map((section) => (
          <SectionRow key={section.id} section={section} onRelease={isCounted ? () => deed.mutate({ sectionId: section.id, deed: "release" }) : null} />
        ))}
      </ul>
      {deed.error && (
        <div className="p-4">
          <QueryError title={t("stocktakes.failed")} error={deed.error} />
        </div>
      )}
      {isCounted && <AddSection stocktake={stocktake} />}
    </Card>
  );
}

/** A part of the place that nobody thought of before. */
function AddSection({ stocktake }: { stocktake: Stocktake }) {
  const { t } = useTranslation();
  const add = useAddSection(stocktake.id);
  const [name, setName] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate(name.trim(), { onSuccess: () => setName("") });
  };
  return (
    <form className="flex flex-col gap-2 border-t border-line px-4 py-3 sm:px-5" onSubmit={submit}>
      <span className="flex items-end gap-2">
        <Field className="flex-1" label={t("stocktakes.page.newSection")}>
          {(control) => <Input {...control} autoComplete="off" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Button type="submit" disabled={name.trim() === "" || add.isPending} aria-busy={add.isPending}>
          {t("stocktakes.page.addSection")}
        </Button>
      </span>
      {add.error && <QueryError title={t("stocktakes.failed")} error={add.error} />}
    </form>
  );
}

/** `onRelease` lets somebody else have one's own section; null where nothing is counted. */
function SectionRow({ section, onRelease }: { section: StocktakeSection; onRelease: (() => void) | null }) {
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
      {onRelease && section.is_mine && section.done_at === null && (
        <Button small look="quiet" className="mt-1" aria-label={`${t("stocktakes.page.release")}: ${section.name}`} onClick={onRelease}>
          {t("stocktakes.page.release")}
        </Button>
      )}
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
