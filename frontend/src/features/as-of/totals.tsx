import type { TotalsAsOf } from "@/api/types";
import { Card } from "@/ui/card";
import { MoneyText, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Skeleton } from "@/ui/states";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";

/** What each location held, and all of them. */
export function Totals({ totals, busy }: { totals: TotalsAsOf | undefined; busy: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const places = totals?.items ?? [];
  const sum = (of: (place: TotalsAsOf["items"][number]) => number) => places.reduce((total, place) => total + of(place), 0);
  const value = { amount: String(sum((place) => Number(place.value.amount))), currency: places[0]?.value.currency ?? format.currency };
  return (
    <Card flush title={t("asOf.totals")} note={t("asOf.totalsNote")}>
      {totals === undefined ? (
        <div className="p-4">
          <Skeleton className="h-24" />
        </div>
      ) : (
        <div aria-busy={busy} className={busy ? "opacity-60" : ""}>
          <Table label={t("asOf.totals")}>
            <thead>
              <tr>
                <Th>{t("asOf.location")}</Th>
                <Th end>{t("asOf.available")}</Th>
                <Th end>{t("asOf.units")}</Th>
                <Th end>{t("asOf.value")}</Th>
              </tr>
            </thead>
            <tbody>
              {places.map((place) => (
                <tr key={place.location_id}>
                  <Td>
                    {place.location_name}
                    {place.unknown > 0 && (
                      <span className="block text-xs text-muted">
                        {t("asOf.unknown", { count: place.unknown, n: format.quantity(place.unknown) })}
                      </span>
                    )}
                  </Td>
                  {place.unknown === place.levels ? (
                    <Td end colSpan={3} className="text-muted">
                      {t("asOf.notKnown")}
                    </Td>
                  ) : (
                    <>
                      <Td end>
                        <Quantity value={place.available} />
                      </Td>
                      <Td end>
                        <Quantity value={place.on_hand} />
                      </Td>
                      <Td end>
                        <MoneyText value={place.value} />
                      </Td>
                    </>
                  )}
                </tr>
              ))}
              <tr className={places.every((place) => place.unknown === place.levels) ? "hidden" : "font-semibold"}>
                <Td>{t("asOf.sum")}</Td>
                <Td end>
                  <Quantity strong value={sum((place) => place.available)} />
                </Td>
                <Td end>
                  <Quantity strong value={sum((place) => place.on_hand)} />
                </Td>
                <Td end>
                  <MoneyText value={value} />
                </Td>
              </tr>
            </tbody>
          </Table>
        </div>
      )}
    </Card>
  );
}
