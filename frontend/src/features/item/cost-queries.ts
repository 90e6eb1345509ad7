import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";

/** While costs are behind the ledger they are asked for again. */
const FOLLOW_MS = 2_000;

export function useItemCost(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.itemCost(id),
    queryFn: ({ signal }) => take(api.GET("/api/v1/items/{inventory_item_id}/cost", { params: { path: { inventory_item_id: id } }, signal })),
    refetchInterval: (query) => (query.state.data?.standing.is_current === false ? FOLLOW_MS : false),
  });
}

export function useCostEntries(id: string, wanted: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.itemCost(id), "entries"],
    enabled: wanted,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/cost-entries", {
          params: { path: { inventory_item_id: id }, query: { limit: 25, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useSetOpeningCost(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (unit_cost: string) =>
      take(api.PUT("/api/v1/items/{inventory_item_id}/opening-cost", { params: { path: { inventory_item_id: id } }, body: { unit_cost } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.value }),
  });
}
