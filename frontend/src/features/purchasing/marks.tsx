import type { OrderState } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

const TONES: Record<OrderState, Tone> = {
  draft: "neutral",
  awaiting_approval: "warn",
  approved: "info",
  sent: "violet",
  confirmed: "violet",
  partly_received: "brand",
  received: "good",
  closed: "neutral",
  canceled: "neutral",
};

export function OrderBadge({ state }: { state: OrderState }) {
  const { t } = useTranslation();
  return <Badge tone={TONES[state]}>{t(`buying.state.${state}`)}</Badge>;
}

/** A day as the API gives it, which is no moment: noon keeps it the same day in every zone but the farthest. */
export function useDay(): (day: string) => string {
  const format = useFormat();
  return (day) => format.day(`${day}T12:00:00Z`);
}

export function titleOf(item: { title: string; variant_title: string; sku: string }): string {
  return [item.title, item.variant_title].filter(Boolean).join(" · ") || item.sku;
}
