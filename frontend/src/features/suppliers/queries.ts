import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Supplier, SupplierInput, SupplierItemInput, SupplierState } from "@/api/types";

const PAGE_ROWS = 50;

export function useSuppliers(state: SupplierState, search: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.suppliers, "list", { state, search }],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/suppliers", {
          params: { query: { state, search, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useSupplier(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.supplier(id),
    queryFn: ({ signal }) => take(api.GET("/api/v1/suppliers/{supplier_id}", { params: { path: { supplier_id: id } }, signal })),
  });
}

/** How each of these has delivered over so many days; nothing is asked for nobody. */
export function useScores(ids: string[], days: number) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.suppliers, "scores", { ids, days }],
    queryFn: ({ signal }) => take(api.GET("/api/v1/supplier-scores", { params: { query: { supplier_id: ids, days } }, signal })),
    enabled: ids.length > 0,
  });
}

export function useScore(id: string, days: number) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.supplier(id), "score", days],
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/suppliers/{supplier_id}/score", { params: { path: { supplier_id: id }, query: { days } }, signal })),
    placeholderData: keepPreviousData,
  });
}

export function useSoldItems(id: string, search: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.supplier(id), "items", search],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/suppliers/{supplier_id}/items", {
          params: { path: { supplier_id: id }, query: { search, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function usePrices(id: string, item: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.supplier(id), "prices", item],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/suppliers/{supplier_id}/prices", {
          params: { path: { supplier_id: id }, query: { inventory_item_id: item, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: that the supplier was changed meanwhile is then on the screen.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.suppliers }),
  });
}

/** Saves a supplier: a new one, or what is to become of one that was looked at. */
export function useSaveSupplier(supplier: Supplier | null) {
  const api = useApi();
  return useChanging((body: SupplierInput) =>
    supplier === null
      ? take(api.POST("/api/v1/suppliers", { body }))
      : take(
          api.PUT("/api/v1/suppliers/{supplier_id}", {
            params: { path: { supplier_id: supplier.id } },
            body: { ...body, version: supplier.version },
          }),
        ),
  );
}

export function useSaveItem(id: string) {
  const api = useApi();
  return useChanging((item: SupplierItemInput) =>
    take(api.PUT("/api/v1/suppliers/{supplier_id}/items", { params: { path: { supplier_id: id } }, body: { items: [item] } })),
  );
}

export function useRemoveItem(id: string) {
  const api = useApi();
  return useChanging((item: string) =>
    take(
      api.DELETE("/api/v1/suppliers/{supplier_id}/items/{inventory_item_id}", {
        params: { path: { supplier_id: id, inventory_item_id: item } },
      }),
    ),
  );
}

/** The supplier without what only the server says of it. */
export function inputOf(supplier: Supplier): SupplierInput {
  const { id: _id, items: _items, version: _version, created_at: _at, created_by: _by, ...input } = supplier;
  return input;
}
