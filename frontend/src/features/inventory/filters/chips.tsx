import { X } from "lucide-react";
import { Fragment } from "react";
import { useLocations } from "@/api/shop";
import { useTranslation } from "@/words";
import type { Group } from "./expression";
import { partInWords } from "./words";

export interface FilterChipsProps {
  filter: Group | null;
  onChange: (filter: Group | null) => void;
  onOpen: () => void;
}

/** What the list is narrowed by, each part to be opened or taken away. */
export function FilterChips({ filter, onChange, onOpen }: FilterChipsProps) {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  if (!filter) return null;
  const without = (at: number) => {
    const parts = filter.parts.filter((_, index) => index !== at);
    onChange(parts.length === 0 ? null : { ...filter, parts });
  };
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5 text-xs">
      {filter.parts.map((part, index) => {
        const text = partInWords(t, part, locations);
        return (
          <Fragment key={text}>
            {index > 0 && <span className="text-muted">{t(filter.join === "all" ? "filter.and" : "filter.or")}</span>}
            <span className="inline-flex max-w-80 min-w-0 items-center rounded-lg bg-brand-soft text-brand-text">
              <button type="button" onClick={onOpen} title={text} className="min-w-0 truncate py-1 pl-2.5 font-medium">
                {text}
              </button>
              <button
                type="button"
                aria-label={t("filter.removeChip", { text })}
                onClick={() => without(index)}
                className="inline-flex size-7 shrink-0 items-center justify-center rounded-lg hover:bg-hover"
              >
                <X aria-hidden className="size-3.5" />
              </button>
            </span>
          </Fragment>
        );
      })}
      <button type="button" onClick={() => onChange(null)} className="rounded px-1.5 py-1 text-muted underline underline-offset-2 hover:text-ink">
        {t("filter.clear")}
      </button>
    </div>
  );
}
