/** A morning with something to buy and something to move, made through the API by rules of fixed levels. */
import { accessKey, ask, baseUrl } from "./browser.js";
import { eventually } from "./grid.js";

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function plan(method, path, body) {
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  const answer = await fetch(`${baseUrl}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

/** Work the suggestions out, and wait until they are. */
export async function workOut() {
  await plan("POST", "/suggestions/runs");
  await eventually(async () => (await ask("/suggestions/groups")).running === null, "the suggestions are worked out");
}

/**
 * Items of which a location lacks some: the first is sold by a supplier in packs of six, of the second another
 * location has too much.
 * @param {number} skip how many items to leave to others
 * @param {string} name the supplier's
 * @returns {Promise<{ supplier: any, place: any, origin: any, bought: any, moved: any }>}
 */
export async function someMorning(skip, name) {
  const { currency } = await ask("/shop");
  const supplier = await plan("POST", "/suppliers", { name, email: "mill@example.com", currency, lead_days: 14 });
  const [bought = [], moved = []] = (await stockedItems()).slice(skip);
  const items = [{ inventory_item_id: bought[0].inventory_item_id, code: "MILL-7", unit_cost: "2.50", pack: 6, is_preferred: true }];
  await plan("PUT", `/suppliers/${supplier.id}/items`, { items });
  const [origin, place] = moved;
  await plan("PUT", "/policies", { rules: [...(await rulesOf(bought[0], bought[0], 30, null)), ...(await rulesOf(moved[0], place, 4, origin))] });
  return { supplier, place, origin, bought: bought[0], moved: moved[0] };
}

/**
 * Tracked items that are in stock at two locations at least: their levels, the fullest first.
 * @returns {Promise<any[][]>}
 */
async function stockedItems() {
  const { items } = await ask("/levels?state=in_stock&sort=-available&limit=250");
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const level of items.filter((/** @type {any} */ each) => each.tracked && each.sku)) {
    found.set(level.inventory_item_id, [...(found.get(level.inventory_item_id) ?? []), level]);
  }
  return [...found.values()].filter((levels) => levels.length > 1);
}

/**
 * Rules by which an item lacks so many units at one location, and others have just what they need, or too much.
 * @param {any} item
 * @param {any} place
 * @param {number} lacking
 * @param {any} giver
 */
async function rulesOf(item, place, lacking, giver) {
  // With what is on its way: other tests have ordered some of it.
  const { items } = await ask(`/items/${encodeURIComponent(item.inventory_item_id)}/when-to-buy`);
  return items.map((/** @type {any} */ at) => {
    const isHere = at.location.location_id === place.location_id;
    const gives = at.location.location_id === giver?.location_id;
    const units = Math.max(isHere ? at.position + lacking : gives ? 0 : at.position, 0);
    return {
      applies_to: "item",
      inventory_item_id: item.inventory_item_id,
      location_id: at.location.location_id,
      goal: "fixed",
      min_stock: units,
      max_stock: units + (isHere && lacking > 10 ? 6 : 0),
    };
  });
}
