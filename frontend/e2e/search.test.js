/** The search over everything, by keyboard alone, on the real system. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { baseUrl, launch, signedIn, someLevel, store, tail, violations } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("the search over everything", () => {
  it("finds an item by its SKU and an order by its name, and leads there", async () => {
    const level = await someLevel(7);
    const { name } = await store("/order", { sku: level.sku, quantity: 1, location: tail(level.location_id) });
    const { context, page, troubles } = await signedIn(browser);
    const field = page.getByRole("combobox", { name: "Search items" });
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.type(level.sku);
    await page.getByRole("option").filter({ hasText: level.sku }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${baseUrl}/inventory/${tail(level.inventory_item_id)}`);
    await page.keyboard.press("Control+k");
    await field.waitFor();
    await page.keyboard.type(name);
    await page.getByRole("group", { name: "Orders and transfers" }).getByRole("option", { name }).waitFor({ timeout: 20_000 });
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "hidden" });
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("keeps what is typed before its code is there", async () => {
    const { context, page, troubles } = await signedIn(browser);
    await page.route(/\/assets\/dialog-[^/]*\.js$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.continue();
    });
    await page.keyboard.press("Control+k");
    await page.keyboard.type("seexx");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    const field = page.getByRole("combobox", { name: "Search items" });
    assert.equal(await field.isVisible(), false, "the code is still on its way");
    await field.waitFor();
    assert.equal(await field.inputValue(), "see");
    await page.keyboard.type(" refused");
    assert.equal(await field.inputValue(), "see refused");
    await page.getByRole("option", { name: "See refused lines" }).waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("fits a phone in the dark", async () => {
    const { context, page } = await signedIn(browser, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
    await page.getByRole("button", { name: "Search (Ctrl K)" }).click();
    await page.getByRole("combobox", { name: "Search items" }).fill("a");
    await page.getByRole("option").nth(3).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await context.close();
  });
});
