import { ApiProblem } from "@/api/problem";
import { Field, Input } from "@/ui/field";
import { useTranslation } from "@/words";
import type { Typed } from "./draft";

const FIELD = /^measures\.(.+)\.(weight|volume)$/;

/** Weights and volumes that a bill needs and nobody knows: asked for once the server has said so. */
export function Measures({ typed, error, onChange }: { typed: Typed; error: Error | null; onChange: (measures: Typed["measures"]) => void }) {
  const { t } = useTranslation();
  const missing = error instanceof ApiProblem ? error.fields.flatMap(({ field, message }) => asked(field, message)) : [];
  const kept = Object.entries(typed.measures).flatMap(([item, found]) =>
    (["weight", "volume"] as const).filter((measure) => found[measure] !== undefined).map((measure) => ({ item, measure, message: t(`bills.form.${measure}`, { title: item }) })),
  );
  const rows = missing.length > 0 ? missing : kept;
  if (rows.length === 0) return null;
  return (
    <fieldset className="grid grid-cols-1 gap-3 sm:col-span-2 sm:grid-cols-2">
      <legend className="mb-1 text-sm font-medium">{t("bills.form.measures")}</legend>
      <p className="text-xs text-muted sm:col-span-2">{t("bills.form.measuresHint")}</p>
      {rows.map(({ item, measure, message }) => (
        <Field key={`${item}.${measure}`} label={message}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              maxLength={14}
              value={typed.measures[item]?.[measure] ?? ""}
              onChange={(event) => onChange({ ...typed.measures, [item]: { ...typed.measures[item], [measure]: event.target.value } })}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}

function asked(field: string, message: string): { item: string; measure: "weight" | "volume"; message: string }[] {
  const [, item, measure] = FIELD.exec(field) ?? [];
  return item !== undefined && (measure === "weight" || measure === "volume") ? [{ item, measure, message }] : [];
}
