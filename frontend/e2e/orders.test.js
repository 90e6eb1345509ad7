/** Buying, from stock that runs low to what lies on the shelf: an order, its approval, its mail, two receipts. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessKey, ask, baseUrl, launch, mailingUrl, someLevel, store, tail, violations } from "./browser.js";
import { eventually, settled } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * A supplier in the shop's own currency who sells an item in packs of six.
 * @param {any} level
 */
async function supplierOf(level) {
  const headers = { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json" };
  const { currency } = await ask("/shop");
  const given = { name: `Mill ${Date.now()}`, contact: "Ann", email: "mill@example.com", currency, payment_terms: "14 days net" };
  const made = await (await fetch(`${baseUrl}/api/v1/suppliers`, { method: "POST", headers, body: JSON.stringify(given) })).json();
  const item = { inventory_item_id: level.inventory_item_id, code: "MILL-1", unit_cost: "2.50", pack: 6, is_preferred: true };
  await fetch(`${baseUrl}/api/v1/suppliers/${made.id}/items`, { method: "PUT", headers, body: JSON.stringify({ items: [item] }) });
  return made;
}

/**
 * What the store truly has of a level.
 * @param {any} level
 * @returns {Promise<any>}
 */
async function truth(level) {
  const { levels } = await store("/truth");
  return levels.find((/** @type {any} */ each) => each.inventory_item_id === level.inventory_item_id && each.location_id === level.location_id).quantities;
}

/** A page at the installation that keeps its mails, and what its console said was wrong. */
async function opened() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", bypassCSP: true });
  const page = await context.newPage();
  /** @type {string[]} */
  const failures = [];
  page.on("console", (message) => message.type() === "error" && failures.push(message.text()));
  page.on("pageerror", (error) => failures.push(error.message));
  await page.goto(`${mailingUrl}/#key=${accessKey}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return { context, page, failures };
}

describe("purchase orders", () => {
  it("go from the grid to the shelf: draft, approval, mail, two receipts, one taken back", async () => {
    const level = await someLevel(11);
    const supplier = await supplierOf(level);
    const held = await truth(level);
    const { context, page, failures } = await opened();

    await page.goto(`${mailingUrl}/inventory?q=${encodeURIComponent(level.sku)}`);
    await page.getByRole("grid").getByRole("row").nth(1).waitFor();
    await settled(page);
    await page.getByRole("grid").getByRole("row").nth(1).getByRole("checkbox").check();
    await page.getByRole("link", { name: "Order", exact: true }).click();
    await page.getByRole("heading", { name: "New purchase order" }).waitFor();
    assert.equal(await page.getByLabel("Supplier").locator("option:checked").textContent(), supplier.name, "the preferred one");
    await page.getByLabel("Arrives at").selectOption(level.location_id);
    const units = page.getByRole("list", { name: "Items of the order" }).getByLabel(/^Units of /);
    assert.equal(await units.inputValue(), "6", "a pack, not one");
    await units.fill("13");
    await page.getByText("13 are no whole packs of 6").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Round up to 18" }).press("Enter");
    assert.equal(await units.inputValue(), "18");
    await page.getByLabel("Item, SKU, barcode or their code").fill("MILL-1");
    await page.keyboard.press("Enter");
    await page.getByRole("status").filter({ hasText: ": 19" }).waitFor();
    await units.fill("18");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("button", { name: "Hand in" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Hand in" }).click();
    await page.getByText("Approved", { exact: true }).first().waitFor();

    await page.getByRole("button", { name: "Send", exact: true }).click();
    const mail = page.getByRole("dialog");
    assert.equal(await mail.getByLabel("To", { exact: true }).inputValue(), "mill@example.com");
    await mail.getByLabel("Subject").fill(`Our order of ${supplier.name}`);
    assert.deepEqual(await violations(page), []);
    await mail.getByRole("button", { name: "Send it" }).click();
    await page.getByRole("list", { name: "Mails to the supplier" }).getByText(`Our order of ${supplier.name}`).waitFor();
    const outbox = await (await fetch(`${mailingUrl}/outbox`)).text();
    assert.match(outbox, new RegExp(`Our order of ${supplier.name}`));
    const [, attachment] = /href="(\/outbox\/[^"]+)">PO-\d+\.pdf/.exec(outbox) ?? [];
    const pdf = await fetch(`${mailingUrl}${attachment}`);
    assert.equal(pdf.headers.get("content-type"), "application/pdf");

    await page.getByRole("link", { name: "Receive" }).click();
    await page.getByLabel("Scan or type a code").fill("MILL-1");
    await page.keyboard.press("Enter");
    await page.getByText(": 1 of 18").waitFor();
    await page.getByLabel("Scan or type a code").fill("nothing of ours");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Note it as a wrong item" }).press("Enter");
    await page.getByRole("textbox", { name: /^Good units of / }).fill("10");
    await page.getByRole("textbox", { name: /^Damaged units of / }).fill("2");
    await page.getByText("6 units stay expected").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Book 12 units" }).click();
    await page.getByText("Partly received", { exact: true }).first().waitFor();
    await page.getByText("1 × nothing of ours, not ordered").waitFor();

    await page.getByRole("link", { name: "Receive" }).click();
    await page.getByRole("button", { name: "Everything has arrived" }).press("Enter");
    await page.getByRole("button", { name: "Book 6 units" }).click();
    await page.getByText("Received", { exact: true }).first().waitFor();
    await eventually(async () => {
      const now = await truth(level);
      return now.available === held.available + 16 && (now.damaged ?? 0) === (held.damaged ?? 0) + 2;
    }, "both receipts are in the store, once each");
    assert.deepEqual(await violations(page), []);

    await page.getByRole("button", { name: "Take back receipt 2" }).click();
    const undo = page.getByRole("dialog");
    await undo.getByRole("row").nth(1).waitFor();
    await undo.getByRole("button", { name: "Take it back" }).click();
    await undo.getByText("Say why it is taken back.").waitFor();
    await undo.getByLabel("Reason").fill("It was another order's box");
    await undo.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("Taken back", { exact: true }).waitFor();
    await eventually(async () => (await truth(level)).available === held.available + 10, "the store gave them back");

    await page.goto(`${mailingUrl}/inventory/${tail(level.inventory_item_id)}`);
    const onOrder = page.getByRole("list", { name: "On order" }).getByRole("listitem").filter({ hasText: supplier.name });
    await onOrder.getByText("6", { exact: true }).waitFor();
    assert.deepEqual(failures, []);
    await context.close();
  });
});
