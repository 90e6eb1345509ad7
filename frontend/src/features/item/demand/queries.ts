import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { SwitchInput } from "@/api/types";

/** Demand and forecast of an item at a location; at that which sold most where none is chosen. */
export function useDemand(itemId: string, locationId: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.demand(itemId), "weeks", locationId],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/demand", {
          params: { path: { inventory_item_id: itemId }, query: { weeks: 26, ...(locationId !== null && { location_id: locationId }) } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useCleaning(itemId: string, locationId: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.demand(itemId), "cleaning", locationId],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/demand-cleaning", {
          params: { path: { inventory_item_id: itemId }, query: { location_id: locationId } },
          signal,
        }),
      ),
  });
}

/** Says of a step whether it is done; the answer comes once the item is forecast anew. */
export function useSwitchStep(itemId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SwitchInput) =>
      take(api.POST("/api/v1/items/{inventory_item_id}/demand-switches", { params: { path: { inventory_item_id: itemId } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.demand(itemId) }),
  });
}

export function useTakeBack(itemId: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (switchId: string) =>
      take(
        api.DELETE("/api/v1/items/{inventory_item_id}/demand-switches/{switch_id}", {
          params: { path: { inventory_item_id: itemId, switch_id: switchId } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.demand(itemId) }),
  });
}
