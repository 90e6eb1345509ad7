import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { CostingRules, ValueBy, ValueItemsQuestion } from "@/api/types";

const PAGE_ROWS = 50;
/** While costs are behind the ledger the figures are asked for again. */
const FOLLOW_MS = 2_000;

const follow = (query: { state: { data?: { standing: { is_current: boolean } } | undefined } }) =>
  query.state.data?.standing.is_current === false ? FOLLOW_MS : false;

export function useValue(asOf: string | null, by: ValueBy) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.value, "groups", { asOf, by }],
    queryFn: ({ signal }) => take(api.GET("/api/v1/costing/value", { params: { query: { by, ...(asOf !== null && { as_of: asOf }) } }, signal })),
    refetchInterval: follow,
    placeholderData: (before) => before,
  });
}

export function useValueItems(question: ValueItemsQuestion) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.value, "items", question],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/costing/value/items", {
          params: { query: { ...question, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

function useChanging<Answer, Input = void>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: keys.value }) });
}

export function useRules() {
  const api = useApi();
  return useQuery({ queryKey: [...keys.value, "rules"], queryFn: ({ signal }) => take(api.GET("/api/v1/costing/rules", { signal })) });
}

export function useSaveRules() {
  const api = useApi();
  return useChanging((body: CostingRules) => take(api.PUT("/api/v1/costing/rules", { body })));
}

export function useMonths() {
  const api = useApi();
  return useQuery({ queryKey: [...keys.value, "months"], queryFn: ({ signal }) => take(api.GET("/api/v1/months", { signal })) });
}

export function useMonth(month: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.value, "month", month],
    enabled: month !== null,
    queryFn: ({ signal }) => take(api.GET("/api/v1/months/{month}", { params: { path: { month: month ?? "" } }, signal })),
    refetchInterval: follow,
  });
}

export function useCloseMonth(month: string) {
  const api = useApi();
  return useChanging(() => take(api.POST("/api/v1/months/{month}/close", { params: { path: { month } } })));
}

export function useReopenMonth(month: string) {
  const api = useApi();
  return useChanging((reason: string) => take(api.POST("/api/v1/months/{month}/reopen", { params: { path: { month } }, body: { reason } })));
}
