/** An owner in front of a browser: who installed the app invites another, who joins with a password. */
import { baseUrl, store } from "./browser.js";

const PASSWORD = "three plain words here";

/**
 * Asks the app's API as the staff member who installed it.
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function askAsInstaller(method, path, body) {
  const { id_token } = await store("/id-token", {});
  const headers = { Authorization: `Bearer ${id_token}`, "Content-Type": "application/json" };
  const answer = await fetch(`${baseUrl}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
export async function ownerIn(browser, options = {}) {
  const wanted = { email: `owner.${crypto.randomUUID()}@example.com`, role: "owner" };
  const { link } = await askAsInstaller("POST", "/invitations", wanted);
  if (link === null) throw new Error("This system sends mail: the link of the invitation went there");
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  await page.goto(`${baseUrl}/join${new URL(link).hash}`);
  await page.getByLabel("Your name").fill("Olive");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByLabel("The same password again").fill(PASSWORD);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
  return { context, page };
}
