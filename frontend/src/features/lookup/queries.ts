import { useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { spellingsOf } from "./codes";

const CHOICES_MAX = 10;

/** The items that carry a code: as their barcode, or else as their SKU, or else somewhere in their words. */
export function useFound(code: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.items, "code", code],
    enabled: code !== "",
    queryFn: async ({ signal }) => {
      const questions = [
        ...spellingsOf(code).map((barcode) => ({ barcode })),
        { sku: code },
        { search: code },
      ];
      for (const question of questions) {
        const query = { ...question, limit: CHOICES_MAX };
        // One after the other: the first answer that names an item is the best one there is.
        // oxlint-disable-next-line no-await-in-loop
        const { items } = await take(api.GET("/api/v1/items", { params: { query }, signal }));
        if (items.length > 0) return items;
      }
      return [];
    },
  });
}
