import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { SavedView } from "@/api/types";

export function useSavedViews() {
  const api = useApi();
  return useQuery({
    queryKey: keys.savedViews,
    queryFn: ({ signal }) => take(api.GET("/api/v1/saved-views", { signal })),
    staleTime: 60_000,
  });
}

export interface ViewChange {
  name?: string;
  is_shared?: boolean;
  state?: SavedView["state"];
}

/** What can be done to saved views; each has the list read again. */
export function useViewActions() {
  const api = useApi();
  const queries = useQueryClient();
  const again = { onSettled: () => queries.invalidateQueries({ queryKey: keys.savedViews }) };
  return {
    save: useMutation({
      mutationFn: (view: { name: string; is_shared: boolean; state: SavedView["state"] }) =>
        take(api.POST("/api/v1/saved-views", { body: { page: "inventory", ...view } })),
      ...again,
    }),
    change: useMutation({
      mutationFn: ({ id, change }: { id: string; change: ViewChange }) =>
        take(api.PATCH("/api/v1/saved-views/{view_id}", { params: { path: { view_id: id } }, body: change })),
      ...again,
    }),
    remove: useMutation({
      mutationFn: (id: string) => take(api.DELETE("/api/v1/saved-views/{view_id}", { params: { path: { view_id: id } } })),
      ...again,
    }),
    choose: useMutation({
      mutationFn: (id: string | null) => take(api.PUT("/api/v1/default-view", { body: { page: "inventory", view_id: id } })),
      ...again,
    }),
  };
}
