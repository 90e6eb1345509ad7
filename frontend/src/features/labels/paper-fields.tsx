import { useTranslation } from "@/words";
import type { LabelsInput } from "@/api/types";
import { Field, Input, Select } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { useFormats } from "./queries";

export type Paper = Omit<LabelsInput, "lines">;
export const FIRST_PAPER: Paper = { format: "a4_21", symbology: "auto", extras: ["sku"], first_position: 0 };

const OWN = "own";
const FIRST_SIZE = { width_mm: 50, height_mm: 25 };
const SYMBOLOGIES = ["auto", "ean", "code128", "qr"] as const;
const EXTRAS = ["sku", "variant", "price"] as const;

/** On what the labels are printed, how the code is drawn, and what stands under it. */
export function PaperFields({ paper, onChange }: { paper: Paper; onChange: (paper: Paper) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const formats = useFormats().data ?? [];
  const chosen = formats.find((each) => each.name === paper.format);
  const { size } = paper;
  const perPage = size ? 1 : (chosen?.per_page ?? 1);
  const choose = (name: string) => {
    const { size: _, ...rest } = paper;
    onChange(name === OWN ? { ...rest, size: FIRST_SIZE, first_position: 0 } : { ...rest, format: name, first_position: 0 });
  };
  return (
    <>
      <Field label={t("labels.paper")}>
        {(control) => (
          <Select {...control} value={size ? OWN : paper.format} onChange={(event) => choose(event.target.value)}>
            {formats.map((each) => (
              <option key={each.name} value={each.name}>
                {each.title}
              </option>
            ))}
            <option value={OWN}>{t("labels.own")}</option>
          </Select>
        )}
      </Field>
      {size && (
        <div className="grid grid-cols-2 gap-4">
          {(["width_mm", "height_mm"] as const).map((side) => (
            <Field key={side} label={t(side === "width_mm" ? "labels.width" : "labels.height")}>
              {(control) => (
                <Input
                  {...control}
                  type="number"
                  min={15}
                  max={220}
                  value={size[side]}
                  onChange={(event) => onChange({ ...paper, size: { ...size, [side]: Number(event.target.value) } })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      <Field label={t("labels.symbology")}>
        {(control) => (
          <Select
            {...control}
            value={paper.symbology}
            onChange={(event) => onChange({ ...paper, symbology: SYMBOLOGIES.find((each) => each === event.target.value) ?? "auto" })}
          >
            {SYMBOLOGIES.map((each) => (
              <option key={each} value={each}>
                {t(`labels.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {perPage > 1 && (
        <Field label={t("labels.first")} hint={t("labels.firstHint", { n: format.quantity(perPage) })}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={1}
              max={perPage}
              value={paper.first_position + 1}
              onChange={(event) => {
                const first = Math.trunc(Number(event.target.value));
                if (first >= 1 && first <= perPage) onChange({ ...paper, first_position: first - 1 });
              }}
            />
          )}
        </Field>
      )}
      <fieldset>
        <legend className="mb-1.5 text-sm font-medium">{t("labels.under")}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-2">
          {EXTRAS.map((extra) => (
            <label key={extra} className="flex items-center gap-2 text-sm">
              <input
                type="checkbox"
                className="size-4 accent-brand"
                checked={paper.extras.includes(extra)}
                onChange={(event) =>
                  onChange({ ...paper, extras: EXTRAS.filter((each) => (each === extra ? event.target.checked : paper.extras.includes(each))) })
                }
              />
              {t(`labels.${extra}`)}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}
