import { Trash2 } from "lucide-react";
import { problemAt } from "@/api/problem";
import { Button, IconButton } from "@/ui/button";
import { Field, Input, Select } from "@/ui/field";
import { useTranslation } from "@/words";
import { KINDS, type TypedLine, WAYS } from "./draft";

const LINES_MAX = 50;

/** The amounts of a bill and how each is spread over the goods. */
export function Lines({ lines, error, onChange }: { lines: TypedLine[]; error: Error | null; onChange: (lines: TypedLine[]) => void }) {
  const { t } = useTranslation();
  const put = (place: number, part: Partial<TypedLine>) => onChange(lines.map((each, index) => (index === place ? { ...each, ...part } : each)));
  return (
    <fieldset className="flex flex-col gap-2 sm:col-span-2">
      <legend className="mb-1 text-sm font-medium">{t("bills.form.lines")}</legend>
      {lines.map((line, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines have no name but their place
        <div key={place} className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[1fr_1fr_1fr_auto]">
          <Field label={t("bills.form.kind")}>
            {(control) => (
              <Select {...control} value={line.kind} onChange={(event) => put(place, { kind: KINDS.find((each) => each === event.target.value) ?? "other" })}>
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`bills.kind.${kind}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t("bills.form.amount")} error={problemAt(error, `lines.${place}.amount`)}>
            {(control) => <Input {...control} inputMode="decimal" maxLength={16} value={line.amount} onChange={(event) => put(place, { amount: event.target.value })} />}
          </Field>
          <Field label={t("bills.form.spread")}>
            {(control) => (
              <Select
                {...control}
                disabled={line.kind === "goods"}
                value={line.kind === "goods" ? "value" : line.spread_by}
                onChange={(event) => put(place, { spread_by: WAYS.find((each) => each === event.target.value) ?? "value" })}
              >
                {WAYS.map((way) => (
                  <option key={way} value={way}>
                    {t(`bills.by.${way}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <IconButton label={t("bills.form.remove", { n: String(place + 1) })} disabled={lines.length === 1} onClick={() => onChange(lines.filter((_, index) => index !== place))}>
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      <span className="flex flex-wrap items-center gap-3">
        <Button small disabled={lines.length >= LINES_MAX} onClick={() => onChange([...lines, { kind: "freight", says: "", amount: "", spread_by: "value" }])}>
          {t("bills.form.add")}
        </Button>
        <span className="text-xs text-muted">{t("bills.form.goodsHint")}</span>
      </span>
    </fieldset>
  );
}
