import type { Format } from "./format";

/** Units as people say them: one decimal below ten, whole above. */
export function roundish(format: Format, units: number): string {
  const rounded = Math.abs(units) < 10 ? Math.round(units * 10) / 10 : Math.round(units);
  return new Intl.NumberFormat(format.locale, { maximumFractionDigits: 1 }).format(rounded).replace("-", "−");
}
