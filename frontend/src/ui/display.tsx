/** Quantities, money and times as every page shows them. */
import type { Money } from "@/lib/format";
import { useNow } from "@/lib/clock";
import { classes } from "./classes";
import { useFormat } from "./format-context";

/** A stock of units. Below zero is red, and nothing is quiet. */
export function Quantity({ value, strong = false }: { value: number; strong?: boolean }) {
  const format = useFormat();
  return (
    <span className={classes("tnum", strong && "font-semibold", value < 0 && "text-bad-text", value === 0 && "text-muted")}>
      {format.quantity(value)}
    </span>
  );
}

/** A change of units, with its sign. Less is not worse: red is kept for stock below zero. */
export function Delta({ value }: { value: number }) {
  const format = useFormat();
  return (
    <span className={classes("tnum font-semibold", value > 0 ? "text-good-text" : value === 0 && "text-muted")}>
      {format.delta(value)}
    </span>
  );
}

export function MoneyText({ value, missing = "–" }: { value: Money | null; missing?: string }) {
  const format = useFormat();
  return value ? (
    <span className="tnum whitespace-nowrap">{format.money(value)}</span>
  ) : (
    <span className="text-muted">{missing}</span>
  );
}

/** A moment in the shop's zone; its exact second and zone on hover. */
export function When({ at }: { at: string }) {
  const format = useFormat();
  return (
    <time dateTime={at} title={format.exactTime(at)} className="tnum whitespace-nowrap">
      {format.dateTime(at)}
    </time>
  );
}

/** How long ago, kept true while the page is open. */
export function Ago({ at }: { at: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={format.exactTime(at)} className="whitespace-nowrap">
      {format.ago(at, now)}
    </time>
  );
}
