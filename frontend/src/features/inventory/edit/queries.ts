import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ChangeSet, ChangeSetInput, Preview } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";

const WATCH_MS = 1500;

/** What the levels of a change hold by now; nothing is written. Asked once, when the review opens, and again on request. */
export function useCheck(body: ChangeSetInput | null, round: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["check", round],
    enabled: body !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      if (body === null) throw new Error("There is nothing to check");
      const header = { "idempotency-key": newIntentKey() };
      return (await take(api.POST("/api/v1/change-sets", { params: { header }, body: { ...body, dry_run: true }, signal }))) as Preview;
    },
  });
}

export function useSendChanges() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ key, body }: { key: string; body: ChangeSetInput }) => {
      const header = { "idempotency-key": key };
      return (await take(api.POST("/api/v1/change-sets", { params: { header }, body }))) as ChangeSet;
    },
    onSuccess: () => {
      // What is on its way is marked at once, before Shopify has confirmed it.
      void queries.invalidateQueries({ queryKey: keys.levels });
      void queries.invalidateQueries({ queryKey: keys.items });
    },
  });
}

export function isFinal(state: ChangeSet["state"]): boolean {
  return state === "confirmed" || state === "partly_failed" || state === "failed";
}

/** How far a change has come; of its lines only those that Shopify refused. */
export function useChangeProgress(id: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.changeSet(id ?? ""), "failed"],
    enabled: id !== null,
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/change-sets/{change_set_id}", {
          params: { path: { change_set_id: id ?? "" }, query: { lines: "failed" } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && isFinal(state.data.state) ? false : WATCH_MS),
  });
}
