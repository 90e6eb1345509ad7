/** What this device keeps of counts: scans that wait to be sent, and what must be known without a connection. */
import type { CountItem, ScanInput, Stocktake } from "@/api/types";

/** A scan as it is kept; it stays after it was sent, for the list of the last ones. */
export interface KeptScan extends ScanInput {
  stocktake: string;
  title: string;
  /** In which order they were made here. */
  order: number;
  state: "waiting" | "sent" | "refused";
}

/** What a count needs where there is no connection. */
export interface KeptCount {
  stocktake: Stocktake;
  items: CountItem[];
  section: string | null;
}

export interface DeviceStore {
  scansOf(stocktake: string): Promise<KeptScan[]>;
  putScans(scans: KeptScan[]): Promise<void>;
  dropScans(ids: string[]): Promise<void>;
  read<Value>(name: string): Promise<Value | undefined>;
  write(name: string, value: unknown): Promise<void>;
}

const NAME = "inventorysync.counts";
const SCANS = "scans";
const KEPT = "kept";

/** Opens what the browser keeps on the device; fails where it keeps nothing. */
export async function openDeviceStore(): Promise<DeviceStore> {
  const database = await opened();
  const within = async <Value>(store: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<Value> | undefined) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = work(transaction.objectStore(store));
    await done(transaction);
    return request?.result;
  };
  return {
    scansOf: async (stocktake) => {
      const found = (await within(SCANS, "readonly", (store) => store.index("stocktake").getAll(stocktake))) as KeptScan[];
      return found.toSorted((one, two) => one.order - two.order);
    },
    putScans: async (scans) => {
      await within(SCANS, "readwrite", (store) => {
        for (const scan of scans) store.put(scan);
        return undefined;
      });
    },
    dropScans: async (ids) => {
      await within(SCANS, "readwrite", (store) => {
        for (const id of ids) store.delete(id);
        return undefined;
      });
    },
    read: async (name) => within(KEPT, "readonly", (store) => store.get(name)),
    write: async (name, value) => {
      await within(KEPT, "readwrite", (store) => store.put(value, name));
    },
  };
}

async function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(SCANS, { keyPath: "id" }).createIndex("stocktake", "stocktake");
    request.result.createObjectStore(KEPT);
  });
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("nothing can be kept")));
  });
}

async function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("it was not kept")));
  });
}
