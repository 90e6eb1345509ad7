import type { SupplierItem } from "@/api/types";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

/** What one unit costs, and how much less from so many units on. */
export function UnitCost({ of, none }: { of: Pick<SupplierItem, "unit_cost" | "price_breaks">; none: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <span className="tnum block whitespace-nowrap">{of.unit_cost ? format.unitCost(of.unit_cost) : none}</span>
      {of.price_breaks.map((step) => (
        <span key={step.from_units} className="tnum block text-xs whitespace-nowrap text-muted">
          {t("suppliers.page.from", { n: format.quantity(step.from_units), cost: format.unitCost(step.unit_cost) })}
        </span>
      ))}
    </>
  );
}
