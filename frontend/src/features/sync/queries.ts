import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { usePolling } from "@/api/shop";

const PAGE_ROWS = 50;

export function useSyncLog() {
  const api = useApi();
  const refetchInterval = usePolling();
  return useInfiniteQuery({
    queryKey: keys.syncLog,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/sync/log", {
          params: { query: { limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval,
  });
}

export function useDrift(hasDrift: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: keys.drift,
    enabled: hasDrift,
    queryFn: ({ signal }) => take(api.GET("/api/v1/drift", { signal })),
  });
}
