import { useId, useState } from "react";
import { Link } from "react-router";
import type { Suggestion } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { MoneyText } from "@/ui/display";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { Arithmetic } from "./arithmetic";
import { titleOf, unitsOf } from "./chosen";
import { type Seen, useChooseQuantity } from "./queries";

export interface LineProps {
  line: Suggestion;
  mayBuy: boolean;
  isOrderable: boolean;
  isChosen: boolean;
  onChoose: (seen: Seen, isOn: boolean) => void;
}

/** A suggestion: the item, how long it lasts now and then, what is at risk, and how many. */
export function Line({ line, mayBuy, isOrderable, isChosen, onChoose }: LineProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const panel = useId();
  const title = titleOf(line);
  const told = [
    line.sku,
    t("replenish.line.available", { n: format.quantity(line.available) }),
    ...(line.on_its_way === 0 ? [] : [t("replenish.line.coming", { n: format.quantity(line.on_its_way) })]),
  ].filter(Boolean);
  return (
    <li className="border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 md:flex-nowrap">
        <div className="flex min-w-0 flex-1 basis-full items-start gap-3 md:basis-auto">
          {isOrderable && (
            <input
              type="checkbox"
              className="mt-1 size-4 shrink-0 accent-brand"
              aria-label={t("replenish.line.choose", { title })}
              checked={isChosen}
              onChange={(event) => onChoose(line, event.target.checked)}
            />
          )}
          <div className="min-w-0">
            <Link to={`/inventory/${gidTail(line.inventory_item_id)}`} className="text-sm font-medium break-words hover:underline">
              {title}
            </Link>
            <p className="tnum text-xs break-words text-muted">{told.join(" · ")}</p>
            {!line.is_within_budget && <Badge tone="warn">{t("replenish.line.budget")}</Badge>}
          </div>
        </div>
        <Fact label={t("replenish.line.cover")} width="md:w-36">
          <Cover line={line} />
        </Fact>
        <Fact label={t("replenish.line.risk")} width="md:w-24">
          <MoneyText value={line.at_risk} />
        </Fact>
        {line.kind === "buy" && (
          <Fact label={t("replenish.line.cost")} width="md:w-24">
            <MoneyText value={line.cost} missing={t("replenish.line.noCost")} />
          </Fact>
        )}
        <div className="w-full sm:w-44">
          {mayBuy ? (
            <Units key={`${line.version} ${unitsOf(line)}`} line={line} isChosen={isChosen} onChoose={onChoose} />
          ) : (
            <span className="tnum text-sm font-semibold">{format.quantity(unitsOf(line))}</span>
          )}
          <Button small look="quiet" className="-ml-2.5 text-muted" aria-expanded={isOpen} aria-controls={panel} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? t("replenish.line.whyHide") : t("replenish.line.why", { n: format.quantity(line.quantity) })}
          </Button>
        </div>
      </div>
      <div id={panel} hidden={!isOpen}>
        {isOpen && <Arithmetic line={line} title={title} />}
      </div>
    </li>
  );
}

function Fact({ label, width, children }: { label: string; width: string; children: React.ReactNode }) {
  return (
    <div className={`min-w-20 text-sm ${width}`}>
      <span className="block text-xs text-muted">{label}</span>
      <span className="tnum">{children}</span>
    </div>
  );
}

const YEAR = 365;

function Cover({ line }: { line: Suggestion }) {
  const { t } = useTranslation();
  const format = useFormat();
  const days = (length: number | null) => {
    if (length === null) return t("replenish.line.forever");
    const whole = Math.floor(length);
    return whole > YEAR ? t("replenish.line.beyond") : t("replenish.line.days", { count: whole, n: format.quantity(whole) });
  };
  if (line.cover_now === null && line.cover_after === null) return days(null);
  return t("replenish.line.coverOf", { now: days(line.cover_now), after: days(line.cover_after) });
}

/** How many, changed in place: by Enter or by leaving the field; Escape takes it back. */
function Units({ line, isChosen, onChoose }: Pick<LineProps, "line" | "isChosen" | "onChoose">) {
  const { t } = useTranslation();
  const format = useFormat();
  const save = useChooseQuantity();
  const hint = useId();
  const [text, setText] = useState(String(unitsOf(line)));
  const units = Number(text);
  const commit = () => {
    if (text === "" || units < 1) return setText(String(unitsOf(line)));
    if (units !== unitsOf(line)) {
      save.mutate(
        { id: line.id, version: line.version, quantity: units },
        { onSuccess: (saved) => isChosen && onChoose(saved, true), onError: () => setText(String(unitsOf(line))) },
      );
    }
  };
  const told = [
    ...(line.chosen === null ? [] : [t("replenish.line.suggested", { n: format.quantity(line.quantity) })]),
    ...(line.pack > 1 ? [t("replenish.line.packs", { n: format.quantity(line.pack) })] : []),
    ...(line.minimum > 1 ? [t("replenish.line.least", { n: format.quantity(line.minimum) })] : []),
  ];
  const wrong = save.error?.message ?? line.problem;
  return (
    <div>
      <Input
        aria-label={t("replenish.line.quantityOf", { title: titleOf(line) })}
        aria-describedby={hint}
        aria-invalid={wrong !== null && wrong !== undefined}
        className="tnum text-right font-semibold"
        inputMode="numeric"
        autoComplete="off"
        disabled={save.isPending}
        value={text}
        onChange={(event) => setText(event.target.value.replaceAll(/\D/g, "").slice(0, 8))}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") setText(String(unitsOf(line)));
        }}
      />
      <p id={hint} className="mt-0.5 text-xs text-muted">
        {wrong ? <span className="font-medium text-bad-text">{wrong}</span> : told.join(" · ")}
      </p>
    </div>
  );
}
