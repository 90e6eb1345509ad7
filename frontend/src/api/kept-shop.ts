/** The shop as a device last saw it: its currency and zone, for pages that open without a connection. */
import type { Shop } from "./types";

const STORED = "inventorysync.counting.shop";

export function keepShop(shop: Shop): void {
  localStorage.setItem(STORED, JSON.stringify(shop));
}

/** What was kept, only where there is no connection: everywhere else the server says what is. */
export function keptShop(): Shop | undefined {
  const kept = navigator.onLine ? null : localStorage.getItem(STORED);
  return kept === null ? undefined : (JSON.parse(kept) as Shop);
}
