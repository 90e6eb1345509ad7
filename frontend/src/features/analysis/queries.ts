import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Analysis, AnalysisListRules, AnalysisRules } from "@/api/types";
import type { ListPart, Narrowed } from "./question";

const WATCH_MS = 1_500;
const PAGE_ROWS = 50;

export function useAnalysis(of: Narrowed) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.analysis, "figures", of],
    queryFn: ({ signal }) => take(api.GET("/api/v1/analysis", { params: { query: of }, signal })),
    refetchInterval: (query) => (query.state.data?.running ? WATCH_MS : false),
    placeholderData: (before) => before,
  });
}

/** The job that makes it anew, as far as it has come; each of its answers belongs to the run that is shown. */
export function useRunning(job: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ["jobs", job],
    enabled: job !== null,
    queryFn: ({ signal }) => take(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: job ?? "" } }, signal })),
    refetchInterval: WATCH_MS,
  });
}

export function useLevels(part: ListPart, of: Narrowed, run: Analysis["run_id"]) {
  const api = useApi();
  const { name, ...which } = part;
  return useInfiniteQuery({
    queryKey: [...keys.analysis, "list", part, of, run],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/analysis/lists/{name}", {
          params: { path: { name }, query: { ...of, ...which, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

function useChanging<Answer, Input = void>(change: (input: Input) => Promise<Answer>, also: readonly (readonly string[])[] = []) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: async () => {
      await Promise.all([keys.analysis, ...also].map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
}

export function useAnalyseAnew() {
  const api = useApi();
  return useChanging(() => take(api.POST("/api/v1/analysis/runs")));
}

export function useAnalysisRules() {
  const api = useApi();
  return useQuery({ queryKey: [...keys.analysis, "rules"], queryFn: ({ signal }) => take(api.GET("/api/v1/analysis/rules", { signal })) });
}

export function useSaveAnalysisRules() {
  const api = useApi();
  return useChanging((body: AnalysisRules) => take(api.PUT("/api/v1/analysis/rules", { body })));
}

export function useRuleList(part: ListPart, of: Narrowed) {
  const api = useApi();
  const { name, ...which } = part;
  return useChanging(
    (body: AnalysisListRules) => take(api.POST("/api/v1/analysis/lists/{name}/rules", { params: { path: { name }, query: { ...of, ...which } }, body })),
    [keys.policies],
  );
}
