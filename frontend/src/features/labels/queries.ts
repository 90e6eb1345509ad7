import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { inventoryItemGid } from "@/lib/gid";
import type { Line } from "./lines";

const PAGE_ROWS = 50;

export function useFormats() {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.labels, "formats"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await take(api.GET("/api/v1/label-formats", { signal }))).items,
  });
}

/** The items of the lines, each asked for once. */
export function useItemsOf(lines: readonly Line[]) {
  const api = useApi();
  return useQueries({
    queries: lines.map(({ item }) => ({
      queryKey: keys.item(inventoryItemGid(item)),
      staleTime: 60_000,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        take(
          api.GET("/api/v1/items/{inventory_item_id}", {
            params: { path: { inventory_item_id: inventoryItemGid(item) } },
            signal,
          }),
        ),
    })),
  });
}

export function useSharedCodes(of: "barcode" | "sku") {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.labels, "shared", of],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/shared-codes", {
          params: { query: { of, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}
