import { History } from "lucide-react";
import { Link } from "react-router";
import type { RecentMovement } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Card } from "@/ui/card";
import { Ago, Delta } from "@/ui/display";
import { EmptyState } from "@/ui/states";
import { CauseMark } from "@/ui/stock/cause";
import { useTranslation } from "@/words";

/** As many as stand beside the other cards. */
const SHOWN = 8;

/** What moved last, and why: each line says its cause in words. */
export function Recent({ movements }: { movements: readonly RecentMovement[] }) {
  const { t } = useTranslation();
  return (
    <Card title={t("overview.recent")} note={t("overview.recentNote")} flush>
      {movements.length === 0 ? (
        <EmptyState icon={<History className="size-5" />} title={t("overview.recentEmpty")} />
      ) : (
        <ol>
          {movements.slice(0, SHOWN).map((movement) => (
            <li key={`${movement.entry_id} ${movement.cause} ${movement.document?.id ?? ""}`}>
              <Link
                to={`/inventory/${gidTail(movement.inventory_item_id)}`}
                className="flex items-center gap-3 border-t border-line px-4 py-2 hover:bg-hover sm:px-5"
              >
                <CauseMark cause={movement.cause} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-sm font-medium">{movement.title}</span>
                  <span className="block truncate text-xs text-muted">
                    {[
                      t(`cause.${movement.cause}`),
                      movement.document?.label,
                      t(`quantity.${movement.name}`),
                      movement.location_name,
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </span>
                <span className="shrink-0 text-right text-sm">
                  <Delta value={movement.delta} />
                  <span className="block text-xs text-muted">
                    <Ago at={movement.effective_at} />
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
