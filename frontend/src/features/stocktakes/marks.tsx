import type { StocktakeState, StocktakeSummary } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { type TFunction, useTranslation } from "@/words";

const TONES: Record<StocktakeState, Tone> = {
  draft: "neutral",
  counting: "info",
  review: "warn",
  posting: "info",
  posted: "good",
  canceled: "neutral",
};

export function StateMark({ stocktake }: { stocktake: Pick<StocktakeSummary, "state" | "is_blind"> }) {
  const { t } = useTranslation();
  return (
    <span className="flex flex-wrap gap-1.5">
      {stocktake.is_blind && <Badge>{t("stocktakes.blind")}</Badge>}
      <Badge tone={TONES[stocktake.state]} dot>
        {t(`stocktakes.state.${stocktake.state}`)}
      </Badge>
    </span>
  );
}

export function nameOf(t: TFunction, stocktake: Pick<StocktakeSummary, "number" | "label">): string {
  return stocktake.label || t("stocktakes.named", { number: String(stocktake.number) });
}
