import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { AsOfQuestion } from "@/api/types";

const PAGE_ROWS = 50;

export function useLevelsAsOf(question: AsOfQuestion) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.asOf, "levels", question],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/levels-as-of", {
          params: { query: { ...question, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
}

export function useTotalsAsOf({ as_of, known_at }: Pick<AsOfQuestion, "as_of" | "known_at">) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.asOf, "totals", as_of, known_at],
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/levels-as-of/totals", { params: { query: { as_of, ...(known_at && { known_at }) } }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** The address of the same levels as a file. */
export function fileAddressOf(question: AsOfQuestion, format: "csv" | "xlsx"): string {
  const query = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(question)) if (value) query.set(name, String(value));
  return `/api/v1/levels-as-of/file?${query}`;
}
