import { useTranslation } from "@/words";
import "@/words/suppliers";
import { useFormat } from "../format-context";

interface Terms {
  pack: number;
  minimum: number;
  lead_days: number | null;
  supplier_lead_days: number | null;
}

/** In which packs something is sold, how many at least and how soon, in one line. */
export function useTermsOfSale(): (terms: Terms) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ pack, minimum, lead_days, supplier_lead_days }) => {
    const days = lead_days ?? supplier_lead_days;
    return [
      pack > 1 && t("suppliers.page.packOf", { n: format.quantity(pack) }),
      minimum > 1 && t("suppliers.page.atLeast", { n: format.quantity(minimum) }),
      days !== null && t("suppliers.days", { count: days, n: format.quantity(days) }),
    ]
      .filter(Boolean)
      .join(" · ");
  };
}
