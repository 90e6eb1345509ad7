import { ArrowUpRight } from "lucide-react";
import { useTranslation } from "@/words";
import { useFormat } from "../format-context";

/** Units that were changed here and that Shopify has not confirmed yet. */
export function Pending({ units }: { units: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (units === 0) return null;
  const delta = format.delta(units);
  const text = t("inventory.pending", { delta });
  return (
    <span
      title={text}
      className="tnum inline-flex items-center rounded bg-warn-soft px-1 text-2xs font-semibold text-warn-text"
    >
      <ArrowUpRight aria-hidden className="size-3" />
      <span aria-hidden>{delta}</span>
      <span className="sr-only">{text}</span>
    </span>
  );
}
