import { Card } from "@/ui/card";

const COLOURS = ["canvas", "surface", "sunken", "hover", "line", "line-strong", "field", "ink", "muted", "brand", "good", "warn", "bad", "info", "violet"];
const TYPE = [
  ["text-xl font-semibold", "Page, 20"],
  ["text-base font-semibold", "Card, 16"],
  ["text-sm", "Body, 14"],
  ["text-xs text-muted", "Note, 12"],
] as const;

/** The meanings of ui/theme.css. */
export function Tokens() {
  return (
    <Card title="Tokens" note="Meanings, not shades: ui/theme.css holds them for light and dark">
      <ul aria-label="Colours" className="grid grid-cols-3 gap-3 text-xs sm:grid-cols-5 lg:grid-cols-8">
        {COLOURS.map((name) => (
          <li key={name}>
            <span aria-hidden className="mb-1 block h-10 rounded-lg border border-line" style={{ background: `var(--${name})` }} />
            {name}
          </li>
        ))}
      </ul>
      <ul aria-label="Type" className="mt-5 flex flex-col gap-1">
        {TYPE.map(([look, name]) => (
          <li key={name} className={look}>
            {name}
          </li>
        ))}
      </ul>
      <ul aria-label="Radius and shadow" className="mt-5 flex flex-wrap gap-4 text-xs">
        <li className="rounded-lg border border-line bg-surface px-4 py-3">control: rounded-lg</li>
        <li className="rounded-xl border border-line bg-surface px-4 py-3 shadow-card">card: rounded-xl, shadow-card</li>
        <li className="rounded-2xl bg-surface px-4 py-3 shadow-float">dialog: rounded-2xl, shadow-float</li>
      </ul>
    </Card>
  );
}
