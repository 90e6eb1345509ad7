/** Suppliers for the browser's flows, made through the API. */
import { accessKey, baseUrl, someLevel } from "./browser.js";

/**
 * A supplier who sells something, always the same one.
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function someSupplier(name) {
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  const address = `${baseUrl}/api/v1/suppliers`;
  const found = await (await fetch(`${address}?search=${encodeURIComponent(name)}`, { headers })).json();
  if (found.items.length > 0) return found.items[0];
  const closures = [{ starts_on: "2026-12-24", ends_on: "2027-01-06", note: "Christmas" }];
  const more = { contact: "Jörg Maier", email: "orders@example.com", address: "Hauptstraße 1\n80331 München", currency: "EUR" };
  const body = JSON.stringify({ name, ...more, lead_days: 14, minimum_order: "150", payment_terms: "30 days net", closures });
  const made = await (await fetch(address, { method: "POST", headers, body })).json();
  const level = await someLevel(3);
  const item = {
    inventory_item_id: level.inventory_item_id,
    code: "OEL-5",
    unit_cost: "4.20",
    price_breaks: [{ from_units: 100, unit_cost: "3.125" }],
    minimum: 12,
    pack: 6,
    is_preferred: true,
  };
  await fetch(`${address}/${made.id}/items`, { method: "PUT", headers, body: JSON.stringify({ items: [item] }) });
  return made;
}
