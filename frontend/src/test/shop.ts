/** A small shop for tests: two locations, and an item at both. */
import type { ItemDetail, Level, LevelsThen, Location, Movement, Overview, Quantities, Shop, Sync } from "@/api/types";
import type { ContractServer } from "./contract-server";

export const LEEDS = "gid://shopify/Location/1";
export const YORK = "gid://shopify/Location/2";
export const LAMP = "gid://shopify/InventoryItem/7";

export function quantities(some: Partial<Quantities> = {}): Quantities {
  return {
    available: 0,
    committed: 0,
    reserved: 0,
    damaged: 0,
    safety_stock: 0,
    quality_control: 0,
    on_hand: 0,
    incoming: 0,
    ...some,
  };
}

export function level(some: Partial<Level> = {}): Level {
  return {
    sku: "LAMP-1",
    barcode: "",
    title: "Desk lamp",
    variant_title: "",
    vendor: "Northline",
    product_type: "Lighting",
    tags: [],
    inventory_item_id: LAMP,
    location_id: LEEDS,
    location_name: "Leeds",
    quantities: quantities({ available: 12, on_hand: 12 }),
    price: { amount: "19.00", currency: "GBP" },
    unit_cost: { amount: "4.50", currency: "GBP" },
    is_active: true,
    tracked: true,
    state: "in_stock",
    pending: 0,
    updated_at: "2026-11-20T10:00:00Z",
    ...some,
  };
}

export function item(some: Partial<ItemDetail> = {}): ItemDetail {
  return {
    inventory_item_id: LAMP,
    product_id: "gid://shopify/Product/3",
    variant_ids: ["gid://shopify/ProductVariant/5"],
    title: "Desk lamp",
    variant_title: "",
    sku: "LAMP-1",
    barcode: "5000000000017",
    vendor: "Northline",
    product_type: "Lighting",
    tags: [],
    price: { amount: "19.00", currency: "GBP" },
    unit_cost: { amount: "4.50", currency: "GBP" },
    tracked: true,
    is_deleted: false,
    quantities: quantities({ available: 17, on_hand: 17 }),
    locations: 2,
    updated_at: "2026-11-20T10:00:00Z",
    levels: [
      level(),
      level({
        location_id: YORK,
        location_name: "York",
        quantities: quantities({ available: 5, on_hand: 5 }),
      }),
    ],
    ...some,
  };
}

export function sync(some: Partial<Sync> = {}): Sync {
  return {
    import: {
      state: "done",
      phase: null,
      products: 1,
      variants: 1,
      levels: 2,
      variants_expected: 1,
      levels_expected: 2,
      started_at: "2026-11-20T09:00:00Z",
      finished_at: "2026-11-20T09:01:00Z",
      error: null,
    },
    webhooks: { waiting: 0, oldest_age_seconds: null, last_received_at: "2026-11-20T10:00:00Z", received_24h: 3 },
    observing: { waiting: 0, oldest_age_seconds: null },
    writing: { open: 0, oldest_age_seconds: null, quarantined: 0 },
    reconciliation: {
      last_completed_at: "2026-11-20T09:30:00Z",
      oldest_check_at: "2026-11-20T09:10:00Z",
      levels_checked: 2,
      levels_total: 2,
      running: false,
    },
    drift_units: 0,
    shopify: { available: 1900, maximum: 2000, restore_rate: 100, api_version: "2026-10" },
    ...some,
  };
}

export function overview(some: Partial<Overview> = {}): Overview {
  return {
    units_on_hand: 17,
    stock_value: { amount: "76.50", currency: "GBP" },
    items: 1,
    levels: 2,
    out_of_stock: 0,
    negative: 0,
    items_without_cost: 0,
    by_location: [
      { location_id: LEEDS, name: "Leeds", units_on_hand: 12, value: { amount: "54.00", currency: "GBP" } },
      { location_id: YORK, name: "York", units_on_hand: 5, value: { amount: "22.50", currency: "GBP" } },
    ],
    changes_today: { movements: 4, units_sold: 3, units_returned: 1, adjustments: 0 },
    recent: [],
    daily: [{ day: "2026-11-20", units_sold: 3, units_in: 1, run_out: 0 }],
    ...some,
  };
}

export function movement(some: Partial<Movement> = {}): Movement {
  return {
    entry_id: "e1",
    cause: "order",
    name: "available",
    delta: -2,
    balance: 12,
    effective_at: "2026-11-20T10:00:00Z",
    recorded_at: "2026-11-20T10:00:01Z",
    actor: null,
    reason: null,
    document: { kind: "order", id: "1", label: "#1001", url: null },
    location_id: LEEDS,
    location_name: "Leeds",
    change_set_id: null,
    ...some,
  };
}

