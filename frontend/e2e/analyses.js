/** An analysis of the shop, for tests that show one. */
import { accessKey, ask, baseUrl } from "./browser.js";

/**
 * An analysis that knows sales and forecasts: the newest, or one that is asked for now.
 * @returns {Promise<any>}
 */
export async function someAnalysis() {
  const headers = { Authorization: `Bearer ${accessKey}` };
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await ask("/analysis");
    if (found.state === "ready" && found.has_forecast) return found;
    if (found.running === null) await fetch(`${baseUrl}/api/v1/analysis/runs`, { method: "POST", headers });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("No analysis was made within two minutes");
}
