import type { Quantities } from "@/api/types";
import { ON_HAND_PARTS, type QuantityName } from "@/lib/quantity-names";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

const PART_COLOURS: Record<(typeof ON_HAND_PARTS)[number], string> = {
  available: "var(--brand)",
  committed: "var(--info)",
  reserved: "var(--violet)",
  damaged: "var(--bad)",
  safety_stock: "var(--warn)",
  quality_control: "var(--field)",
};

/** What is on hand, as one bar of its parts: the identity that every level keeps. */
export function MakeUp({ quantities }: { quantities: Quantities }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = ON_HAND_PARTS.filter((name) => quantities[name] !== 0);
  const positive = parts.reduce((sum, name) => sum + Math.max(0, quantities[name]), 0);
  const text = (name: QuantityName) => `${t(`quantity.${name}`)} ${format.quantity(quantities[name])}`;
  return (
    <div className="px-4 pb-3 sm:px-5">
      <div className="flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-sunken" aria-hidden>
        {positive > 0 &&
          parts
            .filter((name) => quantities[name] > 0)
            .map((name) => (
              <div
                key={name}
                title={text(name)}
                style={{ width: `${(quantities[name] / positive) * 100}%`, background: PART_COLOURS[name] }}
              />
            ))}
      </div>
      <ul aria-label={t("item.makeUp")} className="tnum mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <li className="font-medium text-ink">{text("on_hand")}</li>
        {parts.map((name) => (
          <li key={name} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-sm" style={{ background: PART_COLOURS[name] }} />
            {text(name)}
          </li>
        ))}
      </ul>
    </div>
  );
}
