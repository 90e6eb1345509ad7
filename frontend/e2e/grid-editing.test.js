/** Quantities edited in the grid, on the real system: what is sent is compared with the ledger and the store. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, launch, violations } from "./browser.js";
import { addressOf, eventually, goToAvailable, now, openGrid, quietLevels } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("editing in cells", () => {
  it("by keyboard alone: typed, taken back, typed again, reviewed, sent, and true in the ledger", async () => {
    const levels = await quietLevels(0, 2);
    const { context, page, troubles } = await openGrid(browser, addressOf(levels));
    const [first] = levels;
    const held = await now(first);
    const at = Number(await page.getByRole("columnheader", { name: "Available" }).getAttribute("aria-colindex"));
    await page.getByRole("grid").focus();
    await page.keyboard.press("Control+Home");
    for (let step = 1; step < at; step += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.type("+999");
    await page.keyboard.press("Escape");
    await page.keyboard.type("+7");
    await page.keyboard.press("Enter");
    await page.getByText("1 change", { exact: true }).waitFor();
    await page.keyboard.press("Control+z");
    await page.getByText("1 change", { exact: true }).waitFor({ state: "hidden" });
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("F2");
    await page.keyboard.type("+4");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Review and send" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("1 level changes by +4 units in all.").waitFor();
    assert.deepEqual(await violations(page), []);
    const send = page.getByRole("button", { name: "Send to Shopify" });
    await send.and(page.locator(":enabled")).waitFor();
    await send.focus();
    await page.keyboard.press("Enter");
    await eventually(async () => {
      const level = await now(first);
      return level.pending === 0 && level.available === held.available + 4;
    }, "Shopify has it");
    const { items } = await ask(`/items/${encodeURIComponent(first.inventory_item_id)}/movements?cause=adjustment&name=available`);
    assert.equal(items[0].delta, 4);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("pastes a block from a spreadsheet, refuses a text with its reason, and sends nothing until then", async () => {
    const levels = await quietLevels(10, 3);
    const { context, page } = await openGrid(browser, addressOf(levels));
    await goToAvailable(page, 1);
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", '"=30"\r\na dozen\r\n-1\r\n');
      document.activeElement?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.getByText("3 changes").waitFor();
    await page.getByText("1 entry cannot be read").waitFor();
    assert.ok(await page.getByRole("button", { name: "Review and send" }).isDisabled());
    assert.deepEqual(await violations(page), []);
    await goToAvailable(page, 2);
    await page.keyboard.press("Delete");
    await page.getByText("2 changes").waitFor();
    await page.getByRole("button", { name: "Review and send" }).click();
    await page.getByText("2 levels change").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Discard" }).click();
    await page.getByText("2 changes").waitFor({ state: "hidden" });
    for (const level of levels) assert.equal((await now(level)).pending, 0);
    await context.close();
  });

  it("copies a block for a spreadsheet", async () => {
    const levels = await quietLevels(20, 2);
    const { context, page } = await openGrid(browser, addressOf(levels));
    await goToAvailable(page, 1);
    await page.keyboard.press("Shift+ArrowLeft");
    await page.keyboard.press("Shift+ArrowDown");
    const copied = await page.evaluate(() => {
      const data = new DataTransfer();
      document.activeElement?.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
      return data.getData("text/plain");
    });
    const rows = copied.split("\r\n").map((row) => row.split("\t"));
    assert.equal(rows.length, 2);
    assert.ok(rows.every(([place, units]) => levels.some((/** @type {any} */ each) => each.location_name === place && String(each.quantities.available) === units)));
    await context.close();
  });

  it("keeps what was typed while the store sells and the list is scrolled", async () => {
    const { context, page } = await openGrid(browser, "/inventory?sort=sku");
    await goToAvailable(page, 2);
    await page.keyboard.type("=77");
    await page.keyboard.press("Enter");
    await page.getByText("1 change", { exact: true }).waitFor();
    const grid = page.getByRole("grid");
    await grid.evaluate((element) => element.scrollTo({ top: 40_000 }));
    await page.locator('[role=row][aria-rowindex="840"]').waitFor();
    await grid.evaluate((element) => element.scrollTo({ top: 0 }));
    await page.getByText("→ 77").waitFor();
    await context.close();
  });
});

describe("editing a selection", () => {
  it("over all pages is previewed, and books exactly that", async () => {
    const levels = await quietLevels(30, 4);
    const { context, page } = await openGrid(browser, addressOf(levels));
    const held = await Promise.all(levels.map(now));
    await page.getByLabel("Select all that match").check();
    await page.getByLabel(`Select ${levels[3].title} at ${levels[3].location_name}`).first().uncheck();
    await page.getByText("3 rows selected").waitFor();
    await page.getByRole("button", { name: "Edit quantities" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Subtract" }).click();
    await dialog.getByLabel("Units").fill("2");
    await dialog.getByRole("button", { name: "Show what happens" }).click();
    await dialog.getByText("−6 units in all").waitFor();
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole("button", { name: "Change 3 levels" }).click();
    await eventually(async () => {
      const left = await Promise.all(levels.map(now));
      return left.every((/** @type {any} */ each) => each.pending === 0) && held.filter((/** @type {any} */ each, /** @type {number} */ at) => each.available - 2 === left[at]?.available).length === 3;
    }, "three levels are changed in Shopify and one is not");
    await context.close();
  });

  it("of thousands says how many there are and where the bound is", async () => {
    const { context, page } = await openGrid(browser, "/inventory");
    const { total } = await ask("/level-count");
    await page.getByLabel("Select all that match").check();
    await page.getByText(`${total.toLocaleString("en-GB")} rows selected`).waitFor();
    assert.equal(await page.getByRole("button", { name: "Edit quantities" }).isDisabled(), total > 10_000);
    await page.getByRole("button", { name: "Clear selection" }).click();
    await page.getByLabel(/^Select .* at /).nth(0).click();
    await page.getByLabel(/^Select .* at /).nth(5).click({ modifiers: ["Shift"] });
    await page.getByText("6 rows selected").waitFor();
    await context.close();
  });
});

