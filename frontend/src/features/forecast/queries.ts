import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { DemandClass, PlanEvent, PlanEventInput } from "@/api/types";

const PAGE_ROWS = 50;
const FOLLOW_MS = 2000;

/** How good forecasts are; looked at again and again while one is being made. */
export function useAccuracy() {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.forecast, "accuracy"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/forecast/accuracy", { signal })),
    refetchInterval: (query) => (query.state.data?.running ? FOLLOW_MS : false),
  });
}

export function useMissed(demandClass: DemandClass | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.forecast, "missed", demandClass],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/forecast/items", {
          params: { query: { limit: 25, ...(demandClass !== null && { demand_class: demandClass }), ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useForecastAnew() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => take(api.POST("/api/v1/forecast/runs")),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.forecast }),
  });
}

export function useEvents(passed: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.planEvents, "list", passed],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/plan-events", {
          params: { query: { passed, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useEvent(id: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.planEvents, id],
    queryFn: ({ signal }) => take(api.GET("/api/v1/plan-events/{event_id}", { params: { path: { event_id: id ?? "" } }, signal })),
    enabled: id !== null,
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Forecasts of items reckon with events: whatever is kept of them is read again.
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: keys.planEvents }), queries.invalidateQueries({ queryKey: keys.items, refetchType: "none" })]),
  });
}

/** Saves an event: a new one, or what is to become of one that was looked at. */
export function useSaveEvent(event: PlanEvent | null) {
  const api = useApi();
  return useChanging((body: PlanEventInput) =>
    event === null
      ? take(api.POST("/api/v1/plan-events", { body }))
      : take(api.PUT("/api/v1/plan-events/{event_id}", { params: { path: { event_id: event.event_id } }, body: { ...body, version: event.version } })),
  );
}

export function useEndEvent() {
  const api = useApi();
  return useChanging((event: PlanEvent) =>
    take(api.POST("/api/v1/plan-events/{event_id}/end", { params: { path: { event_id: event.event_id } }, body: { version: event.version } })),
  );
}

export function useTakeBackEvent() {
  const api = useApi();
  return useChanging((event: PlanEvent) =>
    take(api.POST("/api/v1/plan-events/{event_id}/take-back", { params: { path: { event_id: event.event_id } }, body: { version: event.version } })),
  );
}
