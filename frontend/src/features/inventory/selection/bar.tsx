import { Link } from "react-router";
import { useShop } from "@/api/shop";
import { gidTail } from "@/lib/gid";
import { Button, buttonClasses } from "@/ui/button";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { BULK_MAX, EVERYTHING, type LevelName, NOTHING, type Selection, countChosen, isEmpty } from "./selection";

/** As many rows as an address can name (features/labels/lines.ts). */
const LABELS_MAX = 200;

function itemsOf(levels: Iterable<LevelName>): string {
  return [...new Set([...levels].map((level) => gidTail(level.inventory_item_id)))].join(",");
}

export interface SelectionBarProps {
  selection: Selection;
  total: number | null;
  isCapped: boolean;
  mayWrite: boolean;
  onSelect: (selection: Selection) => void;
  onEdit: () => void;
}

/** How many rows are chosen, over all pages, and what can be done with them. */
export function SelectionBar({ selection, total, isCapped, mayWrite, onSelect, onEdit }: SelectionBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayBuy = useShop().data?.viewer.permissions.includes("buy") ?? false;
  if (isEmpty(selection)) return null;
  const count = countChosen(selection, isCapped ? null : total);
  const tooMany = count !== null && count > BULK_MAX;
  return (
    <section aria-label={t("bulk.bar")} className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-brand-soft px-4 py-2.5 text-brand-text">
      <div role="status" className="min-w-0 flex-1 basis-48 text-sm font-semibold">
        {count === null ? t("bulk.allChosen") : t("bulk.chosen", { count, total: format.quantity(count) })}
        {tooMany && <span className="block text-xs font-normal">{t("bulk.limit", { count: BULK_MAX })}</span>}
      </div>
      <div className="flex flex-wrap gap-2">
        {selection.kind === "some" && (
          <Button small onClick={() => onSelect(EVERYTHING)}>
            {total === null || isCapped ? t("bulk.chooseAllUnknown") : t("bulk.chooseAll", { count: total, total: format.quantity(total) })}
          </Button>
        )}
        <Button small onClick={() => onSelect(NOTHING)}>
          {t("bulk.clear")}
        </Button>
        {selection.kind === "some" && selection.levels.size <= LABELS_MAX && (
          <Link to={`/labels?items=${itemsOf(selection.levels.values())}`} className={buttonClasses("plain", true)}>
            {t("bulk.labels")}
          </Link>
        )}
        {mayBuy && selection.kind === "some" && selection.levels.size <= LABELS_MAX && (
          <Link to={`/purchase-orders/new?items=${itemsOf(selection.levels.values())}`} className={buttonClasses("plain", true)}>
            {t("bulk.order")}
          </Link>
        )}
        {mayBuy && selection.kind === "some" && selection.levels.size <= LABELS_MAX && (
          <Link to={`/policies?items=${itemsOf(selection.levels.values())}`} className={buttonClasses("plain", true)}>
            {t("bulk.rule")}
          </Link>
        )}
        {mayWrite && (
          <Button small look="primary" disabled={tooMany} onClick={onEdit}>
            {t("bulk.edit")}
          </Button>
        )}
      </div>
    </section>
  );
}
