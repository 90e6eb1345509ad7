/** The shop under load, by its API. */

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {{ inventory_item_id: string, location_id: string, sku: string, title: string, tracked: boolean, pending: number }} Level */

/**
 * @param {Settings} settings
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function ask({ url, key }, path) {
  const answer = await fetch(`${url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * Levels that are followed and have nothing on its way.
 * @param {Settings} settings
 * @returns {Promise<Level[]>}
 */
export async function someLevels(settings) {
  const { items } = await ask(settings, "/levels?limit=250");
  const found = items.filter((/** @type {Level} */ level) => level.tracked && level.pending === 0);
  if (found.length === 0) throw new Error("the shop has no level that could be changed");
  return found;
}

/**
 * Waits until each change is confirmed; says which are not in time.
 * @param {Settings} settings
 * @param {string[]} changes
 * @param {number} seconds
 * @returns {Promise<string[]>} ids of those that are not
 */
export async function unconfirmed(settings, changes, seconds) {
  const until = Date.now() + seconds * 1000;
  let open = changes;
  while (open.length > 0 && Date.now() < until) {
    const states = await Promise.all(open.slice(0, 20).map(async (id) => (await ask(settings, `/change-sets/${id}`)).state));
    open = open.filter((_, place) => states[place] !== "confirmed");
    if (states.some((state) => state === "failed" || state === "partly_failed")) return open;
    if (states.every((state) => state !== "confirmed")) await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return open;
}
