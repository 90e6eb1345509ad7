/** A replay of the shop's last weeks, for tests that show one. */
import { accessKey, ask, baseUrl } from "./browser.js";

/**
 * A replay that is done: the newest, or one that is asked for now.
 * @returns {Promise<any>}
 */
export async function someReplay() {
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  for (let tries = 0; tries < 600; tries += 1) {
    const { items, weeks_most: most } = await ask("/replays");
    const done = items.find((/** @type {any} */ each) => each.state === "done");
    if (done) return done;
    const isGoing = items.some((/** @type {any} */ each) => ["waiting", "running"].includes(each.state));
    if (most > 0 && !isGoing) {
      const body = JSON.stringify({ weeks: 4, habits: ["rules", "cycle", "shop", "cover"] });
      const made = await fetch(`${baseUrl}/api/v1/replays`, { method: "POST", headers, body });
      if (made.status !== 202) throw new Error(`The replay was not asked for: ${await made.text()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("No replay was done within two minutes");
}
