/** Counts: made, counted on a phone also without a connection, recounted, approved, posted; and counts in turns. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, baseUrl, launch, signedIn, violations } from "./browser.js";
import { eventually } from "./grid.js";
import { someLevels, startedCount } from "./stocktakes.js";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {any[]} */
let levels;
before(async () => {
  browser = await launch();
  levels = await someLevels();
});
after(() => browser?.close());

/** @param {import("playwright-core").Page} page @param {string} code */
async function scan(page, code) {
  await page.getByLabel("Barcode, SKU or name").focus();
  await page.keyboard.type(`${code}\n`);
}

/** @param {string} id @param {any} level */
async function lineOf(id, level) {
  const { items } = await ask(`/stocktakes/${id}/lines`);
  return items.find((/** @type {any} */ line) => line.inventory_item_id === level.inventory_item_id);
}

describe("a count", () => {
  it("is made, begun, counted, approved and posted", async () => {
    const [level] = levels;
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Counts" }).click();
    await page.getByRole("heading", { name: "Counts", level: 1 }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "New count" }).first().click();
    await page.getByLabel("Name", { exact: false }).first().fill("By the browser");
    await page.getByLabel(level.location_name, { exact: true }).check();
    await page.getByLabel("Words, SKU or barcode").fill(level.barcode);
    await page.getByText(`${level.location_name}: 1 item`).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Make the count" }).click();
    await page.getByRole("button", { name: "Begin to count" }).click();
    await page.getByRole("link", { name: "Count", exact: true }).click();
    await page.getByRole("button", { name: "Count here" }).click();
    await page.getByLabel("How many").fill(String(level.quantities.on_hand + 2));
    await scan(page, level.barcode);
    await page.getByText("Everything is sent").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "By the browser" }).click();
    await page.getByRole("button", { name: "End counting" }).click();
    await page.getByText("+2").first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Approve and post" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 item changes: 2 units more, 0 fewer.").waitFor();
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole("button", { name: "Approve and post" }).click();
    await page.getByRole("link", { name: "See the change" }).click();
    await page.getByText("Confirmed").first().waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("goes on without a connection, survives a reload, and sends each scan once", async () => {
    const [one, two] = levels;
    const count = await startedCount(levels, { is_blind: true });
    const { context, page } = await signedIn(browser, PHONE, `/stocktakes/${count.id}/count`);
    await page.getByRole("button", { name: "Count here" }).first().click();
    await scan(page, one.barcode);
    await page.getByText("Everything is sent").waitFor();
    // The page keeps its own files first, then what serves them.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await context.setOffline(true);
    await scan(page, one.barcode);
    await page.getByText("2 counted here").waitFor();
    await page.getByLabel("How many").fill("5");
    await scan(page, two.barcode);
    await page.getByText("2 scans wait to be sent").waitFor();
    await scan(page, "9999999999994");
    await page.getByText("Not known: 9999999999994").waitFor();
    await page.reload();
    await page.getByText("3 scans wait to be sent").waitFor();
    await scan(page, one.barcode);
    await page.getByText("3 counted here").waitFor();
    await page.getByRole("button", { name: `Undo ${one.title}` }).first().click();
    await page.getByText("5 scans wait to be sent").waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    assert.equal((await lineOf(count.id, one)).counted, 1, "nothing came through");
    await context.setOffline(false);
    await page.getByText("Everything is sent").waitFor();
    assert.equal((await lineOf(count.id, one)).counted, 2);
    assert.equal((await lineOf(count.id, two)).counted, 5);
    const seen = await ask(`/stocktakes/${count.id}`);
    assert.deepEqual(seen.unknown_codes.map((/** @type {any} */ each) => each.code), ["9999999999994"]);
    assert.equal((await ask(`/stocktakes/${count.id}/scans`)).items.length, 6);
    await context.close();
  });

  it("has codes resolved and its largest differences counted once more", async () => {
    const [one, two] = levels;
    const count = await startedCount(levels.slice(0, 2));
    const { context, page, troubles } = await signedIn(browser, { ...PHONE, bypassCSP: true }, `/stocktakes/${count.id}/count`);
    await page.getByRole("button", { name: "Count here" }).click();
    await scan(page, "no such code");
    await page.getByLabel("How many").fill(String(two.quantities.on_hand + 9));
    await scan(page, two.sku);
    await page.getByText("Everything is sent").waitFor();
    await page.goto(`${baseUrl}/stocktakes/${count.id}`);
    await page.getByRole("button", { name: "Say what it is" }).click();
    await page.getByLabel("Item, SKU or barcode").fill(one.sku);
    await page.getByRole("dialog").getByRole("button", { name: one.title }).first().click();
    await page.getByText(`is ${one.title}`).waitFor();
    await page.getByRole("button", { name: "End counting" }).click();
    await page.getByRole("button", { name: "Recount" }).click();
    await page.getByLabel("How many items").fill("1");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Ask for the recount" }).click();
    await page.getByText("Recount 1").first().waitFor();
    await eventually(async () => (await ask(`/stocktakes/${count.id}`)).round === 2, "the second round");
    await page.getByRole("button", { name: "Leave this count" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave this count" }).click();
    await page.getByText("Canceled").waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });
});

describe("counts in turns", () => {
  it("are made, changed, made today and ended", async () => {
    const [level] = levels;
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, "/stocktakes/schedules");
    await page.getByRole("button", { name: "New schedule" }).click();
    await page.getByLabel("Name").fill("Daily round");
    await page.getByLabel("Location").selectOption({ label: level.location_name });
    await page.getByLabel("Items a day at most").fill("3");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(`Daily round · ${level.location_name}`).waitFor();
    await page.getByRole("button", { name: "Make today's count now" }).click();
    await page.getByText("The count is made").first().waitFor();
    const { items } = await ask("/stocktakes?state=draft");
    assert.equal(items.find((/** @type {any} */ each) => each.label.startsWith("Daily round")).lines, 3);
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByLabel("Days between counts of A").fill("14");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("every 14 days").waitFor();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End it" }).click();
    await page.getByText("No schedule yet").waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
