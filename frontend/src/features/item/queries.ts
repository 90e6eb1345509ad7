import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Cause } from "@/api/types";
import type { QuantityName } from "@/lib/quantity-names";

const PAGE_ROWS = 50;
const SHORT_PAGE_ROWS = 10;

export interface MovementFilter {
  locationId: string | null;
  name: QuantityName | null;
  cause: Cause | null;
  /** Days of the shop's own zone, both included. */
  from: string | null;
  to: string | null;
}

/** The parameters of a list of movements, and of its file. */
export function queryOf({ locationId, name, cause, from, to }: MovementFilter) {
  return {
    ...(locationId !== null && { location_id: locationId }),
    ...(name !== null && { name }),
    ...(cause !== null && { cause }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  };
}

export function useMovements(itemId: string, filter: MovementFilter) {
  const api = useApi();
  const query = queryOf(filter);
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

/** The levels as they were; asked only for a moment. */
export function useLevelsThen(itemId: string, moment: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.levelsThen(itemId), moment],
    enabled: moment !== null,
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/levels", {
          params: { path: { inventory_item_id: itemId }, query: { as_of: moment } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
}

export function useDocuments(itemId: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.documents(itemId),
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/documents", {
          params: {
            path: { inventory_item_id: itemId },
            query: { limit: SHORT_PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useSales(itemId: string, weeks: number) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.sales(itemId), weeks],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/sales", {
          params: { path: { inventory_item_id: itemId }, query: { weeks } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useItemLog(itemId: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.syncLogOf(itemId),
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/sync/log", {
          params: {
            query: {
              inventory_item_id: itemId,
              limit: SHORT_PAGE_ROWS,
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** What an imported history of Shopify tells of an item before its opening. */
export function useEarlier(itemId: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.earlier(itemId),
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/items/{inventory_item_id}/earlier", {
          params: {
            path: { inventory_item_id: itemId },
            query: { limit: SHORT_PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}
