/** A block of SKUs and quantities, as copied from a spreadsheet or typed. */
export interface PastedLine {
  sku: string;
  quantity: number;
}

const QUANTITY = /^\d{1,9}$/;

/** Each line's SKU and whole quantity, apart by a tab, a comma, a semicolon or the last space; the same SKU twice is summed. */
export function readPasted(text: string): PastedLine[] {
  const sums = new Map<string, number>();
  for (const row of text.split(/\r?\n/)) {
    const cells = row.trim().split(/\s*[\t;,]\s*|\s+(?=\S+$)/);
    const sku = cells[0] ?? "";
    const units = cells.at(-1) ?? "";
    if (cells.length < 2 || sku === "" || !QUANTITY.test(units)) continue;
    sums.set(sku, (sums.get(sku) ?? 0) + Number(units));
  }
  return [...sums].map(([sku, quantity]) => ({ sku, quantity })).filter(({ quantity }) => quantity > 0);
}
