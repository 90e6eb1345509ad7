/** The shop as a device last saw it: its currency and zone, for pages that open without a connection. */
import type { Shop } from "./types";

const STORED = "inventorysync.counting.shop";

export function keepShop(shop: Shop): void {
  localStorage.setItem(STORED, JSON.stringify(shop));
}

/**
 * What was kept, for the counting page alone: the server is asked at once, and its answer takes the place.
 * A browser's own word about its connection is not asked: it means any network, not one that leads here.
 */
export function keptShop(): Shop | undefined {
  const isCounting = /^\/stocktakes\/[^/]+\/count$/.test(location.pathname);
  const kept = isCounting ? localStorage.getItem(STORED) : null;
  return kept === null ? undefined : (JSON.parse(kept) as Shop);
}
