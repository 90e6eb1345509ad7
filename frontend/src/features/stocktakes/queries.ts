import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ApprovalInput, RecountInput, ScheduleInput, Stocktake, StocktakeInput, StocktakeScope, StocktakeState } from "@/api/types";

const PAGE_ROWS = 50;
const WATCH_MS = 1000;

export function useStocktakes(states: StocktakeState[] | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.stocktakes, "list", states],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/stocktakes", {
          params: { query: { limit: PAGE_ROWS, ...(states && { state: states }), ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** A stocktake; watched while it is being posted, also where the live stream is down. */
export function useStocktake(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.stocktake(id),
    queryFn: ({ signal }) => take(api.GET("/api/v1/stocktakes/{stocktake_id}", { params: { path: { stocktake_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === "posting" ? WATCH_MS : false),
  });
}

export type Show = "all" | "different" | "not_counted" | "unsure";

export function useLines(id: string, show: Show, search: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.stocktake(id), "lines", show, search],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/stocktakes/{stocktake_id}/lines", {
          params: {
            path: { stocktake_id: id },
            query: { limit: PAGE_ROWS, show, ...(search && { search }), ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useScopePreview(locations: string[], scope: StocktakeScope) {
  const api = useApi();
  return useQuery({
    queryKey: ["stocktake-scope", locations, scope],
    enabled: locations.length > 0,
    gcTime: 0,
    queryFn: ({ signal }) => take(api.POST("/api/v1/stocktakes/preview", { body: { location_ids: locations, scope }, signal })),
  });
}

export function useBins(locationId: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["bins", locationId],
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/bins", { params: { query: { limit: 250, ...(locationId && { location_id: locationId }) } }, signal })),
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>, key: readonly string[] = keys.stocktakes) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: that it has moved is then on the screen.
    onSettled: () => void queries.invalidateQueries({ queryKey: key }),
  });
}

export function useMakeStocktakes() {
  const api = useApi();
  return useChanging((body: StocktakeInput) => take(api.POST("/api/v1/stocktakes", { body })));
}

export type Step = "start" | "review" | "count-on" | "cancel";

/** What needs nothing but the stocktake as it was seen. */
export function useStep({ id, version }: Stocktake) {
  const api = useApi();
  return useChanging((step: Step) => {
    const given = { params: { path: { stocktake_id: id } }, body: { version } };
    switch (step) {
      case "start":
        return take(api.POST("/api/v1/stocktakes/{stocktake_id}/start", given));
      case "review": // whatever others scan in this moment is no reason to refuse
        return take(api.POST("/api/v1/stocktakes/{stocktake_id}/review", { ...given, body: {} }));
      case "count-on":
        return take(api.POST("/api/v1/stocktakes/{stocktake_id}/count-on", given));
      default:
        return take(api.POST("/api/v1/stocktakes/{stocktake_id}/cancel", given));
    }
  });
}

export function useApprove({ id, version }: Stocktake) {
  const api = useApi();
  return useChanging((chosen: Omit<ApprovalInput, "version">) =>
    take(api.POST("/api/v1/stocktakes/{stocktake_id}/approve", { params: { path: { stocktake_id: id } }, body: { ...chosen, version } })),
  );
}

export function useRecount({ id, version }: Stocktake) {
  const api = useApi();
  return useChanging((chosen: Omit<RecountInput, "version">) =>
    take(api.POST("/api/v1/stocktakes/{stocktake_id}/recount", { params: { path: { stocktake_id: id } }, body: { ...chosen, version } })),
  );
}

export function useResolveCode({ id }: Stocktake) {
  const api = useApi();
  return useChanging((body: { code: string; inventory_item_id: string | null }) =>
    take(api.POST("/api/v1/stocktakes/{stocktake_id}/codes", { params: { path: { stocktake_id: id } }, body })),
  );
}

export function useAddItems({ id, version }: Stocktake) {
  const api = useApi();
  return useChanging((items: string[]) =>
    take(
      api.POST("/api/v1/stocktakes/{stocktake_id}/items", {
        params: { path: { stocktake_id: id } },
        body: { inventory_item_ids: items, version },
      }),
    ),
  );
}

export interface SectionDeed {
  sectionId: string;
  deed: "claim" | "take-over" | "release" | "done";
}

/** Adds a part of the place by a name of one's own. */
export function useAddSection(id: string) {
  const api = useApi();
  return useChanging((name: string) =>
    take(api.POST("/api/v1/stocktakes/{stocktake_id}/sections", { params: { path: { stocktake_id: id } }, body: { name } })),
  );
}

export function useSectionDeed(id: string) {
  const api = useApi();
  return useChanging(({ sectionId, deed }: SectionDeed) => {
    const params = { path: { stocktake_id: id, section_id: sectionId } };
    if (deed === "release") return take(api.POST("/api/v1/stocktakes/{stocktake_id}/sections/{section_id}/release", { params }));
    return deed === "done"
      ? take(api.POST("/api/v1/stocktakes/{stocktake_id}/sections/{section_id}/done", { params, body: { is_done: true } }))
      : take(api.POST("/api/v1/stocktakes/{stocktake_id}/sections/{section_id}/claim", { params, body: { take_over: deed === "take-over" } }));
  });
}

export function useDue(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.countsDue, id],
    queryFn: ({ signal }) => take(api.GET("/api/v1/count-schedules/{schedule_id}/due", { params: { path: { schedule_id: id } }, signal })),
  });
}

export function useSaveSchedule(seen: { id: string; version: number } | null) {
  const api = useApi();
  return useChanging(({ location_id, ...fields }: ScheduleInput) => {
    if (!seen) return take(api.POST("/api/v1/count-schedules", { body: { location_id, ...fields } }));
    const params = { path: { schedule_id: seen.id } };
    return take(api.PUT("/api/v1/count-schedules/{schedule_id}", { params, body: { ...fields, version: seen.version } }));
  }, keys.countSchedules);
}

export function useScheduleDeed(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useChanging(async (deed: "run" | "end") => {
    const params = { path: { schedule_id: id } };
    if (deed === "run") {
      const made = await take(api.POST("/api/v1/count-schedules/{schedule_id}/run", { params }));
      void queries.invalidateQueries({ queryKey: [...keys.countsDue, id] });
      return made.items.length;
    }
    await take(api.DELETE("/api/v1/count-schedules/{schedule_id}", { params }));
    return 0;
  }, keys.countSchedules);
}
