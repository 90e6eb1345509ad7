import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import { usePolling } from "@/api/shop";

export function useAttention() {
  const api = useApi();
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: keys.attention,
    queryFn: ({ signal }) => take(api.GET("/api/v1/attention", { signal })),
    refetchInterval,
  });
}

export function useOverview() {
  const api = useApi();
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: keys.overview,
    queryFn: ({ signal }) => take(api.GET("/api/v1/overview", { signal })),
    refetchInterval,
  });
}

export function useFirstSteps() {
  const api = useApi();
  return useQuery({
    queryKey: keys.firstSteps,
    queryFn: ({ signal }) => take(api.GET("/api/v1/first-steps", { signal })),
  });
}

export function useDismissFirstSteps() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/first-steps/dismiss")),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.firstSteps }),
  });
}
