/** What stock is worth: a day's value down to an item's layers, a cost that was not known, the month and its journal. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { costedReceipt } from "./bills.js";
import { ask, launch, signedIn, tail, violations } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Costing follows the ledger by itself: waits until it has caught up. */
async function costed() {
  for (let tries = 0; tries < 150; tries += 1) {
    const value = await ask("/costing/value");
    if (value.standing.is_current && value.groups.length > 0) return value;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("Costs were not up to date within 30 seconds");
}

describe("the value of stock", () => {
  it("is told by location, vendor and type, and leads to the items and their layers", async () => {
    const value = await costed();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Value" }).click();
    const table = page.getByRole("table", { name: "Value of stock" });
    await table.getByRole("button", { name: value.groups[0].name }).waitFor();
    assert.equal(await table.getByRole("row").count(), value.groups.length + 1);
    assert.deepEqual(await violations(page), []);
    await page.getByRole("radio", { name: "Vendor" }).press("Enter");
    const [vendor] = (await ask("/costing/value?by=vendor")).groups;
    await table.getByRole("button", { name: vendor.name || "None said" }).press("Enter");
    const items = page.getByRole("table", { name: "Items by value" });
    await items.getByRole("link").first().waitFor();
    assert.ok(page.url().includes("by=vendor"));
    assert.deepEqual(await violations(page), []);
    await items.getByRole("link").first().click();
    await page.getByRole("table", { name: "What is there, the next to leave first" }).getByText("There from the start").first().waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("follows what somebody says an item had cost at the start", async () => {
    await costed();
    const [item] = (await ask("/costing/value/items?limit=1")).items;
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, `/inventory/${tail(item.inventory_item_id)}`);
    await page.getByText("by Shopify's cost per item").waitFor();
    await page.getByRole("button", { name: "Change", exact: true }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Cost of one at the start").fill("two");
    await form.getByRole("button", { name: "Save" }).click();
    await form.locator("[aria-invalid=true]").waitFor();
    assert.deepEqual(await violations(page), []);
    await form.getByLabel("Cost of one at the start").fill("2,5");
    await form.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByText("said by a person").waitFor();
    await costed();
    const found = await ask(`/items/${item.inventory_item_id}/cost`);
    assert.equal(Number(found.value), found.units * 2.5);
    await page.getByRole("button", { name: "Show what each movement did" }).click();
    await page.getByRole("table", { name: "What each movement did to its value" }).getByText("Opening").first().waitFor();
    assert.deepEqual(await violations(page), []);
    const refused = "console: Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)";
    assert.deepEqual(troubles, [refused], "the one that was meant to be refused");
    await context.close();
  });

  it("is a month's equation with a journal that sums to nothing, and the accounts can be named", async () => {
    await costed();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true, acceptDownloads: true }, "/month-end");
    const equation = page.getByRole("table", { name: "The month as an equation" });
    await equation.getByText("Ending value").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Change", exact: true }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Stock", { exact: true }).fill("630");
    assert.deepEqual(await violations(page), []);
    await form.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByText("630", { exact: true }).waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV for Xero" }).click();
    const download = await downloading;
    const rows = (await readFile(await download.path(), "utf8")).trim().split("\r\n").map((line) => line.split(","));
    assert.deepEqual(rows[0], ["*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount"]);
    assert.equal(rows[1]?.[3], "630");
    assert.equal(rows.slice(1).reduce((pence, row) => pence + Math.round(Number(row[5]) * 100), 0), 0);
    assert.deepEqual(troubles, []);
    await context.close();
  });
  it("takes a carrier's bill by weight, shows what it added and changed, and lets it be cancelled", async () => {
    const arriving = await costedReceipt();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, `/bills/new?order=${arriving.id}`);
    await page.getByLabel("From", { exact: true }).fill("North Lorries");
    await page.getByLabel("Amount").fill("31,40");
    await page.getByLabel("Spread").selectOption("weight");
    await page.getByRole("checkbox").first().check();
    await page.getByRole("button", { name: "See what it adds" }).click();
    const weight = page.getByLabel(/has no known weight/).first();
    await weight.waitFor();
    assert.deepEqual(await violations(page), []);
    await weight.fill("0.75");
    await page.getByRole("button", { name: "See what it adds" }).click();
    await page.getByText("Adds £31.40 to what the goods cost").waitFor();
    await page.getByRole("button", { name: "Save the bill" }).press("Enter");
    await page.getByRole("heading", { name: "North Lorries", level: 1 }).waitFor();
    await page.getByRole("table", { name: "What it adds to goods" }).getByText("Freight").first().waitFor();
    const { shares } = await ask(`/bills/${tail(page.url())}`);
    assert.equal(shares.reduce((/** @type {number} */ sum, /** @type {any} */ share) => sum + Math.round(Number(share.amount) * 100), 0), 3140);
    await page.getByRole("table", { name: "What it changed" }).getByText("Landed costs").waitFor();
    await page.getByRole("button", { name: "Show each entry" }).click();
    await page.getByRole("table", { name: "Show each entry" }).getByText("Receipt").first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Cancel the bill" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel the bill" }).press("Enter");
    await page.getByText("Cancelled", { exact: true }).waitFor();
    const refused = "console: Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)";
    assert.deepEqual(troubles, [refused], "the weight that was not known");
    await context.close();
  });
});
