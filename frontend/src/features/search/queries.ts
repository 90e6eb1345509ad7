import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { useApi } from "@/api/server-context";

export function useFound(q: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["search", q],
    enabled: q !== "",
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.GET("/api/v1/search", { params: { query: { q } }, signal })),
  });
}
