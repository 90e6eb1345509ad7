/** Purchase orders for the browser's flows, made through the API. */
import { accessKey, ask, baseUrl, someLevel } from "./browser.js";
import { someSupplier } from "./suppliers.js";

/**
 * Does something with orders, by the app's API.
 * @param {string} path
 * @param {object} body
 * @returns {Promise<any>}
 */
export async function order(path, body) {
  const answer = await fetch(`${baseUrl}/api/v1/purchase-orders${path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * A draft and an order that has arrived in part, always the same two.
 * @returns {Promise<{ draft: any, arriving: any }>}
 */
export async function someOrders() {
  const supplier = await someSupplier("Ölmühle Süd");
  const { items } = await ask(`/purchase-orders?supplier_id=${supplier.id}`);
  const known = { draft: items.find((/** @type {any} */ each) => each.state === "draft"), arriving: items.find((/** @type {any} */ each) => each.state === "partly_received") };
  if (known.draft && known.arriving) return known;
  const [oil, tin] = [await someLevel(3), await someLevel(4)];
  const head = { supplier_id: supplier.id, location_id: oil.location_id, rate: "0.86", note: "Ring twice: the goods entrance is round the corner." };
  const lines = [
    { inventory_item_id: oil.inventory_item_id, quantity: 120, tax_rate: "20" },
    { inventory_item_id: tin.inventory_item_id, quantity: 24, unit_cost: "1.995", tax_rate: "20", expected_on: "2027-02-11" },
  ];
  const first = await order("", { ...head, expected_on: "2027-01-15", lines });
  await order(`/${first.id}/submit`, { version: first.version });
  await order(`/${first.id}/mark-sent`, { version: first.version + 1, note: "Read out by phone" });
  const confirmed = await order(`/${first.id}/confirm`, { version: first.version + 2, reference: "AB-2027-0031" });
  await order(`/${first.id}/comments`, { words: "They deliver before ten, or not at all." });
  const puts = [
    { line_id: confirmed.lines[0].line_id, location_id: oil.location_id, quantity: 58 },
    { line_id: confirmed.lines[0].line_id, location_id: oil.location_id, quantity: 2, name: "damaged" },
  ];
  const others = [{ code: "4006381333931", quantity: 3, note: "pens" }];
  const arriving = await order(`/${first.id}/receive`, { version: confirmed.version, lines: puts, others, note: "One carton was wet" });
  const draft = await order("", { ...head, lines: [{ ...lines[0], quantity: 121 }, lines[1]] });
  return { draft, arriving };
}
