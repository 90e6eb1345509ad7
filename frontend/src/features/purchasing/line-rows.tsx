import { PackageOpen, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { decimalOf } from "@/lib/decimal";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Field, Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { EmptyState } from "@/ui/states";
import { useTranslation } from "@/words";
import { type Draft, type DraftLine, type ItemTerms, LINES_MAX, QUANTITY_MAX, costOf, soldQuantity, worthOf } from "./draft";

export interface LineRowsProps {
  draft: Draft;
  terms: ReadonlyMap<string, ItemTerms>;
  problems: ReadonlyMap<string, string>;
  onLines: (lines: DraftLine[]) => void;
}

/** The lines of a draft, each with what its supplier has to say about it. */
export function LineRows({ draft, terms, problems, onLines }: LineRowsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [showsMore, setShowsMore] = useState(() => draft.lines.some((line) => line.tax !== "" || line.day !== ""));
  const units = draft.lines.reduce((sum, line) => sum + line.quantity, 0);
  const worth = draft.lines.reduce((sum, line) => sum + worthOf(line, terms.get(line.itemId)), 0);
  const said = [
    t("buying.units", { count: units, n: format.quantity(units) }),
    draft.currency && format.money({ amount: String(worth), currency: draft.currency }),
  ];
  return (
    <Card
      flush
      title={t("buying.form.lines")}
      note={draft.lines.length > 0 && `${t("buying.form.totals")}: ${said.filter(Boolean).join(" · ")}`}
      actions={
        draft.lines.length > 0 && (
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" className="size-4 accent-brand" checked={showsMore} onChange={(event) => setShowsMore(event.target.checked)} />
            {t("buying.form.more")}
          </label>
        )
      }
    >
      {draft.lines.length === 0 && (
        <EmptyState icon={<PackageOpen className="size-5" />} title={t("buying.form.linesEmpty")} body={t("buying.form.linesEmptyBody")} />
      )}
      {draft.lines.length > 0 && <Heads />}
      <ul aria-label={t("buying.form.lines")}>
        {draft.lines.map((line, place) => (
          <LineRow
            key={line.itemId}
            line={line}
            currency={draft.currency}
            terms={terms.get(line.itemId)}
            showsMore={showsMore}
            problemAt={(field) => problems.get(`lines.${place}.${field}`)}
            onChange={(next) => onLines(draft.lines.map((each) => (each === line ? next : each)))}
            onRemove={() => onLines(draft.lines.filter((each) => each !== line))}
          />
        ))}
      </ul>
      {draft.lines.length >= LINES_MAX && <p className="px-4 py-3 text-xs text-muted sm:px-5">{t("buying.form.full")}</p>}
    </Card>
  );
}

const COLUMNS = "sm:grid-cols-[minmax(0,1fr)_6rem_7.5rem_6.5rem_2.25rem]";

/** What the columns hold; on a phone each field says it itself. */
function Heads() {
  const { t } = useTranslation();
  return (
    <div aria-hidden className={classes("hidden gap-2 border-t border-line px-5 pt-2.5 text-xs font-medium text-muted sm:grid", COLUMNS)}>
      <span>{t("buying.form.item")}</span>
      <span className="text-right">{t("buying.form.quantity")}</span>
      <span className="text-right">{t("buying.form.cost")}</span>
      <span className="text-right">{t("buying.form.total")}</span>
      <span />
    </div>
  );
}

function Labelled({ words, children }: { words: string; children: ReactNode }) {
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <span aria-hidden className="text-right text-xs text-muted sm:hidden">
        {words}
      </span>
      {children}
    </span>
  );
}

interface LineRowProps {
  line: DraftLine;
  currency: string;
  terms: ItemTerms | undefined;
  showsMore: boolean;
  problemAt: (field: string) => string | undefined;
  onChange: (next: DraftLine) => void;
  onRemove: () => void;
}

