import { ArrowRightLeft, PackageOpen, Trash2 } from "lucide-react";
import { useState } from "react";
import { ApiProblem } from "@/api/problem";
import { useItem, useLocations } from "@/api/shop";
import type { Location } from "@/api/types";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { classes } from "@/ui/classes";
import { Field, Input, Select, TextArea } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { EmptyState } from "@/ui/states";
import { useTranslation } from "@/words";
import { AddItems } from "./add-items";
import { type Draft, type DraftLine, LINES_MAX, QUANTITY_MAX } from "./draft";

export interface EditorProps {
  draft: Draft;
  /** A transfer that is ready keeps its locations. */
  fixedEnds?: boolean;
  error: Error | null;
  onChange: (next: Draft) => void;
}

/** From where, to where, what and how many. */
export function Editor({ draft, fixedEnds = false, error, onChange }: EditorProps) {
  const { t } = useTranslation();
  const problems = new Map(error instanceof ApiProblem ? error.fields.map(({ field, message }) => [field, message]) : []);
  const locations = (useLocations().data?.items ?? []).filter(({ is_active }) => is_active);
  const nameOf = (id: string) => locations.find(({ location_id }) => location_id === id)?.name ?? "";
  const setLines = (lines: DraftLine[]) => onChange({ ...draft, lines: lines.slice(0, LINES_MAX) });
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4 lg:order-2">
        <Card>
          <div className="flex flex-col gap-3">
            <End
              label={t("transfers.form.from")}
              value={draft.originId}
              locations={locations}
              disabled={fixedEnds}
              error={problems.get("origin_id")}
              onChange={(originId) => onChange({ ...draft, originId })}
            />
            {!fixedEnds && (
              <Button
                small
                look="quiet"
                className="self-start"
                icon={<ArrowRightLeft aria-hidden className="size-3.5" />}
                onClick={() => onChange({ ...draft, originId: draft.destinationId, destinationId: draft.originId })}
              >
                {t("transfers.form.swap")}
              </Button>
            )}
            <End
              label={t("transfers.form.to")}
              value={draft.destinationId}
              locations={locations}
              disabled={fixedEnds}
              error={problems.get("destination_id")}
              onChange={(destinationId) => onChange({ ...draft, destinationId })}
            />
            <Field label={t("transfers.form.reference")} optional={t("common.optional")}>
              {(control) => (
                <Input {...control} maxLength={255} value={draft.reference} onChange={(event) => onChange({ ...draft, reference: event.target.value })} />
              )}
            </Field>
            <Field label={t("transfers.form.note")} optional={t("common.optional")}>
              {(control) => (
                <TextArea {...control} maxLength={2000} value={draft.note} onChange={(event) => onChange({ ...draft, note: event.target.value })} />
              )}
            </Field>
          </div>
        </Card>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <AddItems lines={draft.lines} onLines={setLines} />
        <Lines draft={draft} origin={nameOf(draft.originId)} destination={nameOf(draft.destinationId)} problems={problems} onLines={setLines} />
      </div>
    </div>
  );
}

interface EndProps {
  label: string;
  value: string;
  locations: Location[];
  disabled: boolean;
  error: string | undefined;
  onChange: (id: string) => void;
}

function End({ label, value, locations, disabled, error, onChange }: EndProps) {
  const { t } = useTranslation();
  return (
    <Field label={label} error={error}>
      {(control) => (
        <Select {...control} disabled={disabled} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="" disabled>
            {t("transfers.form.choose")}
          </option>
          {locations.map(({ location_id, name }) => (
            <option key={location_id} value={location_id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

interface LinesProps {
  draft: Draft;
  origin: string;
  destination: string;
  problems: Map<string, string>;
  onLines: (lines: DraftLine[]) => void;
}

function Lines({ draft, origin, destination, problems, onLines }: LinesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = draft.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <Card
      flush
      title={t("transfers.form.lines")}
      note={draft.lines.length > 0 && `${t("transfers.form.total")}: ${t("transfers.units", { count: total, n: format.quantity(total) })}`}
    >
      {draft.lines.length === 0 && (
        <EmptyState icon={<PackageOpen className="size-5" />} title={t("transfers.form.linesEmpty")} body={t("transfers.form.linesEmptyBody")} />
      )}
      {problems.has("lines") && (
        <p role="alert" className="px-4 pb-3 text-xs font-medium text-bad-text sm:px-5">
          {problems.get("lines")}
        </p>
      )}
      <ul aria-label={t("transfers.form.lines")}>
        {draft.lines.map((line, place) => (
          <LineRow
            key={line.itemId}
            line={line}
            draft={draft}
            origin={origin}
            destination={destination}
            problem={problems.get(`lines.${place}.quantity`) ?? problems.get(`lines.${place}.inventory_item_id`)}
            onQuantity={(quantity) => onLines(draft.lines.map((each) => (each === line ? { ...each, quantity } : each)))}
            onRemove={() => onLines(draft.lines.filter((each) => each !== line))}
          />
        ))}
      </ul>
      {draft.lines.length === LINES_MAX && <p className="px-4 py-3 text-xs text-muted sm:px-5">{t("transfers.form.full")}</p>}
    </Card>
  );
}

interface LineRowProps {
  line: DraftLine;
  draft: Draft;
  origin: string;
  destination: string;
  problem: string | undefined;
  onQuantity: (quantity: number) => void;
  onRemove: () => void;
}

function LineRow({ line, draft, origin, destination, problem, onQuantity, onRemove }: LineRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const item = useItem(line.itemId);
  const [typed, setTyped] = useState<string | null>(null);
  const title = line.title || line.sku;
  const at = (place: string) => item.data?.levels.find((level) => level.location_id === place && level.is_active)?.quantities.available;
  const here = at(draft.originId);
  const there = at(draft.destinationId);
  const known = item.data !== undefined && origin !== "";
  const warning =
    problem ??
    (known && here === undefined
      ? t("transfers.form.notStocked", { place: origin })
      : known && here !== undefined && line.quantity > here
        ? t("transfers.form.tooMany", { place: origin })
        : undefined);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_5.5rem_auto] items-center gap-x-2 border-t border-line px-4 py-2 sm:px-5">
      <span className="min-w-0">
        <span className="block truncate text-sm font-medium">{title}</span>
        <span className="block text-xs text-muted">
          <span className="font-mono">{line.sku}</span>
          {here !== undefined && <> · {t("transfers.form.available", { n: format.quantity(here), place: origin })}</>}
          {there !== undefined && destination !== "" && <> · {t("transfers.form.available", { n: format.quantity(there), place: destination })}</>}
        </span>
        {warning !== undefined && (
          <span role={problem ? "alert" : "status"} className={classes("block text-xs", problem ? "font-medium text-bad-text" : "text-warn-text")}>
            {warning}
          </span>
        )}
      </span>
      <Input
        aria-label={t("transfers.form.quantity", { title })}
        aria-invalid={problem !== undefined}
        inputMode="numeric"
        className="text-right tabular-nums"
        value={typed ?? String(line.quantity)}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          const digits = event.target.value.replaceAll(/\D/g, "").slice(0, 10);
          setTyped(digits);
          onQuantity(Math.min(Number(digits), QUANTITY_MAX));
        }}
        onBlur={() => setTyped(null)}
      />
      <IconButton label={t("transfers.form.remove", { title })} onClick={onRemove}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </li>
  );
}
