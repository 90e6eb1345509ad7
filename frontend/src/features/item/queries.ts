import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Cause } from "@/api/types";
import type { QuantityName } from "@/lib/quantity-names";

const PAGE_ROWS = 50;

export interface MovementFilter {
  locationId: string | null;
  name: QuantityName | null;
  cause: Cause | null;
}

export function useMovements(itemId: string, { locationId, name, cause }: MovementFilter) {
  const api = useApi();
  const query = {
    ...(locationId !== null && { location_id: locationId }),
    ...(name !== null && { name }),
    ...(cause !== null && { cause }),
  };
  return useInfiniteQuery({
    queryKey: [...keys.movements(itemId), query],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/movements", {
          params: {
            path: { inventory_item_id: itemId },
            query: { ...query, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
}

export interface HistoryQuestion {
  name: QuantityName;
  locationId: string | null;
  days: number;
}

export function useHistory(itemId: string, { name, locationId, days }: HistoryQuestion) {
  const api = useApi();
  const query = { name, days, ...(locationId !== null && { location_id: locationId }) };
  return useQuery({
    queryKey: [...keys.history(itemId), query],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/history", {
          params: { path: { inventory_item_id: itemId }, query },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}
