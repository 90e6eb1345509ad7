/** A text with what the shop's own items say, offered while one types (ARIA: combobox with a listbox). */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { take } from "@/api/client";
import { useApi } from "@/api/server-context";
import { useDebounced } from "@/lib/use-debounced";
import { classes } from "@/ui/classes";
import { Input } from "@/ui/field";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

export const SUGGESTED = ["vendor", "product_type", "tag"] as const;
export type SuggestedField = (typeof SUGGESTED)[number];

const DEBOUNCE_MS = 150;
const SHOWN = 8;

function useValues(field: SuggestedField, q: string, wanted: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["level-values", field, q],
    enabled: wanted,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.GET("/api/v1/level-values", { params: { query: { field, q, limit: SHOWN } }, signal })),
  });
}

export interface SuggestedInputProps {
  field: SuggestedField;
  label: string;
  invalid: boolean;
  value: string;
  onChange: (value: string) => void;
}

export function SuggestedInput({ field, label, invalid, value, onChange }: SuggestedInputProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const q = useDebounced(value.trim(), DEBOUNCE_MS);
  const values = useValues(field, q, open).data?.items ?? [];
  const shown = open && values.length > 0;
  const pick = (text: string) => {
    onChange(text);
    setOpen(false);
    setChosen(-1);
  };
  const press = (event: KeyboardEvent) => {
    const picked = shown ? values[chosen] : undefined;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setOpen(true);
      const by = event.key === "ArrowDown" ? 1 : -1;
      setChosen(values.length === 0 ? -1 : (Math.max(chosen, by > 0 ? -1 : 0) + by + values.length) % values.length);
    } else if (event.key === "Enter" && picked) pick(picked.value);
    else if (event.key === "Escape" && shown) {
      setOpen(false);
      setChosen(-1);
    } else return;
    event.preventDefault();
    // Escape closes what is offered, not the dialog around it.
    event.stopPropagation();
  };
  return (
    <div>
      <Input
        role="combobox"
        data-offers=""
        aria-label={label}
        aria-invalid={invalid}
        aria-expanded={shown}
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(shown && values[chosen] && { "aria-activedescendant": `${id}${chosen}` })}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={value}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          onChange(event.target.value);
          setOpen(true);
          setChosen(-1);
        }}
        onKeyDown={press}
      />
      <div
        id={`${id}list`}
        role="listbox"
        aria-label={t("filter.offered")}
        hidden={!shown}
        className="mt-1 rounded-lg border border-line bg-surface py-1"
      >
        {values.map((each, at) => (
          // The keys are the field's: the list itself never has the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={each.value}
            id={`${id}${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(each.value)}
            className={classes("flex cursor-pointer items-baseline justify-between gap-3 px-3 py-1.5 text-sm", at === chosen ? "bg-brand-soft" : "hover:bg-hover")}
          >
            <span className="min-w-0 truncate">{each.name}</span>
            <span className="tnum shrink-0 text-xs text-muted">{t("filter.offeredItems", { count: each.items, n: format.quantity(each.items) })}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
