import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";


export function usePlan() {
  const api = useApi();
  return useQuery({
    queryKey: keys.plan,
    queryFn: ({ signal }) => take(api.GET("/api/v1/plan", { signal })),
  });
}

/** Has Shopify asked now: after somebody was on its page of plans. */
export function useCheckPlan() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/plan/check")),
    onSuccess: (plan) => {
      queries.setQueryData(keys.plan, plan);
      void queries.invalidateQueries({ queryKey: keys.shop });
    },
  });
}
