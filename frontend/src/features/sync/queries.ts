import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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

export function useQuarantine() {
  const api = useApi();
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: keys.quarantine,
    queryFn: ({ signal }) => take(api.GET("/api/v1/quarantine", { signal })),
    refetchInterval,
  });
}

/** Says what became of a change that was set aside; every figure it held back is asked for again. */
export function useDecideWrite() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, wasApplied }: { id: string; wasApplied: boolean }) =>
      take(
        api.POST("/api/v1/quarantine/{write_id}/decide", {
          params: { path: { write_id: id } },
          body: { was_applied: wasApplied },
        }),
      ),
    onSettled: () =>
      Promise.all(
        [keys.quarantine, keys.sync, keys.drift, keys.syncLog, keys.levels, keys.items].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

const PROOF_WATCH_MS = 1500;

/** What the latest proof of the ledger found; looked at again while one goes on. */
export function useProof() {
  const api = useApi();
  return useQuery({
    queryKey: keys.proof,
    queryFn: ({ signal }) => take(api.GET("/api/v1/proof", { signal })),
    refetchInterval: ({ state }) => (state.data?.running ? PROOF_WATCH_MS : false),
  });
}

export function useAskForProof() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/proof")),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.proof }),
  });
}
