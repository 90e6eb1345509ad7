/** The items of a count, found by what is scanned or typed, without asking anybody. */
import type { CountItem } from "@/api/types";
import { spellingsOf } from "@/lib/codes";

const SHOWN = 8;

export interface Catalogue {
  /** The items that carry a code: by barcode, else by SKU. */
  byCode(code: string): CountItem[];
  /** Some whose title holds all the words. */
  byWords(text: string): CountItem[];
}

export function catalogueOf(items: readonly CountItem[]): Catalogue {
  const barcodes = grouped(items, (item) => item.barcode);
  const skus = grouped(items, (item) => item.sku.toLowerCase());
  return {
    byCode: (code) => {
      for (const spelling of spellingsOf(code)) {
        const found = barcodes.get(spelling);
        if (found) return found;
      }
      return skus.get(code.toLowerCase()) ?? [];
    },
    byWords: (text) => {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length === 0) return [];
      const holds = (item: CountItem) => {
        const named = `${item.title} ${item.variant_title} ${item.sku}`.toLowerCase();
        return words.every((word) => named.includes(word));
      };
      return items.filter(holds).slice(0, SHOWN);
    },
  };
}

function grouped(items: readonly CountItem[], keyOf: (item: CountItem) => string): Map<string, CountItem[]> {
  const groups = new Map<string, CountItem[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== "") groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
