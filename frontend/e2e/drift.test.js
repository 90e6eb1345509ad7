import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { accessKey, ask, baseUrl, launch, signedIn, storeUrl, tail, trueQuantity } from "./browser.js";
import { eventually } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  await put(`${storeUrl}/_dev/faults`, {});
  await choose("take");
  await browser?.close();
});

/**
 * @param {string} address
 * @param {object} body
 */
async function put(address, body) {
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  const answer = await fetch(address, { method: "PUT", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
}

/** @param {"take" | "ask"} policy */
function choose(policy) {
  return put(`${baseUrl}/api/v1/drift/policies`, { policy });
}

/** Somebody takes two units away in the store, and the notice of it never comes. */
async function editedUnheard() {
  const { items } = await ask("/levels?state=in_stock&sort=-available&limit=30");
  const level = items.at(-1);
  await put(`${storeUrl}/_dev/faults`, { webhooks: { drop: 1 } });
  const edit = { sku: level.sku, location: level.location_id, available: level.quantities.available - 2 };
  const answer = await fetch(`${storeUrl}/_dev/edit`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(edit) });
  assert.ok(answer.ok, await answer.text());
  return level;
}

describe("differences from Shopify", () => {
  it("are found by comparing one item, shown with their evidence, saved as files, and put back by a person", async () => {
    await choose("ask");
    const level = await editedUnheard();
    const { context, page, troubles } = await signedIn(browser, { acceptDownloads: true });
    await page.goto(`${baseUrl}/inventory/${tail(level.inventory_item_id)}`);
    await page.getByRole("button", { name: "Compare with Shopify now" }).click();
    await page.getByText(/levels? (was|were) compared/).waitFor();
    await put(`${storeUrl}/_dev/faults`, {});

    await page.goto(`${baseUrl}/sync`);
    const row = page.getByRole("list", { name: "Differences nobody announced" }).getByRole("listitem").filter({ hasText: "Waiting" }).first();
    await row.getByText("Shopify's notice never came").waitFor();
    await row.getByText("Evidence").click();
    await row.getByText("no order, transfer or other document").waitFor();
    for (const kind of ["CSV", "JSON"]) {
      const saving = page.waitForEvent("download");
      // oxlint-disable-next-line no-await-in-loop -- One after the other, as a person saves them.
      await page.getByRole("group", { name: "Save as a file" }).getByRole("button", { name: kind }).click();
      // oxlint-disable-next-line no-await-in-loop
      const saved = await readFile(await (await saving).path(), "utf8");
      assert.ok(saved.includes(level.sku), kind);
    }
    await row.getByRole("button", { name: "Put ours back" }).click();
    const asked = page.getByRole("alertdialog");
    await asked.getByText(/Available .* → /).waitFor();
    await asked.getByRole("button", { name: "Put it back" }).click();
    await page.getByText("The change is on its way to Shopify").first().waitFor();
    const units = level.quantities.available;
    await eventually(async () => (await trueQuantity(level)) === units, "our number is back in Shopify");
    await page.getByText("Ours put back").first().waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("are treated as the shop chooses, and the log is narrowed to an item by its SKU", async () => {
    const { items } = await ask("/sync/log?limit=1");
    const { context, page } = await signedIn(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(`${baseUrl}/sync`);
    await page.getByLabel("Everywhere").selectOption("take");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The choice is saved").first().waitFor();
    assert.equal((await ask("/drift/policies")).policy, "take");
    const code = page.getByLabel("SKU or barcode");
    await code.fill("no such code");
    await page.getByText("No item has this code").waitFor();
    const narrowed = page.waitForResponse((answer) => answer.url().includes("inventory_item_id="));
    await code.fill(items[0].sku);
    await page.getByText("No item has this code").waitFor({ state: "detached" });
    assert.ok((await (await narrowed).json()).items.every((/** @type {any} */ each) => each.sku === items[0].sku));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll");
    await context.close();
  });
});