export function levelsThen(some: Partial<LevelsThen> = {}): LevelsThen {
  return {
    as_of: "2026-11-19T10:00:00Z",
    recorded_since: "2026-11-01T09:00:00Z",
    is_recorded: true,
    quantities: quantities({ available: 20, on_hand: 20 }),
    items: [
      { location_id: LEEDS, location_name: "Leeds", quantities: quantities({ available: 20, on_hand: 20 }), earlier: [] },
      { location_id: YORK, location_name: "York", quantities: null, earlier: [] },
    ],
    ...some,
  };
}

export function page<T>(items: T[], next: string | null = null): { items: T[]; next: string | null; total: number } {
  return { items, next, total: items.length };
}

/** Answers everything that the shell and the pages ask for in a calm shop. */
export function openShop(server: ContractServer, some: Partial<Shop> = {}): void {
  server.on("GET", "/api/v1/shop", () => ({
    domain: "demo.myshopify.com",
    name: "Demo",
    currency: "GBP",
    time_zone: "Europe/London",
    plan: "Basic",
    state: "active",
    scopes: ["read_inventory"],
    missing_scopes: [],
    installed_at: "2026-11-01T09:00:00Z",
    writes_stopped_at: null,
    safe_since: null,
    unpaid_since: null,
    plan_notice: null,
    plan_due_at: null,
    viewer: { kind: "api_key", name: "browser", role: null, locations: null, permissions: ["read", "write", "admin"] },
    ...some,
  }));
  server.on("GET", "/api/v1/locations", () =>
    page([
      location(LEEDS, "Leeds"),
      location(YORK, "York"),
    ]),
  );
  server.on("GET", `/api/v1/items/${LAMP}/demand`, () => ({
    location_id: null,
    places: [],
    recorded_since: null,
    days_known: 0,
    weeks: [],
    forecast: null,
    earlier: null,
    events: [],
  }));
  server.on("GET", "/api/v1/overview", () => overview());
  server.on("GET", "/api/v1/first-steps", () => ({ steps: [], is_dismissed: false }));
  server.on("GET", "/api/v1/attention", () => ({ concerns: [], days_of_sales: 28, days_needed: 7, sales_known_since: null }));
  server.on("GET", "/api/v1/sync", () => sync());
  server.on("GET", "/api/v1/sync/log", () => page([]));
  server.on("GET", "/api/v1/sync/checks", () => ({ items: [] }));
  server.on("GET", "/api/v1/drift/differences", () => ({ items: [], next: null }));
  server.on("GET", "/api/v1/drift/policies", () => ({ policy: "take", locations: [] }));
  server.on("GET", "/api/v1/proof", () => ({
    state: "never",
    proven_at: null,
    error: null,
    sealed: {},
    heads: {},
    faults: [],
    running: null,
    rows_done: null,
  }));
  server.on("GET", "/api/v1/levels", () => page([level()]));
  server.on("GET", `/api/v1/items/${LAMP}`, () => item());
  server.on("GET", `/api/v1/items/${LAMP}/movements`, () => page([movement()]));
  server.on("GET", `/api/v1/items/${LAMP}/history`, () => ({ name: "available", points: [] }));
  server.on("GET", `/api/v1/items/${LAMP}/levels`, ({ query }) => levelsThen({ as_of: query.get("as_of") ?? "" }));
  server.on("GET", `/api/v1/items/${LAMP}/documents`, () => page([]));
  server.on("GET", `/api/v1/items/${LAMP}/suppliers`, () => page([]));
  server.on("GET", `/api/v1/items/${LAMP}/on-order`, () => ({ items: [] }));
  server.on("GET", `/api/v1/items/${LAMP}/when-to-buy`, () => ({ items: [], unit_cost: null }));
  server.on("GET", `/api/v1/items/${LAMP}/demand`, () => ({ location_id: null, places: [], recorded_since: null, days_known: 0, weeks: [], forecast: null, earlier: null, events: [] }));
  server.on("GET", `/api/v1/items/${LAMP}/demand-cleaning`, () => ({ steps: [], items: [], is_complete: true }));
  server.on("GET", `/api/v1/items/${LAMP}/earlier`, () => ({ items: [], levels: [], next: null }));
  server.on("GET", "/api/v1/bins/levels", () => page([]));
  server.on("GET", "/api/v1/sync/checks", () => ({ items: [] }));
  server.on("GET", `/api/v1/items/${LAMP}/sales`, () => ({ time_zone: "Europe/London", recorded_since: null, weeks: [] }));
  server.on("GET", "/api/v1/api-keys", () => page([]));
}

function location(location_id: string, name: string): Location {
  return {
    location_id,
    name,
    is_active: true,
    fulfills_online_orders: true,
    city: name,
    country_code: "GB",
    is_left_out: false,
    levels: 1,
    units_on_hand: 12,
    value: null,
  };
}
