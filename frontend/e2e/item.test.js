import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, baseUrl, change, launch, signedIn, someLevel, store, tail, trueQuantity, violations } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const NUMBER = /[−-]?[\d,]+/;

/**
 * An item whose level was edited in the store, one number after another, each of them booked.
 * @param {number} skip
 * @param {number[]} numbers
 */
async function editedLevel(skip, numbers) {
  const level = await someLevel(skip);
  const path = `/items/${encodeURIComponent(level.inventory_item_id)}`;
  for (const available of numbers) {
    await store("/edit", { sku: level.sku, location: level.location_name, available });
    for (let tries = 0; ; tries += 1) {
      const { levels } = await ask(path);
      if (levels.find((/** @type {any} */ each) => each.location_id === level.location_id).quantities.available === available) break;
      assert.ok(tries < 60, `${available} is not booked after 15 seconds`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  return { level, path, address: `${baseUrl}/inventory/${tail(level.inventory_item_id)}` };
}

/**
 * What the page says is available at a location.
 * @param {import("playwright-core").Page} page
 * @param {string} location
 */
async function availableAt(page, location) {
  const row = page.getByRole("table", { name: "By location" }).getByRole("row", { name: location });
  return Number((await row.getByRole("cell").nth(1).innerText()).match(NUMBER)?.[0].replace(",", "").replace("−", "-"));
}

/**
 * What the ledger says was available there; null from before its opening.
 * @param {string} path
 * @param {any} level
 * @param {string | null} at
 */
async function availableThen(path, level, at) {
  const { items } = await ask(`${path}/levels?as_of=${encodeURIComponent(at ?? "")}`);
  return items.find((/** @type {any} */ each) => each.location_id === level.location_id).quantities?.available ?? null;
}

/** @param {import("playwright-core").Page} page */
function moment(page) {
  return new URL(page.url()).searchParams.get("as_of");
}

/**
 * Waits until the moment has settled in the address and its levels are on the page.
 * @param {import("playwright-core").Page} page
 */
async function settled(page) {
  await page.waitForURL(/as_of=/);
  await page.locator('section[aria-busy="false"]').waitFor();
  return moment(page);
}

describe("an item at a moment", () => {
  it("goes from change to change by the keyboard alone, and a link shows the same", async () => {
    const { level, path, address } = await editedLevel(10, [611, 522]);
    const { context, page, troubles } = await signedIn(browser);
    await page.goto(address);
    const slider = page.getByRole("slider", { name: "Levels as of" });
    for (let tabs = 0; tabs < 40 && !(await slider.evaluate((each) => each === document.activeElement)); tabs += 1) {
      await page.keyboard.press("Tab");
    }
    assert.match((await slider.getAttribute("aria-valuetext")) ?? "", /^Now: Available/);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.match((await slider.getAttribute("aria-valuetext")) ?? "", /: [A-Z][a-z ]+[^,]*, [+−][\d,]+ to [\d,]+$/);
    const at = await settled(page);
    await page.getByRole("heading", { name: /^As it was on/ }).waitFor();
    const then = await availableThen(path, level, at);
    assert.equal(await availableAt(page, level.location_name), then);

    const other = await signedIn(browser);
    await other.page.goto(`${address}?as_of=${encodeURIComponent(at ?? "")}`);
    await other.page.getByRole("heading", { name: /^As it was on/ }).waitFor();
    assert.equal(await availableAt(other.page, level.location_name), then);
    await other.context.close();

    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "By location" }).waitFor();
    await page.waitForURL((url) => !url.searchParams.has("as_of"));
    assert.equal(await availableAt(page, level.location_name), await trueQuantity(level));
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("is dragged to with a mouse: the levels are the ledger's sum of that moment", async () => {
    const { level, path, address } = await editedLevel(11, [433]);
    const { context, page } = await signedIn(browser);
    await page.goto(address);
    const slider = page.getByRole("slider", { name: "Levels as of" });
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    assert.ok(box);
    const top = box.y;
    await page.mouse.move(box.x + box.width / 2, box.y + 120);
    await page.mouse.down();
    for (let left = box.x; left > box.x - 300; left -= 20) await page.mouse.move(left, box.y + 120);
    await page.getByRole("heading", { name: /^As it was on/ }).waitFor();
    const moved = async () => Math.abs(((await slider.boundingBox())?.y ?? 0) - top);
    assert.ok((await moved()) < 24, "the chart stays under the hand");
    await page.locator('section[aria-busy="false"]').waitFor();
    assert.ok((await moved()) < 24, "and when the levels of that moment have come");
    await page.mouse.up();
    const at = await settled(page);
    const then = await availableThen(path, level, at);
    if (then === null) await page.getByText("Not recorded yet").first().waitFor();
    else assert.equal(await availableAt(page, level.location_name), then);
    await page.getByRole("button", { name: "Back to now" }).first().click();
    await page.getByRole("heading", { name: "By location" }).waitFor();
    assert.equal(await availableAt(page, level.location_name), await trueQuantity(level));
    await context.close();
  });

  it("is chosen by a finger that goes sideways, and not by one that scrolls", async () => {
    const { address } = await editedLevel(12, [344]);
    const { context, page } = await signedIn(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await page.goto(address);
    const slider = page.getByRole("slider", { name: "Levels as of" });
    await slider.evaluate((each) => each.scrollIntoView({ block: "center" }));
    const box = await slider.boundingBox();
    assert.ok(box);
    const touch = await context.newCDPSession(page);
    const swipe = async (/** @type {number} */ across, /** @type {number} */ down) => {
      const from = { x: box.x + box.width / 2, y: box.y + 100 };
      await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [from] });
      for (let step = 1; step <= 10; step += 1) {
        const touchPoints = [{ x: from.x + (across * step) / 10, y: from.y + (down * step) / 10 }];
        await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
      }
      await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    };
    await swipe(0, -60);
    await page.waitForTimeout(600);
    assert.equal(moment(page), null);
    await slider.evaluate((each) => each.scrollIntoView({ block: "center" }));
    await page.waitForTimeout(300);
    await swipe(-120, 0);
    assert.ok(await settled(page));
    assert.deepEqual(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    await context.close();
  });
});

describe("what moved an item", () => {
  it("is a change made here, under its note, once Shopify has it", async () => {
    const { level, address } = await editedLevel(14, [166]);
    const { context, page } = await signedIn(browser);
    await page.goto(address);
    await page.getByRole("heading", { name: "Documents" }).waitFor();
    const note = `Fell off the shelf ${Date.now()}`;
    const { inventory_item_id, location_id } = level;
    const lines = [{ inventory_item_id, location_id, name: "available", delta: -4 }];
    await change({ kind: "adjust", reason: "damaged", note, lines });
    const row = page.getByRole("list", { name: "Documents" }).getByRole("listitem").filter({ hasText: note });
    await row.waitFor({ timeout: 15_000 });
    assert.match(await row.innerText(), /Adjusted here · .+\s+Available −4\s+On hand −4/);
    await context.close();
  });

  it("is on its page: the order among its documents, in the week's sales, on its day, in its sync log", async () => {
    const { level, address } = await editedLevel(13, [255]);
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.goto(address);
    const { name: order } = await store("/order", { sku: level.sku, quantity: 9 });
    const documents = page.getByRole("list", { name: "Documents" });
    const row = documents.getByRole("listitem").filter({ hasText: order });
    await row.waitFor({ timeout: 15_000 });
    assert.match(await row.innerText(), /Available −9/);

    const sales = page.locator("section").filter({ has: page.getByRole("heading", { name: "Sales by week" }) });
    await sales.getByText("Show as a table").click();
    const week = page.getByRole("table", { name: "Sales by week" }).getByRole("row").nth(1);
    assert.ok(Number((await week.getByRole("cell").nth(1).innerText()).replace(",", "")) >= 9);
    await page.getByRole("img", { name: /^Sold by week/ }).waitFor();

    const { time_zone: timeZone } = await ask("/shop");
    const today = new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());
    const movements = page.getByRole("table", { name: "Movements" });
    await page.getByLabel("To", { exact: true }).fill("2001-01-01");
    await page.getByText("No movement fits these filters.").waitFor();
    await page.getByLabel("To", { exact: true }).fill(today);
    await page.getByLabel("From", { exact: true }).fill(today);
    await page.getByRole("combobox", { name: "Cause" }).selectOption("Order");
    await movements.getByRole("row").filter({ hasText: order }).first().waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await movements.getByText("Opening stock").first().waitFor();

    const log = page.getByRole("table", { name: "Sync log of this item" });
    await log.getByRole("row").filter({ hasText: "Available −9" }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