function LineRow({ line, currency, terms, showsMore, problemAt, onChange, onRemove }: LineRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typed, setTyped] = useState<string | null>(null);
  const title = line.title || line.sku;
  const theirs = costOf(terms, line.quantity);
  const isOther = theirs !== null && line.cost.trim() !== "" && Number(decimalOf(line.cost)) !== Number(theirs);
  const problem = problemAt("inventory_item_id") ?? problemAt("quantity") ?? problemAt("unit_cost") ?? problemAt("tax_rate") ?? problemAt("expected_on");
  return (
    <li className="flex flex-col gap-2 border-t border-line px-4 py-3 first:sm:border-t-0 sm:px-5">
      <span className={classes("grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2", COLUMNS)}>
        <span className="min-w-0 sm:pt-1">
          <span className="block text-sm font-medium break-words">{title}</span>
          <About line={line} terms={terms} />
        </span>
        <IconButton className="sm:order-last" label={t("buying.form.remove", { title })} onClick={onRemove}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
        <span className="col-span-2 grid grid-cols-[5.5rem_7rem_minmax(0,1fr)] items-end gap-2 sm:contents">
          <Labelled words={t("buying.form.quantity")}>
            <Input
              aria-label={t("buying.form.quantityOf", { title })}
              aria-invalid={problemAt("quantity") !== undefined}
              inputMode="numeric"
              className="text-right tabular-nums"
              value={typed ?? String(line.quantity)}
              onFocus={(event) => event.target.select()}
              onChange={(event) => {
                const digits = event.target.value.replaceAll(/\D/g, "").slice(0, 8);
                setTyped(digits);
                if (Number(digits) > 0) onChange({ ...line, quantity: Math.min(Number(digits), QUANTITY_MAX) });
              }}
              onBlur={() => setTyped(null)}
            />
          </Labelled>
          <Labelled words={t("buying.form.cost")}>
            <Input
              aria-label={t("buying.form.costOf", { title })}
              aria-invalid={problemAt("unit_cost") !== undefined}
              inputMode="decimal"
              className="text-right tabular-nums"
              maxLength={16}
              placeholder={theirs ?? ""}
              value={line.cost}
              onChange={(event) => onChange({ ...line, cost: event.target.value })}
            />
          </Labelled>
          <span className="py-2 text-right text-sm tabular-nums">{currency && format.money({ amount: String(worthOf(line, terms)), currency })}</span>
        </span>
      </span>
      {showsMore && (
        <span className="grid grid-cols-2 gap-2 sm:flex sm:justify-end sm:pr-11">
          <Field label={t("buying.form.tax")} className="sm:w-24">
            {(control) => (
              <Input {...control} aria-label={t("buying.form.taxOf", { title })} inputMode="decimal" maxLength={6} value={line.tax} onChange={(event) => onChange({ ...line, tax: event.target.value })} />
            )}
          </Field>
          <Field label={t("buying.form.day")} className="sm:w-40">
            {(control) => (
              <Input {...control} aria-label={t("buying.form.dayOf", { title })} type="date" value={line.day} onChange={(event) => onChange({ ...line, day: event.target.value })} />
            )}
          </Field>
        </span>
      )}
      {problem !== undefined && (
        <p role="alert" className="text-xs font-medium text-bad-text">
          {problem}
        </p>
      )}
      <Beside line={line} terms={terms} onQuantity={(quantity) => onChange({ ...line, quantity })} />
      {isOther && theirs !== null && (
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
          {t("buying.form.asks", { cost: format.unitCost({ amount: theirs, currency: currency || "USD" }) })}
          <Button small onClick={() => onChange({ ...line, cost: "" })}>
            {t("buying.form.useTheirs")}
          </Button>
        </p>
      )}
    </li>
  );
}

function About({ line, terms }: { line: DraftLine; terms: ItemTerms | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = terms?.isSold
    ? [
        terms.code !== "" && t("buying.page.theirs", { code: terms.code }),
        terms.pack > 1 && t("buying.form.packOf", { n: format.quantity(terms.pack) }),
        terms.minimum > 1 && t("buying.form.atLeast", { n: format.quantity(terms.minimum) }),
      ].filter(Boolean)
    : terms
      ? [t("buying.form.notSold")]
      : [];
  return (
    <span className="block text-xs text-muted">
      <span className="font-mono">{line.sku}</span>
      {parts.length > 0 && <> · {parts.join(" · ")}</>}
    </span>
  );
}

/** Says that a quantity is none they sell, and offers the next one that is: it is never changed unseen. */
function Beside({ line, terms, onQuantity }: { line: DraftLine; terms: ItemTerms | undefined; onQuantity: (quantity: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const remedy = soldQuantity(terms, line.quantity);
  if (!terms || remedy === line.quantity) return null;
  const words =
    line.quantity < terms.minimum
      ? t("buying.form.minimum", { minimum: format.quantity(terms.minimum) })
      : t("buying.form.pack", { n: format.quantity(line.quantity), pack: format.quantity(terms.pack) });
  return (
    <p role="status" className="flex flex-wrap items-center gap-2 text-xs text-warn-text">
      {words}
      <Button small onClick={() => onQuantity(remedy)}>
        {t("buying.form.roundUp", { n: format.quantity(remedy) })}
      </Button>
    </p>
  );
}
