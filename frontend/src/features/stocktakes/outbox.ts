/** Scans on their way: kept first, then sent until the server has them; each by the id it was made with. */
import { ApiProblem } from "@/api/problem";
import type { ScansInput } from "@/api/types";
import type { DeviceStore, KeptScan } from "./device-store";

export const BATCH_MAX = 500;
const FIRST_WAIT_MS = 1000;
const LAST_WAIT_MS = 30_000;
const FIELD = /^scans\.(\d+)\b/;

export interface Outbox {
  scans(): readonly KeptScan[];
  add(scan: KeptScan): Promise<void>;
  /** Puts what was refused aside. */
  forgetRefused(): Promise<void>;
  /** Sends what waits, now. */
  flush(): Promise<void>;
  stop(): void;
}

export type Send = (body: Omit<ScansInput, "device" | "sent_at">) => Promise<void>;

/** The outbox of a count on this device, with what was kept of it before. */
export async function openOutbox(stocktake: string, store: DeviceStore, send: Send, onChange: () => void): Promise<Outbox> {
  let scans = await store.scansOf(stocktake);
  let isSending = false;
  let isStopped = false;
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const mark = async (ids: ReadonlySet<string>, state: KeptScan["state"]) => {
    scans = scans.map((scan) => (ids.has(scan.id) ? Object.assign({}, scan, { state }) : scan));
    await store.putScans(scans.filter((scan) => ids.has(scan.id)));
    onChange();
  };

  /** Sends one batch; whether there may be more to send. */
  const sendBatch = async (): Promise<boolean> => {
    const batch = isStopped ? [] : scans.filter((scan) => scan.state === "waiting").slice(0, BATCH_MAX);
    if (batch.length === 0) return false;
    try {
      await send({ scans: batch.map(bare) });
    } catch (error) {
      const refused = refusedOf(batch, error);
      if (refused.size === 0) throw error;
      await mark(refused, "refused");
      return true;
    }
    await mark(new Set(batch.map((scan) => scan.id)), "sent");
    return true;
  };

  const flush = async (): Promise<void> => {
    if (isSending || isStopped) return;
    isSending = true;
    clearTimeout(timer);
    try {
      // One batch after the other: a correction follows what it corrects.
      // oxlint-disable-next-line no-await-in-loop
      while (await sendBatch()) wait = FIRST_WAIT_MS;
    } catch {
      // No connection, or a server that is away: what waits is kept, and tried again.
      timer = setTimeout(() => void flush(), wait);
      wait = Math.min(wait * 2, LAST_WAIT_MS);
    } finally {
      isSending = false;
    }
    onChange();
  };

  return {
    scans: () => scans,
    add: async (scan) => {
      scans = [...scans, scan];
      onChange();
      await store.putScans([scan]);
      void flush();
    },
    forgetRefused: async () => {
      const refused = scans.filter((scan) => scan.state === "refused").map((scan) => scan.id);
      scans = scans.filter((scan) => scan.state !== "refused");
      await store.dropScans(refused);
      onChange();
    },
    flush: async () => {
      wait = FIRST_WAIT_MS;
      await flush();
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Which scans of a batch the server will never take: those it names, or all where the count is over. */
export function refusedOf(batch: readonly KeptScan[], error: unknown): Set<string> {
  if (!(error instanceof ApiProblem) || ![403, 404, 409, 422].includes(error.status)) return new Set();
  const named = error.fields.flatMap(({ field }) => {
    const place = FIELD.exec(field)?.[1];
    const scan = place === undefined ? undefined : batch[Number(place)];
    return scan ? [scan.id] : [];
  });
  return new Set(named.length > 0 ? named : batch.map((scan) => scan.id));
}

function bare({ stocktake: _stocktake, title: _title, order: _order, state: _state, ...scan }: KeptScan) {
  return scan;
}

/** What was counted of an item in a section on this device: scans that nobody took back. */
export function countedHere(scans: readonly KeptScan[], section: string, key: { item: string | null; code: string }): number {
  const corrected = new Set(scans.map((scan) => scan.corrects).filter(Boolean));
  return scans
    .filter((scan) => scan.section_id === section && !scan.corrects && !corrected.has(scan.id) && scan.state !== "refused")
    .filter((scan) => (key.item === null ? !scan.inventory_item_id && scan.code === key.code : scan.inventory_item_id === key.item))
    .reduce((sum, scan) => sum + (scan.units ?? 0), 0);
}
