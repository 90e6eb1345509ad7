import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { baseUrl, launch, signedIn, violations } from "./browser.js";
import { everyPage } from "./pages.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** @type {("light" | "dark")[]} */
const SCHEMES = ["light", "dark"];
const WIDTHS = [1440, 390];

describe("every page", () => {
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      it(`can be used by everybody, ${colorScheme}, ${width} px wide, and does not scroll sideways`, async () => {
        // The policy of the page forbids foreign scripts, and axe is one.
        const viewport = { width, height: 900 };
        const { context, page } = await signedIn(browser, { viewport, colorScheme, bypassCSP: true });
        for (const { name, path, ready, prepare } of await everyPage()) {
          await page.goto(`${baseUrl}${path}`);
          await page.getByText(ready).first().waitFor();
          await prepare?.(page);
          assert.deepEqual(await violations(page), [], name);
          const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(overhang <= 0, `${name} is ${overhang} px too wide`);
        }
        await page.evaluate(() => sessionStorage.clear());
        await page.goto(`${baseUrl}/sync`);
        await page.getByLabel("Password").waitFor();
        assert.deepEqual(await violations(page), [], "sign-in");
        await page.getByRole("button", { name: "Forgotten your password?" }).click();
        await page.getByRole("button", { name: "Send me a link" }).waitFor();
        assert.deepEqual(await violations(page), [], "forgotten password");
        await context.close();
      });
    }
  }

  it("is reached from the menu of a phone", async () => {
    const { context, page } = await signedIn(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
    for (const name of ["Inventory", "Sync", "Settings", "Overview"]) {
      await page.getByRole("button", { name: "Open menu" }).click();
      await page.getByRole("dialog").getByRole("link", { name }).click();
      await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
      assert.equal(await page.getByRole("dialog").count(), 0);
    }
    await context.close();
  });

  it("moves nothing by itself once it is there", async () => {
    const { context, page } = await signedIn(browser);
    for (const { name, path, ready } of await everyPage()) {
      await page.goto(`${baseUrl}${path}`);
      await page.getByText(ready).first().waitFor();
      const shift = await page.evaluate(
        () =>
          new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) {
                // @ts-expect-error The type of layout-shift entries is not in the DOM library.
                if (!entry.hadRecentInput) sum += entry.value;
              }
            }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(sum), 1500);
          }),
      );
      assert.ok(Number(shift) < 0.1, `${name} shifts by ${shift}`);
    }
    await context.close();
  });
});
