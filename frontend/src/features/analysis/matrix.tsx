import type { Analysis, AnalysisCell } from "@/api/types";
import { Card } from "@/ui/card";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { plainly } from "./figures";
import { ABC, type Abc, type ListPart, XYZ, type Xyz } from "./question";

const TINT = 22;

/** The classes as a table of three by three: how many items, how much money lies there, how much was sold. */
export function Matrix({ found, onOpen }: { found: Analysis; onOpen: (part: ListPart) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { rules, cells } = found;
  if (!rules) return null;
  const revenue = cells.reduce((sum, cell) => sum + Number(cell.revenue.amount), 0);
  const at = (abc: Abc, xyz?: Xyz) => summed(cells.filter((cell) => cell.abc === abc && (xyz === undefined || cell.xyz === xyz)));
  const none = at("none");
  const basis = t(`analysis.classesOf.${rules.measure}`, { days: format.quantity(Math.min(rules.days, Math.max(found.known_days, 1))) });
  return (
    <Card flush title={t("analysis.classes")} note={found.per === "level" ? `${basis}, ${t("analysis.perLevel")}` : basis}>
      <div className="overflow-x-auto">
        <table aria-label={t("analysis.classes")} className="w-full table-fixed border-collapse text-xs">
          <thead>
            <tr>
              <th scope="col" className="w-14 border-b border-line sm:w-40">
                <span className="sr-only">{t("analysis.classes")}</span>
              </th>
              {XYZ.map((xyz) => (
                <th key={xyz} scope="col" className="border-b border-line px-2 py-1.5 text-left font-medium text-muted sm:px-3">
                  <span className="font-semibold text-ink">{xyz}</span> <span className="block sm:inline">{t(`analysis.xyzOf.${xyz}`)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ABC.map((abc) => (
              <tr key={abc}>
                <th scope="row" className="border-b border-line py-2 pl-3 text-left align-top font-medium text-muted sm:pl-5">
                  <span className="text-base font-semibold text-ink">{abc}</span>
                  <span className="hidden sm:block">{t(`analysis.abcOf.${abc}`, { to: plainly(abc === "A" ? rules.share_a : rules.share_b) })}</span>
                  <Whole sum={at(abc)} label={(items) => t("analysis.openAll", { abc, items })} onOpen={() => onOpen({ name: "class", abc })} />
                </th>
                {XYZ.map((xyz) => (
                  <Square
                    key={xyz}
                    sum={at(abc, xyz)}
                    share={revenue > 0 ? at(abc, xyz).revenue / revenue : 0}
                    currency={found.currency}
                    which={t("analysis.open", { abc, xyz })}
                    onOpen={() => onOpen({ name: "class", abc, xyz })}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex flex-col gap-1 px-4 py-3 text-xs text-muted sm:px-5">
        <Without cells={cells} />
        {none.items > 0 && (
          <p>
            <button type="button" className="font-medium text-brand-text underline underline-offset-4" onClick={() => onOpen({ name: "class", abc: "none" })}>
              {t("analysis.openNone", { items: t("analysis.items", { count: none.items, n: format.quantity(none.items) }) })}
            </button>{" "}
            {t("analysis.noneNote")}
          </p>
        )}
        <p>{t("analysis.xyzNote", { x: plainly(rules.limit_x), y: plainly(rules.limit_y) })}</p>
      </div>
    </Card>
  );
}

interface Sum {
  items: number;
  held: number;
  revenue: number;
}

function summed(cells: readonly AnalysisCell[]): Sum {
  return cells.reduce(
    (sum, cell) => ({ items: sum.items + cell.items, held: sum.held + Number(cell.held.amount), revenue: sum.revenue + Number(cell.revenue.amount) }),
    { items: 0, held: 0, revenue: 0 },
  );
}

function Whole({ sum, label, onOpen }: { sum: Sum; label: (items: string) => string; onOpen: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (sum.items === 0) return null;
  return (
    <button
      type="button"
      aria-label={label(t("analysis.items", { count: sum.items, n: format.quantity(sum.items) }))}
      className="tnum block text-brand-text underline underline-offset-4"
      onClick={onOpen}
    >
      {format.quantity(sum.items)}
    </button>
  );
}

interface SquareProps {
  sum: Sum;
  /** Its part of all that was sold. */
  share: number;
  currency: string;
  /** For those who hear the page. */
  which: string;
  onOpen: () => void;
}

function Square({ sum, share, currency, which, onOpen }: SquareProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (sum.items === 0) return <td className="border-b border-l border-line px-2 py-2 text-muted sm:px-3">–</td>;
  const items = t("analysis.items", { count: sum.items, n: format.quantity(sum.items) });
  const money = (amount: number) => format.wholeMoney({ amount: String(amount), currency });
  return (
    <td className="border-b border-l border-line p-0 align-top" style={{ background: `color-mix(in srgb, var(--brand) ${Math.round(share * TINT)}%, transparent)` }}>
      <button type="button" className="tnum block w-full px-2 py-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px] sm:px-3" onClick={onOpen}>
        <span className="block text-sm font-semibold">
          <span className="sr-only">{which} </span>
          {items}
        </span>{" "}
        <span className="block">{t("analysis.held", { money: money(sum.held) })}</span>{" "}
        <span className="block">{t("analysis.sold", { money: money(sum.revenue) })}</span>
      </button>
    </td>
  );
}

function Without({ cells }: { cells: readonly AnalysisCell[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cost = cells.reduce((sum, cell) => sum + cell.without_cost, 0);
  const price = cells.reduce((sum, cell) => sum + cell.without_price, 0);
  if (cost === 0 && price === 0) return null;
  return (
    <p className="text-warn-text">
      {[
        ...(cost > 0 ? [t("analysis.withoutCost", { count: cost, n: format.quantity(cost) })] : []),
        ...(price > 0 ? [t("analysis.withoutPrice", { count: price, n: format.quantity(price) })] : []),
      ].join(" · ")}
    </p>
  );
}
