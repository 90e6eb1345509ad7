import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "../badge";

export const LEVEL_STATES = ["in_stock", "out_of_stock", "negative", "incoming", "inactive"] as const;
export type LevelStateName = (typeof LEVEL_STATES)[number];

const TONES: Record<LevelStateName, Tone> = {
  in_stock: "good",
  out_of_stock: "bad",
  negative: "bad",
  incoming: "info",
  inactive: "neutral",
};

export function StateBadge({ state }: { state: LevelStateName }) {
  const { t } = useTranslation();
  return (
    <Badge tone={TONES[state]} dot>
      {t(`state.${state}`)}
    </Badge>
  );
}
