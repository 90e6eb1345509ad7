import type { UseQueryResult } from "@tanstack/react-query";
import { ArrowRight, TriangleAlert } from "lucide-react";
import type { Preview } from "@/api/types";
import { QUANTITY_NAMES } from "@/lib/quantity-names";
import { Delta, Quantity } from "@/ui/display";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { useTranslation } from "@/words";
import type { Arithmetic } from "./intent";

export interface PreviewPaneProps {
  arithmetic: Arithmetic;
  preview: UseQueryResult<Preview>;
}

/** The arithmetic while typing, and then what the server says the change does to every quantity. */
export function PreviewPane({ arithmetic, preview }: PreviewPaneProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if ("problem" in arithmetic) {
    return <div className="flex h-14 items-center justify-center rounded-xl border border-dashed border-line-strong text-muted">–</div>;
  }
  const below = arithmetic.effects.find(({ before, after }) => after < 0 && after < before);
  const [line] = preview.data?.lines ?? [];
  const also = line
    ? QUANTITY_NAMES.filter(
        (name) => line.before[name] !== line.after[name] && !arithmetic.effects.some((effect) => effect.name === name),
      )
    : [];
  return (
    <div className="rounded-xl bg-sunken px-4 py-3" aria-live="polite" aria-busy={preview.isFetching}>
      <ul className="flex flex-col gap-2">
        {arithmetic.effects.map(({ name, before, delta, after }) => (
          <li key={name} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="text-sm">{t(`quantity.${name}`)}</span>
            <span className="flex items-baseline gap-2 text-lg">
              <span className="sr-only">
                {t("adjust.arithmetic", {
                  before: format.quantity(before),
                  delta: format.delta(delta),
                  after: format.quantity(after),
                })}
              </span>
              <span aria-hidden className="flex items-center gap-2">
                <Quantity value={before} />
                <Delta value={delta} />
                <ArrowRight className="size-4 text-muted" />
                <Quantity value={after} strong />
              </span>
            </span>
          </li>
        ))}
        {line &&
          also.map((name) => (
            <li key={name} className="flex items-baseline justify-between gap-4 text-xs text-muted">
              <span>{t(`quantity.${name}`)}</span>
              <span className="tnum">
                {format.quantity(line.before[name])} → {format.quantity(line.after[name])}
              </span>
            </li>
          ))}
      </ul>
      {below && (
        <p className="mt-2 flex items-center gap-1.5 text-xs font-medium text-warn-text">
          <TriangleAlert aria-hidden className="size-3.5" />
          {t("adjust.negativeWarning", { quantity: format.quantity(below.after) })}
        </p>
      )}
      {line && line.problem !== null && (
        <p role="alert" className="mt-2 text-xs font-medium text-bad-text">
          {line.problem}
        </p>
      )}
      {preview.error && (
        <div className="mt-2">
          <QueryError title={t("adjust.previewFailed")} error={preview.error} onRetry={() => void preview.refetch()} />
        </div>
      )}
    </div>
  );
}
