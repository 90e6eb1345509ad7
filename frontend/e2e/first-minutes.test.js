/** What a new merchant meets: the first steps, what needs them, an order, the choice of locations. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, baseUrl, change, drawn, launch, signedIn, someLevel, storeUrl, violations } from "./browser.js";
import { someOrder } from "./pages.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("the first steps", () => {
  it("stand at the top on a phone, are put away, and come back from the settings", async () => {
    const { context, page, troubles } = await signedIn(browser, { viewport: { width: 390, height: 844 } });
    const steps = page.getByRole("list", { name: "First steps" });
    await steps.waitFor();
    assert.ok((await steps.getByLabel("done").count()) >= 1, "what is done is ticked");
    const [above, below] = [await steps.boundingBox(), await page.getByText("Units on hand").first().boundingBox()];
    assert.ok((above?.y ?? 9999) < (below?.y ?? 0), "above the figures");
    await page.getByRole("button", { name: "Put away" }).click();
    await steps.waitFor({ state: "detached" });
    await page.reload();
    await page.getByText("Latest movements").waitFor();
    assert.equal(await steps.count(), 0);
    await page.goto(`${baseUrl}/settings`);
    await page.getByRole("button", { name: "Bring them back" }).click();
    await page.getByText("The first steps are on the overview again").waitFor();
    await page.goto(`${baseUrl}/`);
    await steps.waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });
});

describe("what needs a person today", () => {
  it("shows a level below zero and opens the list of just those", async () => {
    const level = await someLevel(9);
    const units = level.quantities.available;
    const place = { inventory_item_id: level.inventory_item_id, location_id: level.location_id, name: "available" };
    await change({ kind: "adjust", reason: "correction", note: "", lines: [{ ...place, delta: -units - 2 }] });
    const { context, page } = await signedIn(browser);
    const row = page.getByRole("list", { name: "Needs you today" }).getByRole("link", { name: /below zero/ });
    await row.waitFor({ timeout: 30_000 });
    await row.click();
    await page.waitForURL((url) => url.searchParams.get("filter")?.includes("\"available\"") === true);
    await page.getByRole("gridcell", { name: level.sku, exact: true }).first().waitFor();
    await change({ kind: "adjust", reason: "correction", note: "", lines: [{ ...place, delta: units + 2 }] });
    await context.close();
  });
});

describe("an order", () => {
  it("is found by its name, shows what it did, and opens in the admin of its host", async () => {
    const level = await someLevel(2);
    const order = await ask(`/orders/${await someOrder(level)}`);
    const { context, page, troubles } = await signedIn(browser);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill(order.label);
    await page.getByRole("option", { name: new RegExp(order.label) }).first().click();
    await page.waitForURL(/\/orders\/\d+$/);
    const steps = page.getByRole("list", { name: "What it did" });
    await steps.getByText("Order", { exact: true }).first().waitFor();
    const link = page.getByRole("link", { name: "Open in Shopify admin" });
    assert.match((await link.getAttribute("href")) ?? "", /^https:\/\/[\w-]+\.myshopify\.com\/admin\/orders\/\d+$/);
    await steps.getByRole("link").first().click();
    await page.waitForURL(/\/inventory\/\d+$/);
    await page.goto(`${baseUrl}/orders/1`);
    await page.getByText("No stock was moved by this order").first().waitFor();
    assert.deepEqual(troubles.filter((each) => !each.includes("404")), []);

    const number = order.id.slice(order.id.lastIndexOf("/") + 1);
    await page.goto(`${storeUrl}/store/apps/inventorysync/orders/${number}`);
    await page.frameLocator("iframe").getByRole("link", { name: "Open in Shopify admin" }).click();
    await page.waitForURL(`${storeUrl}/store/orders/${number}`);
    await context.close();
  });
});

/**
 * Nobody is kept out, neither where it is light nor where it is dark.
 * @param {import("playwright-core").Page} page
 * @param {string} what
 */
async function inBothSchemes(page, what) {
  for (const colorScheme of /** @type {("light" | "dark")[]} */ (["dark", "light"])) {
    await page.emulateMedia({ colorScheme });
    await drawn(page);
    assert.deepEqual(await violations(page), [], `${what}, ${colorScheme}`);
  }
}

describe("the locations", () => {
  it("are chosen by the save bar; what is left out is in no figure and no list until it is shown again", async () => {
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, "/settings");
    const [first] = (await ask("/locations")).items;
    const box = page.getByRole("checkbox", { name: `Show ${first.name}` });
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    await box.uncheck();
    await bar.waitFor();
    await inBothSchemes(page, "the save bar");
    await page.getByRole("link", { name: "Sync", exact: true }).first().click();
    const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
    await question.waitFor();
    await inBothSchemes(page, "the question before leaving");
    await question.getByRole("button", { name: "Stay here" }).click();
    await bar.getByRole("button", { name: "Discard" }).click();
    assert.equal(await box.isChecked(), true);
    await box.uncheck();
    await bar.getByRole("button", { name: "Save" }).click();
    await page.getByText("Figures and lists are of the locations you chose").waitFor();
    await bar.waitFor({ state: "detached" });
    assert.ok(!(await ask("/overview")).by_location.some((/** @type {any} */ each) => each.name === first.name));
    await box.check();
    await bar.getByRole("button", { name: "Save" }).click();
    await bar.waitFor({ state: "detached" });
    assert.ok((await ask("/overview")).by_location.some((/** @type {any} */ each) => each.name === first.name));
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
