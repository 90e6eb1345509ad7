import { useQuery } from "@tanstack/react-query";
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
