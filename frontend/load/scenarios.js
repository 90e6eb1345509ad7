/** What is asked of the shop at once: deliveries of Shopify, readers of the grid, searches, and changes of stock. */
import { createHmac, randomUUID } from "node:crypto";

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./shop.js").Level} Level */
/** @typedef {import("autocannon").Wanted} Wanted */
/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {number} rate requests a second
 * @property {number} p99 milliseconds that it may take
 * @property {number} expects the status of a good answer
 * @property {(request: Wanted) => Wanted} next
 * @property {(status: number, body: string) => void} [heard]
 */

const SORTS = ["title", "-available", "vendor", "-updated_at", "-committed"];

/**
 * @param {Settings} settings
 * @param {string} domain
 * @param {Level[]} levels
 * @param {(id: string) => void} made
 * @returns {Scenario[]}
 */
export function scenarios(settings, domain, levels, made) {
  const { scale } = settings;
  return [
    { name: "webhooks", rate: 100 * scale, p99: 250, expects: 200, next: webhooks(settings, domain, levels) },
    { name: "grid", rate: 20 * scale, p99: 500, expects: 200, next: grid(settings) },
    { name: "search", rate: 10 * scale, p99: 500, expects: 200, next: searches(settings, levels) },
    { name: "change sets", rate: 4 * scale, p99: 1000, expects: 202, next: changes(settings, levels), heard: (status, body) => status === 202 && made(JSON.parse(body).id) },
  ];
}

/**
 * @template T
 * @param {T[]} values
 * @returns {() => T} each in turn
 */
function inTurn(values) {
  let at = -1;
  return () => {
    at = (at + 1) % values.length;
    return /** @type {T} */ (values[at]);
  };
}

/** @param {Settings} settings @param {string} domain @param {Level[]} levels */
function webhooks({ secret }, domain, levels) {
  const turn = inTurn(levels);
  return (/** @type {Wanted} */ request) => {
    const { inventory_item_id, location_id } = turn();
    const body = JSON.stringify({ inventory_item_id: tail(inventory_item_id), location_id: tail(location_id) });
    return {
      ...request,
      method: "POST",
      path: "/webhooks/shopify",
      body,
      headers: {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "inventory_levels/update",
        "X-Shopify-Shop-Domain": domain,
        "X-Shopify-Webhook-Id": randomUUID(),
        "X-Shopify-Hmac-Sha256": createHmac("sha256", secret).update(body).digest("base64"),
      },
    };
  };
}

/** @param {Settings} settings */
function grid({ key }) {
  const turn = inTurn(SORTS);
  return (/** @type {Wanted} */ request) => reading(request, key, `/api/v1/levels?limit=50&sort=${turn()}`);
}

/** @param {Settings} settings @param {Level[]} levels */
function searches({ key }, levels) {
  const words = levels.flatMap(({ sku, title }) => [sku, title.split(" ")[0] ?? ""]).filter((word) => word.length > 2);
  const turn = inTurn(words.length > 0 ? words : ["a"]);
  return (/** @type {Wanted} */ request) => reading(request, key, `/api/v1/levels?limit=50&search=${encodeURIComponent(turn())}`);
}

/**
 * A unit comes to a level, and the next change takes it away again: no level is left with another number.
 * @param {Settings} settings
 * @param {Level[]} levels
 */
function changes({ key }, levels) {
  const turn = inTurn(levels.flatMap((level) => [{ level, delta: 1 }, { level, delta: -1 }]));
  return (/** @type {Wanted} */ request) => {
    const { level, delta } = turn();
    const line = { inventory_item_id: level.inventory_item_id, location_id: level.location_id, name: "available", delta };
    return {
      ...request,
      method: "POST",
      path: "/api/v1/change-sets",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}`, "Idempotency-Key": randomUUID() },
      body: JSON.stringify({ kind: "adjust", reason: "other", note: "Load test", lines: [line] }),
    };
  };
}

/** @param {Wanted} request @param {string} key @param {string} path @returns {Wanted} */
function reading(request, key, path) {
  return { ...request, method: "GET", path, headers: { Authorization: `Bearer ${key}` } };
}

/** @param {string} gid */
function tail(gid) {
  return Number(gid.slice(gid.lastIndexOf("/") + 1));
}
