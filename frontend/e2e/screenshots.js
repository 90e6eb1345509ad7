/** `npm run screenshots -- FOLDER`: every page, wide and narrow, light and dark. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { baseUrl, launch, signedIn } from "./browser.js";
import { everyPage } from "./pages.js";

const [folder = "e2e/output"] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const browser = await launch();
/** @type {("light" | "dark")[]} */
const schemes = ["light", "dark"];
for (const colorScheme of schemes) {
  for (const width of [1440, 390]) {
    const viewport = { width, height: width === 390 ? 844 : 900 };
    const { context, page } = await signedIn(browser, { viewport, colorScheme });
    for (const { name, path, ready, prepare } of await everyPage()) {
      await page.goto(`${baseUrl}${path}`);
      await page.getByText(ready).first().waitFor();
      await prepare?.(page);
      await page.waitForTimeout(600);
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
    }
    await page.evaluate(() => sessionStorage.clear());
    await page.goto(`${baseUrl}/`);
    await page.getByLabel("Password").waitFor();
    await page.screenshot({ path: join(folder, `sign-in-${width}-${colorScheme}.png`) });
    await context.close();
  }
}
await browser.close();
