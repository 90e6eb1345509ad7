import { Link } from "react-router";
import type { Overview } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Card } from "@/ui/card";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";

export function ByLocation({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = Math.max(1, overview.units_on_hand);
  return (
    <Card title={t("overview.byLocation")} flush>
      <Table label={t("overview.byLocation")}>
        <thead>
          <tr>
            <Th>{t("overview.location")}</Th>
            <Th className="w-[38%] max-sm:hidden">
              <span className="sr-only">{t("overview.units")}</span>
            </Th>
            <Th end>{t("overview.units")}</Th>
            <Th end>{t("overview.value")}</Th>
          </tr>
        </thead>
        <tbody className="[&_tr:last-child_td]:border-0">
          {overview.by_location.map((place) => {
            const share = Math.max(0, place.units_on_hand) / all;
            return (
              <tr key={place.location_id} className="hover:bg-hover">
                <Td>
                  <Link
                    to={`/inventory?location=${gidTail(place.location_id)}`}
                    className="font-medium underline-offset-4 hover:underline"
                  >
                    {place.name}
                  </Link>
                </Td>
                <Td className="max-sm:hidden">
                  <div title={t("overview.shareOf", { share: format.percent(share) })} className="h-2 rounded-full bg-sunken">
                    <div className="h-full rounded-full bg-brand" style={{ width: `${share * 100}%` }} />
                  </div>
                </Td>
                <Td end>
                  <Quantity value={place.units_on_hand} />
                </Td>
                <Td end>
                  <MoneyText value={place.value} />
                </Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </Card>
  );
}
