import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { Bill, BillInput } from "@/api/types";

const PAGE_ROWS = 50;
const FOLLOW_MS = 2_000;

export function useBills(search: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.bills, "list", search],
    queryFn: ({ pageParam, signal }) =>
      take(api.GET("/api/v1/bills", { params: { query: { search, limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useBill(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.bill(id),
    queryFn: ({ signal }) => take(api.GET("/api/v1/bills/{bill_id}", { params: { path: { bill_id: id } }, signal })),
    // Until what it adds has gone through all costs.
    refetchInterval: (query) => (query.state.data?.is_costed === false ? FOLLOW_MS : false),
  });
}

export function useBillChanges(id: string, wanted: boolean) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.bill(id), "changes"],
    enabled: wanted,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/bills/{bill_id}/changes", {
          params: { path: { bill_id: id }, query: { limit: PAGE_ROWS, ...(pageParam !== null && { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useBillableReceipts(search: string, order: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.bills, "receipts", { search, order }],
    queryFn: ({ signal }) => take(api.GET("/api/v1/bills/receipts", { params: { query: { search, limit: 20, ...(order !== null && { order_id: order }) } }, signal })),
    placeholderData: (before) => before,
  });
}

function useChanging<Answer, Input = void>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: keys.value }) });
}

export function usePreviewBill() {
  const api = useApi();
  return useMutation({ mutationFn: (body: BillInput) => take(api.POST("/api/v1/bills/preview", { body })) });
}

/** Saves a bill: a new one, or what one that was looked at shall say. */
export function useSaveBill(bill: Bill | null) {
  const api = useApi();
  return useChanging((body: BillInput) =>
    bill === null
      ? take(api.POST("/api/v1/bills", { body }))
      : take(api.PUT("/api/v1/bills/{bill_id}", { params: { path: { bill_id: bill.id } }, body: { ...body, version: bill.version } })),
  );
}

export function useCancelBill(bill: Bill) {
  const api = useApi();
  return useChanging(() => take(api.POST("/api/v1/bills/{bill_id}/cancel", { params: { path: { bill_id: bill.id } }, body: { version: bill.version } })));
}
