import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi, useServer } from "@/api/server-context";
import type { OrderInput, OrderState, ReceiveInput, ReturnInput, RulesInput, SendInput, TermsRow } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";
import { saveAnswer } from "@/lib/save-file";

const PAGE_ROWS = 50;
const WATCH_MS = 1500;

export interface ListQuestion {
  states: OrderState[] | null;
  supplier: string;
  place: string;
  search: string;
}

export function useOrders({ states, supplier, place, search }: ListQuestion, enabled = true) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.purchaseOrders, "list", { states, supplier, place, search }],
    enabled,
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/purchase-orders", {
          params: {
            query: {
              limit: PAGE_ROWS,
              ...(states && { state: states }),
              ...(supplier && { supplier_id: supplier }),
              ...(place && { location_id: place }),
              ...(search && { search }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
}

export function useOrder(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.purchaseOrder(id),
    queryFn: ({ signal }) => take(api.GET("/api/v1/purchase-orders/{order_id}", { params: { path: { order_id: id } }, signal })),
  });
}

export function useOrderTimeline(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.purchaseOrder(id), "timeline"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/purchase-orders/{order_id}/timeline", { params: { path: { order_id: id } }, signal })),
  });
}

/** What has arrived; watched while some of it is on its way to Shopify. */
export function useReceipts(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.purchaseOrder(id), "receipts"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/purchase-orders/{order_id}/receipts", { params: { path: { order_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.items.some(({ waiting }) => waiting > 0) ? WATCH_MS : false),
  });
}

export function useChoosableSuppliers() {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.suppliers, "choosable"],
    queryFn: ({ signal }) => take(api.GET("/api/v1/suppliers", { params: { query: { state: "active", limit: 250 } }, signal })),
  });
}

/** How a supplier sells items, looked up whenever another one comes. */
export function useTerms(supplier: string, currency: string, items: readonly string[]) {
  const api = useApi();
  const wanted = items.toSorted();
  return useQuery({
    queryKey: [...keys.suppliers, "terms", supplier, currency, wanted],
    enabled: supplier !== "" && wanted.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      take(
        api.POST("/api/v1/suppliers/{supplier_id}/terms", {
          params: { path: { supplier_id: supplier }, query: { ...(currency && { currency }) } },
          body: { rows: wanted.map((inventory_item_id) => ({ inventory_item_id, quantity: 1 })) },
          signal,
        }),
      ),
  });
}

/** Looks rows up when they come: a code that was scanned, a list, a file. */
export function useLookUp(supplier: string, currency: string) {
  const api = useApi();
  const params = { path: { supplier_id: supplier }, query: { ...(currency && { currency }) } };
  return useMutation({
    mutationFn: (given: { rows: TermsRow[] } | { file: File }) =>
      "rows" in given
        ? take(api.POST("/api/v1/suppliers/{supplier_id}/terms", { params, body: { rows: given.rows } }))
        : take(
            api.POST("/api/v1/suppliers/{supplier_id}/order-lines", {
              params,
              // The body is the file itself; the contract can only call it text.
              body: given.file as unknown as string,
              bodySerializer: (body) => body,
              headers: { "Content-Type": "application/octet-stream" },
            }),
          ),
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: that the order has moved is then on the screen.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.purchaseOrders }),
  });
}

export function useMakeOrder() {
  const api = useApi();
  return useChanging(({ body, key }: { body: OrderInput; key: string }) =>
    take(api.POST("/api/v1/purchase-orders", { params: { header: { "idempotency-key": key } }, body })),
  );
}

export function useEditOrder(id: string) {
  const api = useApi();
  return useChanging(({ body, version, key }: { body: OrderInput; version: number; key: string }) =>
    take(
      api.PUT("/api/v1/purchase-orders/{order_id}", {
        params: { path: { order_id: id }, header: { "idempotency-key": key } },
        body: { ...body, version },
      }),
    ),
  );
}

export type Step =
  | { what: "submit"; as_is: boolean }
  | { what: "approve" }
  | { what: "revise" | "mark-sent" | "cancel" | "close" | "reopen"; note: string }
  | { what: "confirm"; reference: string; expected_on: string | null }
  | { what: "duplicate" }
  | { what: "split"; lines: { line_id: string; quantity: number }[] }
  | { what: "merge"; order_id: string; other_version: number };

/** A step of an order as it was seen. */
export function useStep({ id, version }: { id: string; version: number }) {
  const api = useApi();
  return useChanging((step: Step) => {
    const params = { path: { order_id: id }, header: { "idempotency-key": newIntentKey() } };
    const base = "/api/v1/purchase-orders/{order_id}";
    switch (step.what) {
      case "submit":
        return take(api.POST(`${base}/submit`, { params, body: { version, as_is: step.as_is } }));
      case "approve":
        return take(api.POST(`${base}/approve`, { params, body: { version } }));
      case "revise":
        return take(api.POST(`${base}/revise`, { params, body: { version, note: step.note } }));
      case "mark-sent":
        return take(api.POST(`${base}/mark-sent`, { params, body: { version, note: step.note } }));
      case "cancel":
        return take(api.POST(`${base}/cancel`, { params, body: { version, note: step.note } }));
      case "close":
        return take(api.POST(`${base}/close`, { params, body: { version, note: step.note } }));
      case "reopen":
        return take(api.POST(`${base}/reopen`, { params, body: { version, note: step.note } }));
      case "confirm":
        return take(api.POST(`${base}/confirm`, { params, body: { version, reference: step.reference || null, expected_on: step.expected_on } }));
      case "duplicate":
        return take(api.POST(`${base}/duplicate`, { params }));
      case "split":
        return take(api.POST(`${base}/split`, { params, body: { version, lines: step.lines } }));
      case "merge":
        return take(api.POST(`${base}/merge`, { params, body: { version, order_id: step.order_id, other_version: step.other_version } }));
    }
  });
}

