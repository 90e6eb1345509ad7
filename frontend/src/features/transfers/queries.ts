import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { take } from "@/api/client";
import { keys } from "@/api/keys";
import { useApi } from "@/api/server-context";
import type { ShipInput, Transfer, TransferInput, TransferState, TransferUndoPreview } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";

const PAGE_ROWS = 50;
const WATCH_MS = 1000;

export interface ListQuestion {
  states: TransferState[] | null;
  stuck: boolean;
  origin: string;
  destination: string;
  search: string;
}

/** The same question as the address of a file asks it. */
export function fileQueryOf({ states, stuck, origin, destination, search }: ListQuestion): [string, string][] {
  const given: [string, string][] = [
    ["view", stuck ? "stuck" : "all"],
    ["origin_id", origin],
    ["destination_id", destination],
    ["search", search],
  ];
  return [...(states ?? []).map((state): [string, string] => ["state", state]), ...given.filter(([, value]) => value !== "")];
}

export function useTransfers({ states, stuck, origin, destination, search }: ListQuestion) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: [...keys.transfers, "list", { states, stuck, origin, destination, search }],
    queryFn: ({ pageParam, signal }) =>
      take(
        api.GET("/api/v1/transfers", {
          params: {
            query: {
              limit: PAGE_ROWS,
              view: stuck ? "stuck" : "all",
              ...(states && { state: states }),
              ...(origin && { origin_id: origin }),
              ...(destination && { destination_id: destination }),
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

/** A transfer; watched while a step of it is on its way, also where the live stream is down. */
export function useTransfer(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.transfer(id),
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/transfers/{transfer_id}", { params: { path: { transfer_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.syncing ? WATCH_MS : false),
  });
}

export function useTimeline(id: string) {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.transfer(id), "timeline"],
    queryFn: ({ signal }) =>
      take(api.GET("/api/v1/transfers/{transfer_id}/timeline", { params: { path: { transfer_id: id } }, signal })),
  });
}

function useChanging<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also after a refusal: that the transfer has moved is then on the screen.
    onSettled: () => void queries.invalidateQueries({ queryKey: keys.transfers }),
  });
}

export function useMakeTransfer() {
  const api = useApi();
  return useChanging(({ body, key }: { body: TransferInput; key: string }) =>
    take(api.POST("/api/v1/transfers", { params: { header: { "idempotency-key": key } }, body })),
  );
}

export function useEditTransfer(id: string) {
  const api = useApi();
  return useChanging(({ body, version, key }: { body: Omit<TransferInput, "ready">; version: number; key: string }) =>
    take(
      api.PUT("/api/v1/transfers/{transfer_id}", {
        params: { path: { transfer_id: id }, header: { "idempotency-key": key } },
        body: { ...body, version },
      }),
    ),
  );
}

export type PlainAction = "ready" | "cancel" | "try-again" | "put-aside" | "delete";

/** What needs nothing but the transfer as it was seen. */
export function useAct(transfer: Transfer) {
  const api = useApi();
  return useChanging(async (action: PlainAction) => {
    const given = {
      params: { path: { transfer_id: transfer.id }, header: { "idempotency-key": newIntentKey() } },
      body: { version: transfer.version },
    };
    switch (action) {
      case "ready":
        await take(api.POST("/api/v1/transfers/{transfer_id}/ready", given));
        break;
      case "cancel":
        await take(api.POST("/api/v1/transfers/{transfer_id}/cancel", given));
        break;
      case "try-again":
        await take(api.POST("/api/v1/transfers/{transfer_id}/try-again", given));
        break;
      case "put-aside":
        await take(api.POST("/api/v1/transfers/{transfer_id}/put-aside", given));
        break;
      case "delete":
        await take(api.POST("/api/v1/transfers/{transfer_id}/delete", given));
    }
    return action;
  });
}

export function useShip(transfer: Transfer) {
  const api = useApi();
  return useChanging(({ key, ...body }: Omit<ShipInput, "version"> & { key: string }) =>
    take(
      api.POST("/api/v1/transfers/{transfer_id}/ship", {
        params: { path: { transfer_id: transfer.id }, header: { "idempotency-key": key } },
        body: { ...body, version: transfer.version },
      }),
    ),
  );
}

interface OfShipment {
  shipmentId: string;
}

const pathOf = (transfer: Transfer, shipmentId: string) => ({
  path: { transfer_id: transfer.id, shipment_id: shipmentId },
  header: { "idempotency-key": newIntentKey() },
});

export function useShipmentAct(transfer: Transfer) {
  const api = useApi();
  return useChanging(({ shipmentId, action }: OfShipment & { action: "send" | "recall" }) => {
    const given = { params: pathOf(transfer, shipmentId), body: { version: transfer.version } };
    return action === "send"
      ? take(api.POST("/api/v1/transfers/{transfer_id}/shipments/{shipment_id}/send", given))
      : take(api.POST("/api/v1/transfers/{transfer_id}/shipments/{shipment_id}/recall", given));
  });
}

export type TrackingInput = NonNullable<ShipInput["tracking"]>;

export function useSetTracking(transfer: Transfer) {
  const api = useApi();
  return useChanging(({ shipmentId, tracking }: OfShipment & { tracking: TrackingInput }) =>
    take(
      api.POST("/api/v1/transfers/{transfer_id}/shipments/{shipment_id}/tracking", {
        params: pathOf(transfer, shipmentId),
        body: { version: transfer.version, tracking },
      }),
    ),
  );
}

export interface Arrived {
  line_id: string;
  accepted: number;
  rejected: number;
}

export function useReceive(transfer: Transfer, shipmentId: string) {
  const api = useApi();
  return useChanging(({ lines, key }: { lines: Arrived[]; key: string }) =>
    take(
      api.POST("/api/v1/transfers/{transfer_id}/shipments/{shipment_id}/receive", {
        params: { path: { transfer_id: transfer.id, shipment_id: shipmentId }, header: { "idempotency-key": key } },
        body: { version: transfer.version, lines },
      }),
    ),
  );
}

/** What taking a transfer back would do by now, until it is `done`; worked out anew each time it is asked. */
export function useUndoPreview({ id, version }: Transfer, done: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["transfer-undo", id, version],
    enabled: !done,
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await take(
        api.POST("/api/v1/transfers/{transfer_id}/undo", {
          params: { path: { transfer_id: id }, header: { "idempotency-key": newIntentKey() } },
          body: { version, reason: "", dry_run: true },
          signal,
        }),
      )) as TransferUndoPreview,
  });
}

export function useUndoTransfer(transfer: Transfer) {
  const api = useApi();
  return useChanging(
    async ({ reason, key }: { reason: string; key: string }) =>
      (await take(
        api.POST("/api/v1/transfers/{transfer_id}/undo", {
          params: { path: { transfer_id: transfer.id }, header: { "idempotency-key": key } },
          body: { version: transfer.version, reason, dry_run: false },
        }),
      )) as Transfer,
  );
}
