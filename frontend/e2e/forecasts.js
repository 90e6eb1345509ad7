/** The shop's forecast in tests: the workers make it by themselves soon after the first import. */
import { accessKey, ask, baseUrl } from "./browser.js";

/**
 * An item with a forecast of its own and one order that stands out, and where.
 * @returns {Promise<{ item: string, place: string }>}
 */
export async function forecastItem() {
  for (let tries = 0; tries < 450; tries += 1) {
    const { all, running } = await ask("/forecast/accuracy");
    if (all !== null && running === null) return someItem();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The shop was not forecast within 90 seconds");
}

async function someItem() {
  const { items } = await ask("/forecast/items?limit=50");
  for (const each of items) {
    const question = `location_id=${encodeURIComponent(each.location_id)}`;
    const { forecast, places } = await ask(`/items/${each.inventory_item_id}/demand?${question}`);
    const { items: steps } = await ask(`/items/${each.inventory_item_id}/demand-cleaning?${question}`);
    const isFirst = places[0]?.location_id === each.location_id;
    const may = steps.some((/** @type {any} */ step) => step.step === "one_off" && !step.is_on && step.units > forecast.base[0].mean / 2);
    if (isFirst && may && forecast.method !== "naive") return { item: each.inventory_item_id, place: each.location_id };
  }
  throw new Error("No item has a forecast that an order stands out of");
}

/** @param {number} ahead */
function day(ahead) {
  return new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
}

/**
 * A promotion of everything a vendor sells.
 * @param {string} vendor
 */
export async function someEvent(vendor) {
  const body = { kind: "promotion", name: "Advent", scope: "vendor", value: vendor, since: day(3), until: day(16), factor: 1.4, note: "The window is theirs for two weeks" };
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  const answer = await fetch(`${baseUrl}/api/v1/plan-events`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}
