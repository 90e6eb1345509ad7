import type { Analysis } from "@/api/types";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import type { ListPart } from "./question";

/** How many items at locations last how long, as bars that open their lists. */
export function Cover({ found, onOpen }: { found: Analysis; onOpen: (part: ListPart) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(...found.cover.map(({ levels }) => levels), 1);
  if (found.cover.length === 0) {
    return (
      <Card title={t("analysis.cover")}>
        <p className="text-sm text-muted">{t("analysis.coverUnknown")}</p>
      </Card>
    );
  }
  return (
    <Card title={t("analysis.cover")} note={t("analysis.coverNote")}>
      <ul className="flex flex-col gap-1">
        {found.cover.map(({ bucket, levels, held }) => {
          const name = t(`analysis.bucket.${bucket}`);
          return (
            <li key={bucket}>
              <button
                type="button"
                disabled={levels === 0}
                className="grid w-full grid-cols-[7.5rem_1fr_auto] items-center gap-3 rounded-md px-1 py-1 text-left text-xs enabled:hover:bg-hover sm:grid-cols-[10rem_1fr_auto]"
                onClick={() => onOpen({ name: "cover", bucket })}
              >
                <span className={levels === 0 ? "text-muted" : "font-medium"}>{name}</span>{" "}
                <span aria-hidden className="h-4 overflow-hidden rounded-sm bg-sunken">
                  <span className={`block h-full rounded-sm ${bucket === "out" ? "bg-bad" : bucket === "idle" ? "bg-field" : "bg-brand"}`} style={{ width: `${(levels / most) * 100}%` }} />
                </span>
                <span className="tnum min-w-24 text-right text-muted">
                  <span className="font-medium text-ink">{format.quantity(levels)}</span> · {t("analysis.held", { money: format.wholeMoney(held) })}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
