import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ApiKey, ApiKeyScope } from "@/api/types";

export function useApiKeys(enabled: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: keys.apiKeys,
    enabled,
    queryFn: ({ signal }) => take(api.GET("/api/v1/api-keys", { signal })),
  });
}

export function useCreateKey() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; scopes: ApiKeyScope[] }) => take(api.POST("/api/v1/api-keys", { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

export function useRevokeKey() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: ApiKey["id"]) =>
      take(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

/** Which locations figures and lists are of. */
export function useChooseLocations() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (location_ids: string[]) => take(api.PUT("/api/v1/locations/shown", { body: { location_ids } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.locations });
      void queries.invalidateQueries({ queryKey: keys.overview });
      void queries.invalidateQueries({ queryKey: keys.levels });
    },
  });
}

export function useBringBackFirstSteps() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.DELETE("/api/v1/first-steps/dismiss")),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.firstSteps }),
  });
}

export function useFirstStepsAway() {
  const api = useApi();
  const steps = useQuery({
    queryKey: keys.firstSteps,
    queryFn: ({ signal }) => take(api.GET("/api/v1/first-steps", { signal })),
  });
  return steps.data?.is_dismissed === true;
}
