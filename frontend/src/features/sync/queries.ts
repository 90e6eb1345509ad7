import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { itemsOfCode } from "@/api/item-codes";
import { keys } from "@/api/keys";
import type { DriftPolicies } from "@/api/types";
import { useApi } from "@/api/server-context";
import { usePolling } from "@/api/shop";
import { useHost } from "@/host/host-context";
import { useTranslation } from "@/words";
import "@/words/drift";

const PAGE_ROWS = 50;

export interface LogFilters {
  inventory_item_id?: string;
  direction?: "seen" | "pushed";
  location_id?: string;
  result?: "booked" | "applied" | "again" | "keep" | "quarantine";
  since?: string;
  until?: string;
  request_id?: string;
}

export function useSyncLog(filters: LogFilters) {
  const api = useApi();
  const refetchInterval = usePolling();
  return useInfiniteQuery({
    queryKey: [...keys.syncLog, filters],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/sync/log", {
          params: { query: { ...filters, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval,
  });
}

/** The item with this barcode or SKU, null where there is none; nothing is asked for without a code. */
export function useItemOfCode(code: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.items, "code", code, "first"],
    enabled: code !== "",
    queryFn: async ({ signal }) => (await itemsOfCode(api, code, signal, false))[0] ?? null,
    staleTime: 60_000,
  });
}

export function useDifferences(state: "open" | "all") {
  const api = useApi();
  const refetchInterval = usePolling();
  return useInfiniteQuery({
    queryKey: keys.differences(state),
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/drift/differences", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(state === "open" && { state }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval,
  });
}

/** Whatever a decision moved is asked for again. */
function useDecided() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [keys.drift, keys.sync, keys.syncLog, keys.levels, keys.items].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
}

export function useTakeDifference() {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const api = useApi();
  const decided = useDecided();
  return useMutation({
    mutationFn: (id: string) =>
      take(api.POST("/api/v1/drift/differences/{difference_id}/take", { params: { path: { difference_id: id } } })),
    onSuccess: () => showSuccess(t("drift.take.done")), // its buttons are gone by the time the rows are read
    onSettled: decided,
  });
}

/** Shows what putting our number back would do, or does it. */
export function usePushDifference(isDryRun: boolean) {
  const { t } = useTranslation();
  const { showSuccess } = useHost();
  const api = useApi();
  const decided = useDecided();
  return useMutation({
    mutationFn: (id: string) =>
      take(
        api.POST("/api/v1/drift/differences/{difference_id}/push", {
          params: { path: { difference_id: id } },
          body: { dry_run: isDryRun },
        }),
      ),
    ...(!isDryRun && { onSuccess: () => showSuccess(t("drift.push.done")), onSettled: decided }),
  });
}

export function useDriftPolicies() {
  const api = useApi();
  return useQuery({
    queryKey: keys.driftPolicies,
    queryFn: ({ signal }) => take(api.GET("/api/v1/drift/policies", { signal })),
  });
}

export function useChoosePolicies() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: DriftPolicies) => take(api.PUT("/api/v1/drift/policies", { body: wanted })),
    onSuccess: (chosen) => queries.setQueryData(keys.driftPolicies, chosen),
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

const RECOVERY_WATCH_MS = 2000;

/** How the shop stands after a restore; looked at again while it is read, asked for only in safe mode. */
export function useRecovery(isSafe: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: keys.recovery,
    enabled: isSafe,
    queryFn: ({ signal }) => take(api.GET("/api/v1/recovery", { signal })),
    refetchInterval: ({ state }) => (state.data?.recovery?.state === "reading" ? RECOVERY_WATCH_MS : false),
  });
}

/** Ends safe mode: the whole shop is asked for again, for changes go out from now on. */
export function useConfirmRestore() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/recovery/confirm")),
    onSettled: () =>
      Promise.all(
        [keys.recovery, keys.shop, keys.sync, keys.changeSets].map((queryKey) =>
          queries.invalidateQueries({ queryKey }),
        ),
      ),
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
