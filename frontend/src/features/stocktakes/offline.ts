/** Keeps the web app's own files on the device, so that the counting page opens without a connection. */
import { useEffect, useSyncExternalStore } from "react";
import { useShop } from "@/api/shop";
import { keepShop } from "@/api/kept-shop";

const CACHE = "inventorysync.counting";
/** Stands for this page of every count: they are one file. */
const PAGE = "/stocktakes/-/count";
const FILES = ["/config.js", "/theme.js", "/favicon.svg"];

/** Done once while there is a connection; the browser's own trouble with it costs nothing but this. */
export function useOffline(isOpen: boolean): void {
  const shop = useShop().data;
  useEffect(() => {
    if (isOpen && shop) keepShop(shop);
  }, [isOpen, shop]);
  useEffect(() => {
    if (!isOpen || !navigator.onLine || !("serviceWorker" in navigator)) return;
    // oxlint-disable-next-line no-console -- A browser that keeps no files still counts; whoever looks finds why.
    keepFiles().catch((error: unknown) => console.info("The page is not kept for being offline", error));
  }, [isOpen]);
}

/** Whether the browser believes that it has a connection. */
export function useOnline(): boolean {
  return useSyncExternalStore(hear, () => navigator.onLine);
}

function hear(change: () => void): () => void {
  window.addEventListener("online", change);
  window.addEventListener("offline", change);
  return () => {
    window.removeEventListener("online", change);
    window.removeEventListener("offline", change);
  };
}

async function keepFiles(): Promise<void> {
  const loaded = performance
    .getEntriesByType("resource")
    .map((entry) => new URL(entry.name))
    .filter((url) => url.origin === location.origin && url.pathname.startsWith("/assets/"));
  const camera = import("@/ui/scan/camera"); // so that it is there too
  const cache = await caches.open(CACHE);
  await camera;
  await cache.addAll([PAGE, ...FILES, ...new Set(loaded.map((url) => url.pathname))]);
  await navigator.serviceWorker.register("/offline.js");
}
