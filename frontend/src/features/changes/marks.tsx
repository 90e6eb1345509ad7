import type { ChangeSet, ChangeSetLine } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { Delta } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";

const TONES: Record<ChangeSet["state"], Tone> = {
  pending: "neutral",
  pushing: "info",
  confirmed: "good",
  partly_failed: "warn",
  failed: "bad",
};

export function StateBadge({ state }: { state: ChangeSet["state"] }) {
  const { t } = useTranslation();
  return (
    <Badge tone={TONES[state]} dot>
      {t(`changes.state.${state}`)}
    </Badge>
  );
}

export function LineBadge({ line }: { line: ChangeSetLine }) {
  const { t } = useTranslation();
  return (
    <Badge tone={line.is_undone ? "neutral" : TONES[line.state]} dot>
      {line.is_undone ? t("changes.takenBack") : t(`changes.lineState.${line.state}`)}
    </Badge>
  );
}

/** What a line does to its level: units added, or moved from one quantity to another. */
export function LineChange({ line }: { line: ChangeSetLine }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (line.from_name && line.to_name) {
    const [from, to] = [t(`quantity.${line.from_name}`), t(`quantity.${line.to_name}`)];
    return <>{t("changes.moved", { quantity: format.quantity(line.quantity ?? 0), from, to })}</>;
  }
  return (
    <>
      <span className="text-muted">{line.name && t(`quantity.${line.name}`)}</span> <Delta value={line.delta ?? 0} />
    </>
  );
}

export function countLines({ counts }: ChangeSet): number {
  return counts.pending + counts.pushing + counts.confirmed + counts.failed;
}
