/** `npm run screenshots -- FOLDER`: every page, or those that E2E_ONLY names (a,b), wide and narrow, light and dark. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { baseUrl, drawn, launchWhole, signedIn } from "./browser.js";
import { everyPage } from "./pages.js";

const SETTLE_MS = 600;
const [folder = "e2e/output"] = process.argv.slice(2);
/** @type {("light" | "dark")[]} */
const SCHEMES = ["light", "dark"];

/**
 * The page as it stands, in both schemes.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function shoot(page, name) {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await drawn(page);
    await page.waitForTimeout(SETTLE_MS);
    await page.screenshot({ path: join(folder, `${name}-${page.viewportSize()?.width}-${colorScheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {number} width
 * @param {Awaited<ReturnType<typeof everyPage>>} pages
 */
async function shootAll(browser, width, pages) {
  const { context, page } = await signedIn(browser, { viewport: { width, height: width === 390 ? 844 : 900 } });
  for (const { name, path, ready, prepare } of pages) {
    await page.goto(`${baseUrl}${path}`);
    await page.getByText(ready).first().waitFor();
    await prepare?.(page);
    await shoot(page, name);
  }
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(`${baseUrl}/`);
  await page.getByLabel("Password").waitFor();
  await shoot(page, "sign-in");
  await context.close();
}

await mkdir(folder, { recursive: true });
const browser = await launchWhole();
const only = process.env["E2E_ONLY"]?.split(",");
const pages = (await everyPage()).filter(({ name }) => only?.includes(name) ?? true);
for (const width of [1440, 390]) await shootAll(browser, width, pages);
await browser.close();
