/** Transfers by the app's API, as far as tests need them beside the page. */
import { accessKey, ask, baseUrl } from "./browser.js";
import { eventually } from "./grid.js";

/**
 * Does something with a transfer, by the app's API.
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>}
 */
export async function act(path, body) {
  const answer = await fetch(`${baseUrl}/api/v1/transfers${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

/**
 * A transfer when no step of it is on its way any more.
 * @param {string} key
 * @returns {Promise<any>}
 */
export async function settled(key) {
  await eventually(async () => (await ask(`/transfers/${key}`)).syncing === null, "the transfer is settled");
  return ask(`/transfers/${key}`);
}

/**
 * Levels of one location with units and a barcode, and another location.
 * @returns {Promise<{ levels: any[], target: any }>}
 */
export async function ends() {
  const { items } = await ask("/levels?state=in_stock&sort=-available&limit=100");
  const [first] = items;
  const levels = items.filter((/** @type {any} */ level) => level.location_id === first.location_id && level.barcode).slice(5, 9);
  const places = await ask("/locations");
  const target = places.items.find((/** @type {any} */ place) => place.location_id !== first.location_id && place.is_active);
  return { levels, target };
}

/**
 * A transfer of two items that is ready to ship, when Shopify has it.
 * @param {number} units
 * @returns {Promise<any>}
 */
export async function readyTransfer(units) {
  const { levels, target } = await ends();
  const lines = levels.slice(0, 2).map(({ inventory_item_id }) => ({ inventory_item_id, quantity: units }));
  const made = await act("", { origin_id: levels[0].location_id, destination_id: target.location_id, lines, ready: true });
  return settled(made.key);
}

/**
 * A transfer with a shipment of which a part was received; made once.
 * @returns {Promise<any>}
 */
export async function movingTransfer() {
  const { items } = await ask("/transfers?state=IN_PROGRESS&search=For the pages&limit=1");
  if (items[0]) return ask(`/transfers/${items[0].id}`);
  const { levels, target } = await ends();
  const lines = levels.map(({ inventory_item_id }) => ({ inventory_item_id, quantity: 6 }));
  const given = { origin_id: levels[0].location_id, destination_id: target.location_id, reference: "For the pages", note: "Autumn window" };
  const { key } = await act("", { ...given, lines, ready: true });
  const made = await settled(key);
  const tracking = { company: "DHL", number: "JD014600003SE", url: "https://www.dhl.com/", arrives_at: "2027-03-01T12:00:00Z" };
  const some = lines.slice(0, 3).map(({ inventory_item_id }) => ({ inventory_item_id, quantity: 4 }));
  await act(`/${made.id}/ship`, { version: made.version, lines: some, tracking });
  const sent = await settled(key);
  const [shipment] = sent.shipments;
  const arrived = [{ line_id: shipment.lines[0].id, accepted: 3, rejected: 1 }];
  await act(`/${made.id}/shipments/${shipment.id}/receive`, { version: sent.version, lines: arrived });
  return settled(key);
}
