/** What every page asks for: the shop, its locations, an item, the state of the sync. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { type Api, take } from "./client";
import { keptShop } from "./kept-shop";
import { keys } from "./keys";
import { useLiveStatus } from "./live";
import { useApi } from "./server-context";

/** How often a page asks by itself while the live stream is down. */
const POLL_MS = 15_000;

export function usePolling(): number | false {
  return useLiveStatus() === "live" ? false : POLL_MS;
}

export function shopQuery(api: Api) {
  const kept = keptShop();
  return queryOptions({
    ...(kept && { initialData: kept, initialDataUpdatedAt: 0 }),
    queryKey: keys.shop,
    queryFn: ({ signal }) => take(api.GET("/api/v1/shop", { signal })),
    staleTime: 60_000,
  });
}

export function useShop() {
  return useQuery(shopQuery(useApi()));
}

export function useLocations() {
  const api = useApi();
  return useQuery({
    queryKey: keys.locations,
    queryFn: ({ signal }) => take(api.GET("/api/v1/locations", { signal })),
    staleTime: 60_000,
  });
}

export function useItem(id: string) {
  const api = useApi();
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: keys.item(id),
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/items/{inventory_item_id}", { params: { path: { inventory_item_id: id } }, signal })),
    refetchInterval,
  });
}

export function useSync() {
  const api = useApi();
  const live = useLiveStatus() === "live";
  return useQuery({
    queryKey: keys.sync,
    queryFn: ({ signal }) => take(api.GET("/api/v1/sync", { signal })),
    // The stream tells of imports and drift alone; queues and the budget move without a word.
    refetchInterval: live ? 10_000 : 5000,
  });
}

/** Counts that make themselves. */
export function useSchedules(isWanted = true) {
  const api = useApi();
  return useQuery({
    queryKey: keys.countSchedules,
    enabled: isWanted,
    queryFn: ({ signal }) => take(api.GET("/api/v1/count-schedules", { signal })),
  });
}

/** The active locations that this person works at. */
export function useMyLocations() {
  const mine = useShop().data?.viewer.locations ?? null;
  return (useLocations().data?.items ?? []).filter(({ is_active, location_id }) => is_active && (mine === null || mine.includes(location_id)));
}
