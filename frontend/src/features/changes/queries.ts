import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ChangeSet, ChangeSetLine, UndoPreview } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";

const PAGE_ROWS = 50;
const WATCH_MS = 2000;

const isGoing = (state: ChangeSet["state"]) => state === "pending" || state === "pushing";

export function useChanges() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.changeSets, "list"],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/change-sets", {
          params: { query: { limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** One change without its lines; watched until it is settled. */
export function useChange(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.changeSet(id), "head"],
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/change-sets/{change_set_id}", {
          params: { path: { change_set_id: id }, query: { lines: "none" } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data && isGoing(state.data.state) ? WATCH_MS : false),
  });
}

export function useLines(id: string, state: ChangeSetLine["state"] | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.changeSet(id), "lines", state],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/change-sets/{change_set_id}/lines", {
          params: {
            path: { change_set_id: id },
            query: { limit: PAGE_ROWS, ...(state && { state }), ...(pageParam !== null && { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useStuckLines() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.stuckLines,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/stuck-lines", {
          params: { query: { limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

/** What taking a change back would do by now; worked out anew each time it is asked. */
export function useUndoPreview(id: string, enabled: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["undo", id],
    enabled,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await take(
        api.POST("/api/v1/change-sets/{change_set_id}/undo", {
          params: { path: { change_set_id: id }, header: { "idempotency-key": newIntentKey() } },
          body: { note: "", dry_run: true },
          signal,
        }),
      )) as UndoPreview,
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: keys.changeSets });
      void queries.invalidateQueries({ queryKey: keys.levels });
    },
  });
}

export function useUndo(id: string) {
  const api = useApi();
  return useChanging(
    async ({ note, key }: { note: string; key: string }) =>
      (await take(
        api.POST("/api/v1/change-sets/{change_set_id}/undo", {
          params: { path: { change_set_id: id }, header: { "idempotency-key": key } },
          body: { note, dry_run: false },
        }),
      )) as ChangeSet,
  );
}

export interface LineOfChange {
  changeSetId: string;
  line: number;
}

export function useTryAgain() {
  const api = useApi();
  return useChanging(({ changeSetId, line, key }: LineOfChange & { key: string }) =>
    take(
      api.POST("/api/v1/change-sets/{change_set_id}/try-again", {
        params: { path: { change_set_id: changeSetId }, header: { "idempotency-key": key } },
        body: { lines: [line] },
      }),
    ),
  );
}

export function usePutAside() {
  const api = useApi();
  return useChanging(({ changeSetId, line }: LineOfChange) =>
    take(
      api.POST("/api/v1/change-sets/{change_set_id}/put-aside", {
        params: { path: { change_set_id: changeSetId } },
        body: { lines: [line] },
      }),
    ),
  );
}
