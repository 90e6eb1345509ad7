import type { QueryClient } from "@tanstack/react-query";
import { type Api, take } from "./client";
import { keys } from "./keys";
import type { Item } from "./types";
import { spellingsOf } from "@/lib/codes";

const CHOICES_MAX = 10;

/** The items that carry a code: as their barcode, or else as their SKU, or else somewhere in their words. */
export async function itemsOfCode(api: Api, code: string, signal?: AbortSignal, words = true): Promise<Item[]> {
  const questions = [
    ...spellingsOf(code).map((barcode) => ({ barcode })),
    { sku: code },
    ...(words ? [{ search: code }] : []),
  ];
  for (const question of questions) {
    const query = { ...question, limit: CHOICES_MAX };
    // One after the other: the first answer that names an item is the best one there is.
    // oxlint-disable-next-line no-await-in-loop
    const { items } = await take(api.GET("/api/v1/items", { params: { query }, ...(signal && { signal }) }));
    if (items.length > 0) return items;
  }
  return [];
}

/** The same outside a component; a code that was found a moment ago is not asked for again. */
export function findByCode(api: Api, queries: QueryClient, code: string, words = true): Promise<Item[]> {
  return queries.fetchQuery({
    queryKey: [...keys.items, "code", code, words],
    queryFn: ({ signal }) => itemsOfCode(api, code, signal, words),
    staleTime: 60_000,
  });
}
