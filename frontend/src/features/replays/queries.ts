import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Replay, ReplayInput } from "@/api/types";

const WATCH_MS = 1_000;

export const isGoing = (replay: Replay) => replay.state === "waiting" || replay.state === "running";

/** The newest replays; while one goes on they are asked for again. */
export function useReplays() {
  const api = useApi();
  return useQuery({
    queryKey: keys.replays,
    queryFn: ({ signal }) => take(api.GET("/api/v1/replays", { signal })),
    refetchInterval: (query) => (query.state.data?.items.some(isGoing) ? WATCH_MS : false),
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: keys.replays }) });
}

export function useAskReplay() {
  const api = useApi();
  return useChanging((body: ReplayInput) => take(api.POST("/api/v1/replays", { body })));
}

export function useCancelReplay(id: string) {
  const api = useApi();
  return useChanging(() => take(api.POST("/api/v1/replays/{replay_id}/cancel", { params: { path: { replay_id: id } } })));
}

export function useApplyReplay(id: string) {
  const api = useApi();
  return useChanging((chosen: NonNullable<Replay["applied"]>) =>
    take(api.POST("/api/v1/replays/{replay_id}/apply", { params: { path: { replay_id: id } }, body: chosen })),
  );
}
