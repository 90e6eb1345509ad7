import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ChangeSet, ChangeSetInput, Preview } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";

/** How often an open change set is asked about while the live stream has not spoken. */
const WATCH_MS = 1500;

export function isFinal(state: ChangeSet["state"]): boolean {
  return state === "confirmed" || state === "partly_failed" || state === "failed";
}

/** What the server says the change would do. Asked again whenever the change is another. */
export function usePreview(body: ChangeSetInput | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["preview", body],
    enabled: body !== null,
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      if (body === null) throw new Error("There is nothing to preview");
      const header = { "idempotency-key": newIntentKey() };
      const answer = await take(
        api.POST("/api/v1/change-sets", { params: { header }, body: { ...body, dry_run: true }, signal }),
      );
      return answer as Preview;
    },
  });
}

/** One intention: the same key goes with the same body, however often it has to be sent. */
export interface Intent {
  key: string;
  body: ChangeSetInput;
}

export function useSend() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ key, body }: Intent) => {
      const header = { "idempotency-key": key };
      return (await take(api.POST("/api/v1/change-sets", { params: { header }, body }))) as ChangeSet;
    },
    onSuccess: (changeSet) => {
      queries.setQueryData(keys.changeSet(changeSet.id), changeSet);
      // The booked change and its pending mark are there at once, before Shopify has confirmed it.
      void queries.invalidateQueries({ queryKey: keys.levels });
      void queries.invalidateQueries({ queryKey: keys.items });
    },
  });
}

export function useChangeSet(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.changeSet(id),
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/change-sets/{change_set_id}", { params: { path: { change_set_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isFinal(state.data.state) ? false : WATCH_MS),
  });
}
