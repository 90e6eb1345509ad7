import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { take, type Api } from "@/api/client";
import { useApi } from "@/api/server-context";
import type { CountItem, Stocktake } from "@/api/types";
import { newIntentKey } from "@/lib/intent-key";
import { type DeviceStore, type KeptCount, type KeptScan, openDeviceStore } from "./device-store";
import { type Outbox, openOutbox } from "./outbox";

const DEVICE = "device";
const CLOCK = "clock";

/** What the server's time is ahead of this device's, more or less `within`, as measured at `at`. */
interface Clock {
  offset: number;
  within: number;
  at: number;
}

/** A clock that nobody sets goes wrong by little in this time. */
const CLOCK_LASTS = 3_600_000;

export interface Scanned {
  code: string;
  item: CountItem | null;
  units: number;
}

export interface Count {
  scans: readonly KeptScan[];
  waiting: number;
  refused: number;
  scan(section: string, what: Scanned): void;
  takeBack(scan: KeptScan): void;
  forgetRefused(): void;
}

/** What this device has scanned of a count, kept before it is sent and sent until the server has it. */
export function useCount(id: string, store: DeviceStore | null): Count | null {
  const api = useApi();
  const [outbox, setOutbox] = useState<Outbox | null>(null);
  const [scans, setScans] = useState<readonly KeptScan[]>([]);
  useEffect(() => {
    if (!store) return;
    let box: Outbox | null = null;
    let isGone = false;
    const show = () => box && setScans(box.scans());
    const open = async () => {
      box = await openOutbox(id, store, await senderOf(api, id, store), show);
      if (isGone) return box.stop();
      setOutbox(box);
      show();
      await box.flush();
    };
    const flush = () => void box?.flush();
    void open();
    window.addEventListener("online", flush);
    return () => {
      isGone = true;
      box?.stop();
      window.removeEventListener("online", flush);
    };
  }, [api, id, store]);
  return useMemo(() => {
    if (!outbox) return null;
    const add = (scan: Partial<KeptScan> & Pick<KeptScan, "section_id" | "title">) =>
      void outbox.add({
        id: uuidOf(newIntentKey()),
        stocktake: id,
        code: "",
        units: 0,
        scanned_at: new Date().toISOString(),
        order: Date.now(),
        state: "waiting",
        ...scan,
      });
    return {
      scans,
      waiting: scans.filter((scan) => scan.state === "waiting").length,
      refused: scans.filter((scan) => scan.state === "refused").length,
      scan: (section, { code, item, units }) =>
        add({
          section_id: section,
          title: item ? [item.title, item.variant_title].filter(Boolean).join(" · ") : code,
          code,
          units,
          ...(item && { inventory_item_id: item.inventory_item_id }),
        }),
      takeBack: (scan) => add({ section_id: scan.section_id, title: scan.title, corrects: scan.id }),
      forgetRefused: () => void outbox.forgetRefused(),
    };
  }, [outbox, scans, id]);
}

/** A sender for the outbox: it says by which clock scans were made, as far as that was measured. */
async function senderOf(api: Api, id: string, store: DeviceStore) {
  const device = (await store.read<string>(DEVICE)) ?? newIntentKey();
  await store.write(DEVICE, device);
  return async (body: { scans: Parameters<Outbox["add"]>[0][] | unknown[] }) => {
    const clock = await clockOf(api, store);
    const began = Date.now();
    const kept = await take(
      api.POST("/api/v1/stocktakes/{stocktake_id}/scans", {
        params: { path: { stocktake_id: id } },
        body: {
          device,
          sent_at: new Date(began).toISOString(),
          clock: { offset_ms: Math.round(clock.offset), within_ms: Math.ceil(clock.within) },
          scans: body.scans as never,
        },
      }),
    );
    const heard = heardOf(kept.server_at, began);
    // The shortest way told the time best; but a clock that was set since makes all of it worthless.
    const isSet = Math.abs(clock.offset - heard.offset) > clock.within + heard.within;
    if (isSet || heard.within <= clock.within) await store.write(CLOCK, heard);
  };
}

async function clockOf(api: Api, store: DeviceStore): Promise<Clock> {
  const known = await store.read<Clock>(CLOCK);
  const now = Date.now();
  if (known && known.at <= now && now - known.at < CLOCK_LASTS) return known;
  const { server_at } = await take(api.GET("/api/v1/stocktakes/clock"));
  const heard = heardOf(server_at, now);
  await store.write(CLOCK, heard);
  return heard;
}

/** The server told its time somewhere on the way there and back. */
function heardOf(serverAt: string, began: number): Clock {
  const ended = Date.now();
  const within = (ended - began) / 2 + 1;
  return { offset: Date.parse(serverAt) - (began + ended) / 2, within, at: ended };
}

export interface Opened {
  stocktake: Stocktake;
  items: CountItem[];
  section: string | null;
  setSection(next: string | null): void;
}

/** A count with its items: from the server where it answers, else as this device last saw it. */
export function useOpened(id: string, seen: Stocktake | undefined, error: Error | null, store: DeviceStore | null) {
  const api = useApi();
  const [kept, setKept] = useState<KeptCount | null>(null);
  const [isMissing, setMissing] = useState(false);
  const read = useRef<string | null>(null);
  useEffect(() => {
    if (!store) return;
    void store.read<KeptCount>(id).then((found) => {
      if (found) setKept((now) => now ?? found);
      else if (error) setMissing(true);
    });
  }, [id, store, error]);
  useEffect(() => {
    // Items are read again where there may be others: after a recount, or what was added.
    const state = seen ? `${seen.round} ${seen.tally.lines} ${seen.is_blind}` : null;
    if (!store || !seen || read.current === state) return;
    read.current = state;
    void itemsOf(api, id)
      .then(async (items) => {
        const before = await store.read<KeptCount>(id);
        const next = { stocktake: seen, items, section: before?.section ?? null };
        setKept((now) => ({ ...next, section: now?.section ?? next.section }));
        await store.write(id, next);
      })
      .catch(() => {
        read.current = null; // asked again with the next answer
      });
  }, [api, id, seen, store]);
  const setSection = useCallback(
    (section: string | null) =>
      setKept((now) => {
        if (!now) return now;
        const next = { ...now, section };
        void store?.write(id, next);
        return next;
      }),
    [id, store],
  );
  const opened: Opened | null = kept && { stocktake: seen ?? kept.stocktake, items: kept.items, section: kept.section, setSection };
  return { opened, isMissing };
}

async function itemsOf(api: Api, id: string): Promise<CountItem[]> {
  const items: CountItem[] = [];
  let cursor: string | null = null;
  do {
    // oxlint-disable-next-line no-await-in-loop -- Each page says where the next begins.
    const page: { items: CountItem[]; next?: string | null } = await take(
      api.GET("/api/v1/stocktakes/{stocktake_id}/count-items", {
        params: { path: { stocktake_id: id }, query: cursor === null ? {} : { cursor } },
      }),
    );
    items.push(...page.items);
    cursor = page.next ?? null;
  } while (cursor !== null);
  return items;
}

/** The store of this device, null until it is open, and whether there is none. */
export function useDeviceStore(): { store: DeviceStore | null; failed: boolean } {
  const [store, setStore] = useState<DeviceStore | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    openDeviceStore()
      .then(setStore)
      .catch(() => setFailed(true));
  }, []);
  return { store, failed };
}

/** 32 hex digits as a UUID of version 4. */
function uuidOf(hex: string): string {
  const digits = `${hex.slice(0, 12)}4${hex.slice(13, 16)}8${hex.slice(17)}`;
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}
