import { useTranslation } from "@/words";
import { Badge, type Tone } from "../badge";

export type LevelStateName = "in_stock" | "out_of_stock" | "negative" | "inactive";

export const STATE_TONES: Record<LevelStateName, Tone> = {
  in_stock: "good",
  out_of_stock: "bad",
  negative: "bad",
  inactive: "neutral",
};

export function StateBadge({ state }: { state: LevelStateName }) {
  const { t } = useTranslation();
  return (
    <Badge tone={STATE_TONES[state]} dot>
      {t(`state.${state}`)}
    </Badge>
  );
}
