/** "gid://shopify/InventoryItem/42" → "42": short enough for an address a person may read out. */
export function gidTail(gid: string): string {
  return gid.slice(gid.lastIndexOf("/") + 1);
}

export function inventoryItemGid(tail: string): string {
  return `gid://shopify/InventoryItem/${tail}`;
}

export function locationGid(tail: string): string {
  return `gid://shopify/Location/${tail}`;
}
