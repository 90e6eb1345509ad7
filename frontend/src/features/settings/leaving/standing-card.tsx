import { Link } from "react-router";
import type { Standing } from "@/api/types";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

/** What of ours stands in Shopify, or is on its way there. */
export function StandingCard({ standing }: { standing: Standing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { transfers, transfers_open, writes_open, writes_set_aside, steps_waiting, lines_waiting, is_clear } = standing;
  const counted = (count: number) => ({ count, n: format.quantity(count) });
  const onTheirWay = writes_open + steps_waiting;
  const further = transfers_open - transfers.length;
  return (
    <Card title={t("leaving.standing")} note={t("leaving.standingNote")}>
      <div className="flex flex-col gap-2 text-sm">
        {is_clear && <p>{t("leaving.clear")}</p>}
        {transfers_open > 0 && <p>{t("leaving.transfers", counted(transfers_open))}</p>}
        {transfers.length > 0 && (
          <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto">
            {transfers.map((each) => (
              <li key={each.id} className="flex flex-wrap gap-x-3">
                <Link to={`/transfers/${each.id}`} className="font-medium underline-offset-4 hover:underline">
                  {each.name || each.id.slice(0, 8)}
                </Link>
                <span className="text-muted">
                  {each.origin_name} → {each.destination_name}
                </span>
                {each.has_shipments && <span className="text-muted">{t("leaving.shipped")}</span>}
              </li>
            ))}
            {further > 0 && <li className="text-muted">{t("leaving.more", counted(further))}</li>}
          </ul>
        )}
        {onTheirWay > 0 && <p>{t("leaving.onTheirWay", counted(onTheirWay))}</p>}
        {writes_set_aside > 0 && (
          <p>
            {t("leaving.setAside", counted(writes_set_aside))}{" "}
            <Link to="/sync" className="font-medium underline underline-offset-4">
              {t("leaving.toSync")}
            </Link>
          </p>
        )}
        {lines_waiting > 0 && <p>{t("leaving.unsent", counted(lines_waiting))}</p>}
      </div>
    </Card>
  );
}
