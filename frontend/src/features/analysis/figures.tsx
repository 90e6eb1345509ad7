import { Link } from "react-router";
import type { Analysis } from "@/api/types";
import { Button, buttonClasses } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import type { ListPart } from "./question";

const NAMES = ["dead", "excess", "lost"] as const;

/** What lies there in all, and the three figures that cost money; each opens its list. */
export function Figures({ found, onOpen }: { found: Analysis; onOpen: (part: ListPart) => void }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t("analysis.figures")} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Held found={found} />
      {NAMES.map((name) => (
        <Figure key={name} name={name} found={found} onOpen={() => onOpen({ name })} />
      ))}
    </section>
  );
}

function Tile({ title, about, money, children }: { title: string; about: string; money: string | null; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col rounded-xl border border-line bg-surface px-4 py-3.5 shadow-card">
      <h2 className="text-sm font-semibold">{title}</h2>
      <p className="text-xs text-muted">{about}</p>
      {money !== null && <p className="tnum mt-2 text-2xl font-semibold tracking-[-0.012em]">{money}</p>}
      <div className="mt-1 flex flex-1 flex-col gap-0.5 text-xs text-muted">{children}</div>
    </div>
  );
}

function Held({ found }: { found: Analysis }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { levels, units, money, without_money: without } = found.held;
  return (
    <Tile title={t("analysis.figure.held")} about={t("analysis.about.held")} money={format.wholeMoney(money)}>
      <span>{t("analysis.levels", { count: levels, n: format.quantity(levels) })}</span>
      <span>{t("analysis.units", { count: units, n: format.quantity(units) })}</span>
      {without > 0 && <span className="text-warn-text">{t("analysis.withoutCost", { count: without, n: format.quantity(without) })}</span>}
      <span className="mt-auto pt-2">
        <Link to="/value" className={buttonClasses("plain", true)}>
          {t("analysis.value")}
        </Link>
      </span>
    </Tile>
  );
}

interface FigureProps {
  name: (typeof NAMES)[number];
  found: Analysis;
  onOpen: () => void;
}

function Figure({ name, found, onOpen }: FigureProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rules, lost } = found;
  const figure = found[name];
  const wanted = rules?.[`${name}_days`] ?? 0;
  const days = format.quantity(name === "lost" && figure ? Math.min(wanted, found.shelf_days, found.known_days) : wanted);
  const about = t(`analysis.about.${name}`, { days, percent: plainly(rules?.excess_percent ?? "") });
  if (!figure) {
    return (
      <Tile title={t(`analysis.figure.${name}`)} about={about} money={null}>
        <span className="mt-1">{t(`analysis.unknown.${name}`, { known: format.quantity(found.known_days), days })}</span>
      </Tile>
    );
  }
  const without = figure.without_money;
  return (
    <Tile title={t(`analysis.figure.${name}`)} about={about} money={format.wholeMoney(figure.money)}>
      {name === "lost" && lost && lost.levels > 0 && <span>{t("analysis.range", { low: format.wholeMoney(lost.low), high: format.wholeMoney(lost.high) })}</span>}
      <span>
        {t("analysis.levels", { count: figure.levels, n: format.quantity(figure.levels) })} · {t("analysis.units", { count: figure.units, n: format.quantity(figure.units) })}
      </span>
      {name === "lost" && lost && <span>{t("analysis.lostDays", { count: lost.days, n: format.quantity(lost.days) })}</span>}
      {without > 0 && (
        <span className="text-warn-text">{t(name === "lost" ? "analysis.withoutPrice" : "analysis.withoutCost", { count: without, n: format.quantity(without) })}</span>
      )}
      {name === "lost" && lost && lost.untold > 0 && <span className="text-warn-text">{t("analysis.untold", { count: lost.untold, n: format.quantity(lost.untold) })}</span>}
      {figure.levels > 0 && (
        <span className="mt-auto pt-2">
          <Button small aria-label={`${t("analysis.show")}: ${t(`analysis.figure.${name}`)}`} onClick={onOpen}>
            {t("analysis.show")}
          </Button>
        </span>
      )}
    </Tile>
  );
}

/** A decimal without the noughts that end it. */
export function plainly(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
