import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { SuggestionGroup } from "@/api/types";

const PAGE_ROWS = 100;
const WATCH_MS = 1500;

/** A line as it was seen. */
export interface Seen {
  id: string;
  version: number;
}

/** The morning in groups; watched while it is being worked out. */
export function useGroups() {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.suggestions, "groups"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/suggestions/groups", { signal })),
    refetchInterval: ({ state }) => (state.data?.running ? WATCH_MS : false),
  });
}

/** How far the job is that works it out. */
export function useRunning(job: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["jobs", job],
    enabled: job !== null,
    refetchInterval: WATCH_MS,
    queryFn: ({ signal }) => take(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: job ?? "" } }, signal })),
  });
}

/** The lines of a group, those with most money at risk first. */
export function useLines(group: SuggestionGroup, enabled: boolean) {
  const api = useApi();
  const { kind, supplier_id: supplier, location, origin } = group;
  return useInfiniteQuery({
    queryKey: [...keys.suggestions, "lines", { kind, supplier, to: location.location_id, from: origin?.location_id }],
    enabled,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/suggestions", {
          params: {
            query: {
              kind,
              limit: PAGE_ROWS,
              location_id: location.location_id,
              ...(supplier && { supplier_id: supplier }),
              ...(kind === "buy" && !supplier && { without_supplier: true }),
              ...(origin && { origin_id: origin.location_id }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** The arithmetic of a line, made again by the server as it is asked for. */
export function useArithmetic(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.suggestions, "arithmetic", id],
    queryFn: ({ signal }) => take(api.GET("/api/v1/suggestions/{suggestion_id}/arithmetic", { params: { path: { suggestion_id: id } }, signal })),
  });
}

export function useDismissals(enabled: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.suggestions, "dismissals"],
    enabled,
    queryFn: ({ pageParam, signal }) =>
      take(api.GET("/api/v1/suggestions/dismissals", { params: { query: { limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: what has changed meanwhile is then on the screen.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.suggestions }),
  });
}

export function useWorkOut() {
  const api = useApi();
  return useChanging<void, unknown>(() => take(api.POST("/api/v1/suggestions/runs")));
}

export function useChooseQuantity() {
  const api = useApi();
  return useChanging(({ id, ...body }: Seen & { quantity: number }) =>
    take(api.PATCH("/api/v1/suggestions/{suggestion_id}", { params: { path: { suggestion_id: id } }, body })),
  );
}

export function useBudget() {
  const api = useApi();
  return useMutation({ mutationFn: (money: string) => take(api.POST("/api/v1/suggestions/budget", { body: { money } })) });
}

/** Makes the drafts; the same intention keeps its key, however often it is tried. */
export function useMakeDrafts() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ lines, key }: { lines: Seen[]; key: string }) =>
      take(api.POST("/api/v1/suggestions/drafts", { params: { header: { "idempotency-key": key } }, body: { lines } })),
    onSettled: () =>
      Promise.all([keys.suggestions, keys.purchaseOrders, keys.transfers].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}

export function useDismiss() {
  const api = useApi();
  return useChanging((body: { lines: Seen[]; reason: string; until: string | null }) => take(api.POST("/api/v1/suggestions/dismiss", { body })));
}

export function useTakeBack() {
  const api = useApi();
  return useChanging((id: string) => take(api.DELETE("/api/v1/suggestions/dismissals/{dismissal_id}", { params: { path: { dismissal_id: id } } })));
}
