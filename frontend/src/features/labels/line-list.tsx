import { Barcode, X } from "lucide-react";
import { useTranslation } from "@/words";
import { IconButton } from "@/ui/button";
import { Input } from "@/ui/field";
import { EmptyState, Skeleton } from "@/ui/states";
import { COPIES_MAX, type Line } from "./lines";
import { useItemsOf } from "./queries";

/** The items, each with how many labels of it are wanted. */
export function LineList({ lines, onChange }: { lines: readonly Line[]; onChange: (lines: Line[]) => void }) {
  const { t } = useTranslation();
  const items = useItemsOf(lines);
  if (lines.length === 0) {
    return <EmptyState icon={<Barcode className="size-5" />} title={t("labels.empty")} body={t("labels.emptyBody")} />;
  }
  return (
    <ul aria-label={t("labels.lines")} className="border-t border-line">
      {lines.map((line, at) => {
        const item = items[at]?.data;
        const title = item ? [item.title, item.variant_title].filter(Boolean).join(" · ") : line.item;
        return (
          <li key={line.item} className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-0 sm:px-5">
            <span className="min-w-0 flex-1 text-sm">
              {items[at]?.isPending ? <Skeleton className="h-5 w-40" /> : <span className="block font-medium break-words">{title}</span>}
              <span className="block text-xs text-muted">
                {item && ([item.sku, item.barcode].filter(Boolean).join(" · ") || t("labels.noCode"))}
                {items[at]?.error?.message}
              </span>
            </span>
            <span className="w-20 shrink-0">
              <Input
                type="number"
                inputMode="numeric"
                min={1}
                max={COPIES_MAX}
                aria-label={t("labels.copies", { title })}
                className="text-right"
                value={line.copies}
                onChange={(event) => {
                  const copies = Math.trunc(Number(event.target.value));
                  if (copies >= 1 && copies <= COPIES_MAX) onChange(lines.map((each) => (each === line ? { ...line, copies } : each)));
                }}
              />
            </span>
            <IconButton label={t("labels.remove", { title })} onClick={() => onChange(lines.filter((each) => each !== line))}>
              <X aria-hidden className="size-4" />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
