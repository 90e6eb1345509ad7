import { scaleLinear } from "d3-scale";
import type { ReplayFigures } from "@/api/types";
import { useWidth } from "@/ui/chart/use-width";
import { useFormat } from "@/ui/format-context";
import { useTranslation } from "@/words";
import { COLOURS, HABITS } from "./ways";

const HEIGHT = 320;
const MARGIN = { top: 12, right: 40, bottom: 44, left: 52 };

interface FrontierProps {
  figures: readonly ReplayFigures[];
  currency: string;
  happened: { held: number; fill: number } | null;
}

/** Each way as a line through its levels: money held to the right, share served upwards. */
export function Frontier({ figures, currency, happened }: FrontierProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [ref, width] = useWidth();
  const points = figures.filter((each) => each.fill_rate !== null);
  const least = Math.min(...points.map((each) => each.fill_rate ?? 1), happened?.fill ?? 1);
  const y = scaleLinear().domain([Math.min(Math.floor(least * 10) / 10, 0.9), 1]).range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const x = scaleLinear()
    .domain([0, Math.max(1, happened?.held ?? 0, ...points.map((each) => each.mean_held))])
    .nice(4)
    .range([MARGIN.left, width - MARGIN.right]);
  const money = (amount: number) => format.wholeMoney({ amount: String(amount), currency });
  const ways = HABITS.map((habit) => ({ habit, at: points.filter((each) => each.habit === habit) })).filter((way) => way.at.length > 0);
  return (
    <div ref={ref} className="min-w-0">
      <ul className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {ways.map(({ habit }) => (
          <li key={habit} className="inline-flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-full" style={{ background: COLOURS[habit] }} />
            {t(`replay.habit.${habit}`)}
          </li>
        ))}
      </ul>
      <svg width={width} height={HEIGHT} role="img" aria-label={t("replay.frontierAlt")} className="block">
        {y.ticks(5).map((tick) => (
          <g key={tick} transform={`translate(0,${y(tick)})`}>
            <line x1={MARGIN.left} x2={width - MARGIN.right} stroke="var(--line)" />
            <text x={MARGIN.left - 8} dy="0.32em" textAnchor="end" fontSize={11} fill="var(--muted)">
              {format.percent(tick)}
            </text>
          </g>
        ))}
        {x.ticks(width < 480 ? 2 : 4).map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT - MARGIN.bottom + 16} textAnchor="middle" fontSize={11} fill="var(--muted)">
            {money(tick)}
          </text>
        ))}
        <text x={(MARGIN.left + width - MARGIN.right) / 2} y={HEIGHT - 6} textAnchor="middle" fontSize={11} fill="var(--muted)">
          {t("replay.axisHeld")}
        </text>
        {ways.map(({ habit, at }) => (
          <g key={habit}>
            <polyline
              points={at.map((each) => `${x(each.mean_held)},${y(each.fill_rate ?? 0)}`).join(" ")}
              fill="none"
              stroke={COLOURS[habit]}
              strokeWidth={1.5}
              opacity={0.7}
            />
            {at.map((each) => (
              <circle key={each.level} cx={x(each.mean_held)} cy={y(each.fill_rate ?? 0)} r={habit === "rules" ? 5 : 3.5} fill={COLOURS[habit]} stroke="var(--surface)" />
            ))}
          </g>
        ))}
        {happened && (
          <g transform={`translate(${x(happened.held)},${y(happened.fill)})`}>
            <path d="M-5-5 5 5M-5 5 5-5" stroke="var(--ink)" strokeWidth={2} />
            <text x={9} dy="0.32em" fontSize={11} fill="var(--ink)">
              {t("replay.happened")}
            </text>
          </g>
        )}
      </svg>
    </div>
  );
}
