import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { take } from "@/api/client";
import { useApi } from "@/api/server-context";

const SHOWN = 6;

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

/** Suppliers and purchase orders beside it; whoever waits for items does not wait for these. */
export function useBought(q: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["search", "bought", q],
    enabled: q !== "",
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { search: q, limit: SHOWN };
      const [suppliers, orders] = await Promise.all([
        take(api.GET("/api/v1/suppliers", { params: { query: { ...query, state: "all" } }, signal })),
        take(api.GET("/api/v1/purchase-orders", { params: { query }, signal })),
      ]);
      return { suppliers: suppliers.items, orders: orders.items };
    },
  });
}
