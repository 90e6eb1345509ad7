/**
 * Numbers, money and times as a shop reads them: its currency, its time zone, the reader's locale.
 * Everything goes through Intl; nothing here joins words.
 */
export interface Money {
  amount: string;
  currency: string;
}

export interface FormatSettings {
  locale: string;
  currency: string;
  timeZone: string;
}

export interface Format extends FormatSettings {
  quantity(value: number): string;
  /** A change, always with its sign; zero is written as ±0. */
  delta(value: number): string;
  money(value: Money): string;
  /** What one unit costs, with all the digits it has: a part of a cent counts a thousand times. */
  unitCost(value: Money): string;
  /** Money without its minor unit, for large figures. */
  wholeMoney(value: Money): string;
  percent(share: number): string;
  /** The day and the minute, in the shop's zone. */
  dateTime(iso: string): string;
  /** The same to the second, for exact records. */
  exactTime(iso: string): string;
  /** The hour and the minute. */
  clock(iso: string): string;
  day(iso: string): string;
  shortDay(iso: string): string;
  /** How long ago (or ahead) a moment is: "12 seconds ago". */
  ago(iso: string, now: number): string;
  /** A length of time in its largest fitting unit: "4 min". */
  duration(seconds: number): string;
}

const UNITS: [Intl.RelativeTimeFormatUnit & string, number][] = [
  ["second", 60],
  ["minute", 3600],
  ["hour", 86_400],
  ["day", 2_592_000],
  ["month", 31_104_000],
  ["year", Number.POSITIVE_INFINITY],
];
const SECONDS_IN: Record<string, number> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  month: 2_592_000,
  year: 31_104_000,
};

function largestUnit(seconds: number): { unit: Intl.RelativeTimeFormatUnit; count: number } {
  const size = Math.abs(seconds);
  const [unit] = UNITS.find(([, limit]) => size < limit) ?? ["year", 0];
  return {
    unit: unit as Intl.RelativeTimeFormatUnit,
    count: Math.trunc(seconds / (SECONDS_IN[unit] ?? 1)),
  };
}

/** A calendar day ("2026-11-23") is read at noon UTC, so that no zone moves it to its neighbour. */
function asDate(iso: string): Date {
  return new Date(iso.length === 10 ? `${iso}T12:00:00Z` : iso);
}

export function createFormat(settings: FormatSettings): Format {
  const { locale, timeZone } = settings;
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "long" });
  const inZone = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (iso: string) => formatter.format(asDate(iso));
  };
  const money = moneyFormats(locale);
  return {
    ...settings,
    quantity: (value) => minus(integer.format(value)),
    delta: (value) => (value === 0 ? "±0" : minus(signed.format(value))),
    money: (value) => minus(money(value.currency, "usual").format(Number(value.amount))),
    unitCost: (value) => minus(money(value.currency, "exact").format(Number(value.amount))),
    wholeMoney: (value) => minus(money(value.currency, "whole").format(Number(value.amount))),
    percent: (value) => share.format(value),
    dateTime: inZone({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" }),
    exactTime: inZone({ dateStyle: "medium", timeStyle: "long" }),
    clock: inZone({ hour: "2-digit", minute: "2-digit" }),
    day: inZone({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    shortDay: inZone({ day: "numeric", month: "short" }),
    ago: (iso, now) => {
      // A clock that runs a little ahead of ours must not read "in 1 second".
      const seconds = Math.min(0, (asDate(iso).getTime() - now) / 1000);
      const { unit, count } = largestUnit(seconds);
      return relative.format(count === 0 ? -0 : count, unit);
    },
    duration: (seconds) => {
      const { unit, count } = largestUnit(Math.max(0, seconds));
      return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(count);
    },
  };
}

/** The typographic minus is as wide as a plus, so that columns of changes line up. */
function minus(text: string): string {
  return text.replace("-", "−");
}

type Digits = "usual" | "whole" | "exact";

const DIGITS: Record<Digits, Intl.NumberFormatOptions> = {
  usual: {},
  whole: { maximumFractionDigits: 0, minimumFractionDigits: 0 },
  exact: { maximumFractionDigits: 6 },
};

function moneyFormats(locale: string) {
  const known = new Map<string, Intl.NumberFormat>();
  return (currency: string, digits: Digits): Intl.NumberFormat => {
    const key = `${currency}${digits}`;
    const found = known.get(key);
    if (found) return found;
    const made = new Intl.NumberFormat(locale, {
      style: "currency",
      currency,
      currencyDisplay: "narrowSymbol",
      ...DIGITS[digits],
    });
    known.set(key, made);
    return made;
  };
}
