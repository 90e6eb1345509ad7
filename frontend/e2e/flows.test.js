import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessKey, ask, baseUrl, launch, signedIn, someLevel, store, storeUrl, tail, trueQuantity, watch } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * @param {() => Promise<boolean>} happened
 * @param {string} what
 */
async function eventually(happened, what, seconds = 15) {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    if (await happened()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`${what}: not within ${seconds} s`);
}

describe("coming in", () => {
  it("takes the key from the address, hides it, and needs nothing from outside", async () => {
    const { context, page, troubles } = await signedIn(browser);
    assert.equal(new URL(page.url()).hash, "");
    await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("asks for a key without one, and refuses a false one", async () => {
    const page = await browser.newPage();
    await page.goto(baseUrl);
    await page.getByRole("button", { name: "Sign in with an access key" }).click();
    await page.getByLabel("Access key").fill("isk_false");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("This key is not accepted").waitFor();
    await page.getByLabel("Access key").fill(accessKey);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    await page.close();
  });

  it("opens inside the store's admin by Shopify's token alone", async () => {
    const page = await browser.newPage();
    const troubles = watch(page);
    await page.goto(`${storeUrl}/store/apps/inventorysync`);
    const app = page.frameLocator("iframe");
    await app.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    await app.getByText("Latest movements").waitFor();
    assert.equal(await app.getByRole("button", { name: "Account" }).count(), 0);
    assert.deepEqual(troubles.filter((each) => !each.startsWith("outside request")), []);
    await page.close();
  });

  it("stays signed in where only its frame is loaded again", async () => {
    const page = await browser.newPage();
    await page.goto(`${storeUrl}/store/apps/inventorysync`);
    const app = page.frameLocator("iframe");
    await app.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    await page.locator("#app-nav").getByRole("link", { name: "Inventory" }).click();
    await app.getByRole("grid").waitFor();
    const frame = page.frames().find((each) => each.url().startsWith(baseUrl));
    assert.match(frame?.url() ?? "", /\/inventory\?.*shop=/);
    await frame?.evaluate(() => location.reload());
    await page.waitForTimeout(300);
    await app.getByRole("grid").waitFor();
    assert.equal(new URL(page.url()).pathname, "/store/apps/inventorysync/inventory");
    await page.close();
  });
});

describe("the inventory", () => {
  it("finds by SKU, keeps the search in the address, and opens the item by keyboard", async () => {
    const { context, page } = await signedIn(browser);
    const level = await someLevel();
    await page.goto(`${baseUrl}/inventory`);
    await page.getByRole("grid").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(level.sku);
    await page.waitForURL((url) => url.searchParams.get("q") === level.sku);
    await page.getByRole("gridcell", { name: level.sku, exact: true }).first().waitFor();
    await page.getByRole("grid").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/inventory\/\d+$/);
    await page.goBack();
    await page.getByRole("searchbox").waitFor();
    assert.equal(await page.getByRole("searchbox").inputValue(), level.sku);
    await context.close();
  });

  it("shows under each state only levels of that state, as many as the server counts", async () => {
    const { context, page } = await signedIn(browser, {}, "/inventory?state=out_of_stock");
    await page.getByRole("gridcell", { name: "Out of stock" }).first().waitFor();
    assert.equal(await page.getByRole("gridcell", { name: "In stock", exact: true }).count(), 0);
    await context.close();
  });

  it("reads on as one scrolls, without a row missing or twice", async () => {
    const { context, page } = await signedIn(browser, {}, "/inventory?sort=sku");
    const grid = page.getByRole("grid");
    await grid.getByRole("row").nth(1).waitFor();
    await grid.focus();
    await eventually(async () => {
      for (let press = 0; press < 10; press += 1) await page.keyboard.press("PageDown");
      return (await grid.getByRole("row").last().getAttribute("aria-rowindex").then(Number)) > 400;
    }, "row 400");
    await context.close();
  });
});

describe("changing stock", () => {
  it("reaches Shopify, is confirmed, and is in the ledger with its cause", async () => {
    const { context, page, troubles } = await signedIn(browser);
    const level = await someLevel(3);
    const held = await trueQuantity(level);
    await page.goto(`${baseUrl}/inventory/${tail(level.inventory_item_id)}?adjust=${tail(level.inventory_item_id)}.${tail(level.location_id)}`);
    await page.getByRole("radio", { name: "Remove" }).click();
    await page.getByLabel("Units").fill("3");
    await page.getByText("On hand", { exact: true }).last().waitFor();
    await page.getByRole("button", { name: "Send to Shopify" }).click();
    await page.getByText("Confirmed by Shopify", { exact: true }).waitFor({ timeout: 20_000 });
    await page.getByRole("button", { name: "Done" }).click();
    const movements = await ask(`/items/${encodeURIComponent(level.inventory_item_id)}/movements?cause=adjustment&name=available`);
    assert.equal(movements.items[0].delta, -3);
    const sold = await soldSince(level, movements.items[0]);
    assert.equal(await trueQuantity(level), held - 3 + sold);
    await page.getByRole("table", { name: "Movements" }).getByText("Adjusted here").first().waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("moves units from available to damaged", async () => {
    const { context, page } = await signedIn(browser);
    const level = await someLevel(4);
    const damaged = await trueQuantity(level, "damaged");
    await page.goto(`${baseUrl}/inventory?adjust=${tail(level.inventory_item_id)}.${tail(level.location_id)}`);
    await page.getByRole("radio", { name: "Move", exact: true }).click();
    await page.getByLabel("Units").fill("2");
    await page.getByRole("button", { name: "Send to Shopify" }).click();
    await page.getByText("Confirmed by Shopify", { exact: true }).waitFor({ timeout: 20_000 });
    assert.equal(await trueQuantity(level, "damaged"), damaged + 2);
    await context.close();
  });
});

/**
 * What customers did to the level besides, while the test ran: the demo's customers keep buying.
 * @param {any} level
 * @param {any} since
 */
async function soldSince(level, since) {
  const { items } = await ask(`/items/${encodeURIComponent(level.inventory_item_id)}/movements?location_id=${encodeURIComponent(level.location_id)}&name=available`);
  return items
    .filter((/** @type {any} */ each) => each.entry_id !== since.entry_id && each.recorded_at >= since.recorded_at)
    .reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.delta, 0);
}

describe("what happens in the store", () => {
  it("is on the open page a moment later, without loading it anew", async () => {
    const { context, page } = await signedIn(browser);
    const level = await someLevel(5);
    await page.goto(`${baseUrl}/inventory/${tail(level.inventory_item_id)}`);
    const row = page.getByRole("table", { name: "By location" }).getByRole("row", { name: level.location_name });
    await row.waitFor();
    await store("/edit", { sku: level.sku, location: level.location_name, available: 4321 });
    await row.getByText("4,321").first().waitFor({ timeout: 15_000 });
    await context.close();
  });

  it("is explained: an order is in the ledger as an order", async () => {
    const { context, page } = await signedIn(browser);
    const level = await someLevel(6);
    await page.goto(`${baseUrl}/inventory/${tail(level.inventory_item_id)}`);
    await page.getByRole("table", { name: "Movements" }).waitFor();
    await store("/order", { sku: level.sku, quantity: 7 });
    const sale = page.getByRole("table", { name: "Movements" }).getByRole("row").filter({ hasText: "Order" }).filter({ hasText: "−7" });
    await sale.first().waitFor({ timeout: 15_000 });
    await context.close();
  });
});

describe("the settings", () => {
  it("make a key that works, and revoke it", async () => {
    const { context, page } = await signedIn(browser, {}, "/settings");
    await page.getByRole("button", { name: "New key" }).click();
    const name = `browser test ${Date.now()}`;
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("button", { name: "Make the key" }).click();
    const key = await page.getByLabel("Your new key").innerText();
    const use = () => fetch(`${baseUrl}/api/v1/shop`, { headers: { Authorization: `Bearer ${key}` } });
    assert.equal((await use()).status, 200);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: `Revoke: ${name}` }).click();
    await page.getByRole("button", { name: "Revoke the key" }).click();
    await page.getByText(`“${name}” is revoked`).waitFor();
    await eventually(async () => (await use()).status === 401, "the revoked key is refused");
    await context.close();
  });
});
