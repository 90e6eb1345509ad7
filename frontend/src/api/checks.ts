/** Comparisons with Shopify that a person asks for: of the shop, a location or an item. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "./client";
import { keys } from "./keys";
import { useApi } from "./server-context";
import type { CheckScope } from "./types";

const WATCH_MS = 1000;

/** The latest comparisons; looked at again while one goes on. */
export function useChecks() {
  const api = useApi();
  return useQuery({
    queryKey: keys.checks,
    queryFn: ({ signal }) => take(api.GET("/api/v1/sync/checks", { signal })),
    refetchInterval: ({ state }) => (state.data?.items.some((each) => each.state === "running") ? WATCH_MS : false),
  });
}

export function useAskForCheck() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (scope: CheckScope) => take(api.POST("/api/v1/sync/checks", { body: scope })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.checks }),
  });
}

export function useCancelCheck() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.POST("/api/v1/sync/checks/{check_id}/cancel", { params: { path: { check_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.checks }),
  });
}
