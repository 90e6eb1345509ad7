import type { Import } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { useTranslation } from "@/words";

const TONES: Record<Import["state"], Tone> = {
  uploaded: "info",
  checking: "info",
  checked: "violet",
  applying: "info",
  applied: "good",
  canceled: "neutral",
  failed: "bad",
  removed: "neutral",
};

export function ImportBadge({ state }: { state: Import["state"] }) {
  const { t } = useTranslation();
  return (
    <Badge tone={TONES[state]} dot>
      {t(`imports.state.${state}`)}
    </Badge>
  );
}
