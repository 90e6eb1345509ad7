/** A block of codes and quantities, as copied from a spreadsheet or typed. */
export interface PastedLine {
  code: string;
  quantity: number;
}

const QUANTITY = /^\d{1,8}$/;

/** Each line's code and whole quantity, apart by a tab, a comma, a semicolon or the last space; the same code twice is summed. */
export function readPasted(text: string): PastedLine[] {
  const sums = new Map<string, number>();
  for (const row of text.split(/\r?\n/)) {
    const cells = row.trim().split(/\s*[\t;,]\s*|\s+(?=\S+$)/);
    const code = cells[0] ?? "";
    const units = cells.at(-1) ?? "";
    if (cells.length < 2 || code === "" || !QUANTITY.test(units)) continue;
    sums.set(code, (sums.get(code) ?? 0) + Number(units));
  }
  return [...sums].map(([code, quantity]) => ({ code, quantity })).filter(({ quantity }) => quantity > 0);
}
