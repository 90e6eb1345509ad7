import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";

const PAGE_ROWS = 50;

export function usePastStocktakes() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.stocktakes, "earlier"],
    queryFn: ({ pageParam, signal }) =>
      take(api.GET("/api/v1/past-stocktakes", { params: { query: { limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function usePastStocktake(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.stocktakes, "earlier", id],
    queryFn: ({ signal }) => take(api.GET("/api/v1/past-stocktakes/{past_id}", { params: { path: { past_id: id } }, signal })),
  });
}

export function usePastLines(id: string, differing: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.stocktakes, "earlier", id, "lines", differing],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/past-stocktakes/{past_id}/lines", {
          params: { path: { past_id: id }, query: { limit: PAGE_ROWS, differing, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}
