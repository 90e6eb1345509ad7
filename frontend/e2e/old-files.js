/** What another system has exported, brought in through the API. */
import { accessKey, ask, baseUrl } from "./browser.js";

const headers = { Authorization: `Bearer ${accessKey}` };

/**
 * @param {string} path
 * @param {string} state
 */
async function until(path, state) {
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await ask(path)).state === state) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${path} was not ${state} within ten seconds`);
}

/**
 * A stocktake that was counted elsewhere, the same one each time.
 * @param {{ sku: string, location_id: string }} level
 * @returns {Promise<string>} its id
 */
export async function someOldStocktake(level) {
  const name = "Spring count in Stocky";
  const kept = (await ask("/past-stocktakes")).items.find((/** @type {any} */ each) => each.name === name);
  if (kept) return kept.id;
  const rows = ["Product,SKU,Cost Price,Expected Stock,Actual Stock", `Something sold,${level.sku},2.50,12,10`, "A mug of before,OLD-1,1.20,3,5"];
  const { id, roles } = await (await fetch(`${baseUrl}/api/v1/imports?name=stocktake.csv`, { method: "POST", headers, body: rows.join("\r\n") })).json();
  const options = { location_id: level.location_id, on: "2026-03-31", document: name };
  const json = { ...headers, "Content-Type": "application/json" };
  await fetch(`${baseUrl}/api/v1/imports/${id}/columns`, { method: "PUT", headers: json, body: JSON.stringify({ roles, options }) });
  await until(`/imports/${id}`, "checked");
  await fetch(`${baseUrl}/api/v1/imports/${id}/apply`, { method: "POST", headers: json, body: "{}" });
  await until(`/imports/${id}`, "applied");
  return (await ask("/past-stocktakes")).items[0].id;
}
