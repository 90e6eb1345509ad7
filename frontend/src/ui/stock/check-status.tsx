import { Ago } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { Progress } from "@/ui/states";
import { useTranslation } from "@/words";
import "@/words/drift";

export interface CheckStatusProps {
  check: {
    state: "running" | "done" | "canceled" | "failed";
    levels_checked: number;
    levels_total: number;
    levels_different: number;
    asked_at: string;
    ended_at: string | null;
  };
  /** What was compared: the shop, or a place; nothing where the page itself says so. */
  of?: string;
}

/** How far a comparison with Shopify is, or what it came to. */
export function CheckStatus({ check, of }: CheckStatusProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [checked, total, different] = [check.levels_checked, check.levels_total, check.levels_different];
  const counts = { checked: format.quantity(checked), total: format.quantity(total) };
  const said = {
    running: t("drift.checks.running", counts),
    done:
      different === 0
        ? t("drift.checks.allEqual", { count: total, n: format.quantity(total) })
        : t("drift.checks.differed", { count: different, n: format.quantity(different), ...counts }),
    canceled: t("drift.checks.canceled", counts),
    failed: t("drift.checks.failed"),
  }[check.state];
  return (
    <div role="status">
      {check.state === "running" && (
        <div className="mb-1.5">
          <Progress label={t("drift.checks.title")} share={total === 0 ? null : checked / total} />
        </div>
      )}
      <p className="text-sm">
        {said}{" "}
        <span className="text-muted">
          {of !== undefined && `${of}, `}
          <Ago at={check.ended_at ?? check.asked_at} />
        </span>
      </p>
    </div>
  );
}