export function useMailDraft(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.purchaseOrder(id), "mail-draft"],
    gcTime: 0,
    queryFn: ({ signal }) => take(api.GET("/api/v1/purchase-orders/{order_id}/mail", { params: { path: { order_id: id } }, signal })),
  });
}

export function useSend({ id, version }: { id: string; version: number }) {
  const api = useApi();
  return useChanging(({ key, ...body }: Omit<SendInput, "version"> & { key: string }) =>
    take(
      api.POST("/api/v1/purchase-orders/{order_id}/send", {
        params: { path: { order_id: id }, header: { "idempotency-key": key } },
        body: { ...body, version },
      }),
    ),
  );
}

export function useComment(id: string) {
  const api = useApi();
  return useChanging((words: string) =>
    take(api.POST("/api/v1/purchase-orders/{order_id}/comments", { params: { path: { order_id: id } }, body: { words } })),
  );
}

export function useAddFile(id: string) {
  const api = useApi();
  return useChanging((file: File) =>
    take(
      api.POST("/api/v1/purchase-orders/{order_id}/files", {
        params: { path: { order_id: id }, query: { name: file.name.slice(-200) } },
        headers: { "Content-Type": "application/octet-stream" },
        // The description knows a file as a text; what is sent is the file itself.
        body: file as unknown as string,
        bodySerializer: (body) => body,
      }),
    ),
  );
}

export function useRemoveFile(id: string) {
  const api = useApi();
  return useChanging((fileId: string) => take(api.DELETE("/api/v1/purchase-orders/{order_id}/files/{file_id}", { params: { path: { order_id: id, file_id: fileId } } })));
}

/** Saves a file of an order. */
export function useSaveOrderFile(id: string) {
  const server = useServer();
  return useMutation({ mutationFn: async ({ id: fileId, name }: { id: string; name: string }) => saveAnswer(await server.open(`/api/v1/purchase-orders/${id}/files/${fileId}`), name) });
}

export function useReceive({ id, version }: { id: string; version: number }) {
  const api = useApi();
  return useChanging(({ key, ...body }: Omit<ReceiveInput, "version"> & { key: string }) =>
    take(
      api.POST("/api/v1/purchase-orders/{order_id}/receive", {
        params: { path: { order_id: id }, header: { "idempotency-key": key } },
        body: { ...body, version },
      }),
    ),
  );
}

export function useReturn({ id, version }: { id: string; version: number }) {
  const api = useApi();
  return useChanging(({ key, ...body }: Omit<ReturnInput, "version"> & { key: string }) =>
    take(
      api.POST("/api/v1/purchase-orders/{order_id}/return", {
        params: { path: { order_id: id }, header: { "idempotency-key": key } },
        body: { ...body, version },
      }),
    ),
  );
}

/** What taking a receipt back would do by now, until it is `done`; worked out anew each time it is asked. */
export function useUndoPreview({ id, version }: { id: string; version: number }, receipt: number, done: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["receipt-undo", id, version, receipt],
    enabled: !done,
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) =>
      take(
        api.GET("/api/v1/purchase-orders/{order_id}/receipts/{receipt_id}/undo-preview", {
          params: { path: { order_id: id, receipt_id: receipt }, query: { version } },
          signal,
        }),
      ),
  });
}

export function useUndoReceipt({ id, version }: { id: string; version: number }, receipt: number) {
  const api = useApi();
  return useChanging(({ reason, key }: { reason: string; key: string }) =>
    take(
      api.POST("/api/v1/purchase-orders/{order_id}/receipts/{receipt_id}/undo", {
        params: { path: { order_id: id, receipt_id: receipt }, header: { "idempotency-key": key } },
        body: { version, reason },
      }),
    ),
  );
}

export function useRules() {
  const api = useApi();
  return useQuery({ queryKey: keys.purchasingRules, queryFn: ({ signal }) => take(api.GET("/api/v1/purchasing-rules", { signal })) });
}

/** The logo as a picture that the page can show. */
export function useLogo(changedAt: string | null) {
  const server = useServer();
  return useQuery({
    queryKey: [...keys.purchasingRules, "logo", changedAt],
    enabled: changedAt !== null,
    queryFn: async () => dataUrlOf(await (await server.open("/api/v1/purchasing-rules/logo")).blob()),
  });
}

/** Puts a logo on orders, or with null takes it off. */
export function useSetLogo() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (file: File | null) => {
      if (file === null) return void (await take(api.DELETE("/api/v1/purchasing-rules/logo")));
      const headers = { "Content-Type": "application/octet-stream" };
      await take(api.PUT("/api/v1/purchasing-rules/logo", { headers, body: file as unknown as string, bodySerializer: (body) => body }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.purchasingRules }),
  });
}

function dataUrlOf(picture: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(new Error("The picture could not be read")));
    reader.readAsDataURL(picture);
  });
}

export function useSaveRules() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RulesInput) => take(api.PUT("/api/v1/purchasing-rules", { body })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.purchasingRules }),
  });
}
