import { useQuery } from "@tanstack/react-query";
import { useDebounced } from "@/lib/use-debounced";
import { take } from "./client";
import { keys } from "./keys";
import { useApi } from "./server-context";
import type { Item } from "./types";

const SHOWN = 8;

/** The items that fit a text best, once it stands still; null while nothing is known of this very text. */
export function useItemSearch(text: string): Item[] | null {
  const api = useApi();
  const search = useDebounced(text.trim(), 200);
  const found = useQuery({
    queryKey: [...keys.items, "suggest", search],
    enabled: search.length > 1,
    queryFn: ({ signal }) => take(api.GET("/api/v1/items", { params: { query: { search, limit: SHOWN } }, signal })),
  });
  // What fits an older text must not be chosen for a newer one.
  return search.length > 1 && search === text.trim() && found.data ? found.data.items : null;
}
