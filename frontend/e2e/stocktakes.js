/** Counts for browser tests: made by the API, as another client would. */
import { randomUUID } from "node:crypto";
import { accessKey, ask, baseUrl } from "./browser.js";

/**
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 * @returns {Promise<any>}
 */
export async function send(method, path, body) {
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  const answer = await fetch(`${baseUrl}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** @returns {Promise<any>} a level that holds something, the location it is at, and others there */
export async function someLevels() {
  const { items } = await ask("/levels?state=in_stock&limit=250");
  const place = items[0].location_id;
  return items.filter((/** @type {any} */ level) => level.location_id === place && level.barcode !== "" && level.tracked).slice(0, 4);
}

/**
 * A count that was begun, of the levels with these SKUs.
 * @param {any[]} levels
 * @param {object} [more]
 * @returns {Promise<any>}
 */
export async function startedCount(levels, more = {}) {
  const filter = JSON.stringify({ field: "sku", op: "in", value: levels.map((level) => level.sku) });
  const made = await send("POST", "/stocktakes", { location_ids: [levels[0].location_id], scope: { filter }, ...more });
  return send("POST", `/stocktakes/${made.items[0].id}/start`, { version: made.items[0].version });
}

/** A count in review with a difference and an unknown code, for the gallery. */
export async function reviewedCount() {
  const levels = await someLevels();
  const count = await startedCount(levels, { label: "Autumn count" });
  const scanned_at = new Date().toISOString();
  const section_id = count.sections[0].id;
  const scans = levels.slice(0, 3).map((/** @type {any} */ level, /** @type {number} */ place) => ({
    id: randomUUID(),
    section_id,
    inventory_item_id: level.inventory_item_id,
    units: Math.max(0, level.quantities.on_hand + place - 1),
    scanned_at,
  }));
  const unknown = { id: randomUUID(), section_id, code: "4006381333931", units: 3, scanned_at };
  await send("POST", `/stocktakes/${count.id}/scans`, { device: "gallery", sent_at: scanned_at, scans: [...scans, unknown] });
  const seen = await ask(`/stocktakes/${count.id}`);
  return send("POST", `/stocktakes/${count.id}/review`, { version: seen.version });
}
