import type { Money } from "@/lib/format";
import { useTranslation } from "@/words";
import "@/words/suppliers";
import { useFormat } from "../format-context";

interface Priced {
  unit_cost: Money | null;
  price_breaks: { from_units: number; unit_cost: Money }[];
}

/** What one unit costs, and how much less from so many units on. */
export function UnitCost({ of }: { of: Priced }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <span className="tnum block whitespace-nowrap">{of.unit_cost ? format.unitCost(of.unit_cost) : t("suppliers.prices.none")}</span>
      {of.price_breaks.map((step) => (
        <span key={step.from_units} className="tnum block text-xs whitespace-nowrap text-muted">
          {t("suppliers.page.from", { n: format.quantity(step.from_units), cost: format.unitCost(step.unit_cost) })}
        </span>
      ))}
    </>
  );
}
