/** Which labels, kept in the address: "42.3,43" is three of the item 42 and one of 43. Pure. */
export interface Line {
  item: string;
  copies: number;
}

export const COPIES_MAX = 999;
export const LINES_MAX = 200;

export function readLines(text: string | null): Line[] {
  const lines: Line[] = [];
  for (const part of (text ?? "").split(",")) {
    const [item = "", copies = "1"] = part.split(".");
    const isLine = /^\d{1,19}$/.test(item) && /^\d{1,3}$/.test(copies) && Number(copies) > 0;
    if (isLine && !lines.some((line) => line.item === item)) lines.push({ item, copies: Number(copies) });
  }
  return lines.slice(0, LINES_MAX);
}

export function writeLines(lines: readonly Line[]): string {
  return lines.map(({ item, copies }) => (copies === 1 ? item : `${item}.${copies}`)).join(",");
}

/** One more label of an item: a scan of the same code again is another copy. */
export function withOneMore(lines: readonly Line[], item: string): Line[] {
  if (!lines.some((line) => line.item === item)) return [...lines, { item, copies: 1 }].slice(0, LINES_MAX);
  return lines.map((line) => (line.item === item ? { item, copies: Math.min(COPIES_MAX, line.copies + 1) } : line));
}

export function countLabels(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.copies, 0);
}
