import { useTranslation } from "@/words";
import "@/words/lookup";
import { useFormat } from "../format-context";

interface Suggested {
  inventory_item_id: string;
  title: string;
  variant_title: string;
  sku: string;
  quantities: { available: number };
}

export interface ItemSuggestionsProps<Item extends Suggested> {
  text: string;
  /** What fits this text; null while that is not known. */
  found: Item[] | null;
  onChoose: (item: Item) => void;
}

/** Items that fit what is typed, to choose one of. */
export function ItemSuggestions<Item extends Suggested>({ text, found, onChoose }: ItemSuggestionsProps<Item>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (found === null) return null;
  if (found.length === 0) return <p className="text-sm text-muted">{t("suggest.nothing", { text: text.trim() })}</p>;
  return (
    <ul aria-label={t("suggest.found")} className="max-h-72 overflow-y-auto rounded-lg border border-line">
      {found.map((item) => {
        const title = [item.title, item.variant_title].filter(Boolean).join(" · ");
        return (
          <li key={item.inventory_item_id} className="border-b border-line last:border-0">
            <button
              type="button"
              aria-label={t("suggest.choose", { title })}
              className="flex min-h-11 w-full items-center justify-between gap-3 px-3 py-1.5 text-left hover:bg-hover focus-visible:outline-offset-[-2px]"
              onClick={() => onChoose(item)}
            >
              <span className="min-w-0">
                <span className="block truncate text-sm font-medium">{title}</span>
                <span className="block truncate font-mono text-xs text-muted">{item.sku}</span>
              </span>
              <span className="shrink-0 text-xs text-muted">{t("suggest.inAll", { n: format.quantity(item.quantities.available) })}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
