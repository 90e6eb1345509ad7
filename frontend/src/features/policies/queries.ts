import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Policy, PolicyInput } from "@/api/types";

const PAGE_ROWS = 50;

export type Kind = Policy["applies_to"];

export function usePolicies(kind: Kind | null, search: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.policies, "list", { kind, search }],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/policies", {
          params: { query: { search, limit: PAGE_ROWS, ...(kind && { applies_to: kind }), ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function usePolicyChanges() {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.policies, "changes"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/policies/changes", { signal })),
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: that a rule was changed meanwhile is then on the screen.
    onSettled: () => Promise.all([keys.policies, keys.suggestions].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

export function useSetPolicies() {
  const api = useApi();
  return useChanging((rules: PolicyInput[]) => take(api.PUT("/api/v1/policies", { body: { rules } })));
}

export function useRemovePolicy() {
  const api = useApi();
  return useChanging((id: string) => take(api.DELETE("/api/v1/policies/{policy_id}", { params: { path: { policy_id: id } } })));
}

export function useUndoPolicies() {
  const api = useApi();
  return useChanging((id: string) => take(api.POST("/api/v1/policies/changes/{change_id}/undo", { params: { path: { change_id: id } } })));
}

export function useReadFile() {
  const api = useApi();
  return useChanging((file: File) =>
    take(
      api.POST("/api/v1/policies/file", {
        // The body is the file itself; the contract can only call it text.
        body: file as unknown as string,
        bodySerializer: (body) => body,
        headers: { "Content-Type": "application/octet-stream" },
      }),
    ),
  );
}
