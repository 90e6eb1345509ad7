import type { Suggestion, SuggestionArithmetic } from "@/api/types";
import { useFormat } from "@/ui/format-context";
import { QueryError } from "@/ui/query-error";
import { Skeleton } from "@/ui/states";
import { type Key, useTranslation } from "@/words";
import "@/words/policies";
import { useArithmetic } from "./queries";

const SHARES = new Set(["goal_cycle", "goal_fill", "goal_shop", "goal_shop_alone", "shop_chance", "goal_costs", "goal_without_costs"]);
const MONEY = new Set(["unit_cost", "short_price"]);
const RESULTS = new Set(["quantity", "move_quantity", "position", "reorder_point", "order_up_to"]);
const HIGH = 0.9;

type StepKey = Extract<Key, `replenish.step.${string}`>;
type FieldKey = Extract<Key, `policies.short.${string}`>;

/** Why so many: each step with its number, worked out again by the server as it is opened. */
export function Arithmetic({ line, title }: { line: Suggestion; title: string }) {
  const { t } = useTranslation();
  const made = useArithmetic(line.id);
  if (made.error) return <QueryError title={t("replenish.errorTitle")} error={made.error} onRetry={() => void made.refetch()} />;
  if (!made.data) return <Skeleton className="mt-2 h-40" />;
  return (
    <section aria-label={t("replenish.why.label", { title })} className="mt-2 grid gap-x-8 gap-y-4 rounded-lg bg-sunken p-4 lg:grid-cols-2">
      <Steps made={made.data} currency={line.at_risk.currency} />
      <Origins made={made.data} />
    </section>
  );
}

function Steps({ made, currency }: { made: SuggestionArithmetic; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 1 });
  const told = (key: string, value: number) => {
    if (SHARES.has(key)) return format.percent(value);
    return MONEY.has(key) ? format.unitCost({ amount: String(value), currency }) : plain.format(value);
  };
  return (
    <div>
      <dl className="text-sm">
        {made.steps.map(({ key, value }) => (
          <div key={key} className={`flex justify-between gap-4 border-b border-line py-1 last:border-0 ${RESULTS.has(key) ? "font-semibold" : ""}`}>
            <dt>{t(`replenish.step.${key}` as StepKey)}</dt>
            <dd className="tnum">{told(key, value)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-xs text-muted">
        {made.is_same
          ? t("replenish.why.same", { n: format.quantity(made.recomputed) })
          : t("replenish.why.other", { n: format.quantity(made.recomputed), kept: format.quantity(made.quantity) })}
      </p>
    </div>
  );
}

/** Where the numbers come from: demand for each length of the lead time, and the rules that apply. */
function Origins({ made }: { made: SuggestionArithmetic }) {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = new Intl.NumberFormat(format.locale, { maximumFractionDigits: 1 });
  return (
    <div className="flex flex-col gap-3 text-sm">
      <div>
        <h3 className="font-semibold">{t("replenish.why.demand")}</h3>
        <ul className="text-xs">
          {made.lengths.map(({ days, chance, mean, quantiles }) => (
            <li key={days} className="tnum py-0.5">
              {t("replenish.why.lengths", {
                days: plain.format(days),
                share: format.percent(chance),
                mean: plain.format(mean),
                high: plain.format(quantiles.find(({ level }) => level === HIGH)?.units ?? mean),
              })}
            </li>
          ))}
        </ul>
        <p className="mt-1 text-xs text-muted">{t(`replenish.why.lead.${made.lead_from}`)}</p>
      </div>
      {made.said.length > 0 && (
        <ul className="text-xs text-muted">
          {made.said.map(({ field, applies_to: kind, name, location_name: place }) => {
            const whom = t(`replenish.why.whom.${kind}`, { name });
            const at = place === "" ? whom : t("replenish.why.whomAt", { whom, place });
            return <li key={field}>{t("replenish.why.said", { field: t(`policies.short.${field}` as FieldKey), whom: at })}</li>;
          })}
        </ul>
      )}
    </div>
  );
}
