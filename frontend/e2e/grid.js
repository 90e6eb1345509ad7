/** What the tests of the grid have in common. */
import assert from "node:assert/strict";
import { ask, signedIn, tail } from "./browser.js";

/** @typedef {import("playwright-core").Page} Page */

/**
 * @param {() => Promise<boolean>} happened
 * @param {string} what
 */
export async function eventually(happened, what, seconds = 20) {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    if (await happened()) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  assert.fail(`${what}: not within ${seconds} s`);
}

/**
 * The grid at an address, its first rows there.
 * @param {import("playwright-core").Browser} browser
 * @param {string} address
 */
export async function openGrid(browser, address) {
  const session = await signedIn(browser, {}, address);
  await session.page.getByRole("grid").getByRole("row").nth(1).waitFor();
  await settled(session.page);
  return session;
}

/** @param {Page} page */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector("[role=grid]")?.getAttribute("aria-busy") === "false");
}

/**
 * The texts of a column's cells, top to bottom, without rows that only wait beneath the edge.
 * @param {Page} page
 * @param {string} name
 */
export async function column(page, name) {
  const at = await page.getByRole("columnheader", { name, exact: true }).getAttribute("aria-colindex");
  return page.locator(`[role=gridcell][aria-colindex="${at}"]`).allInnerTexts();
}

/**
 * Levels with units at a location where nobody is likely to buy meanwhile, a different stretch for each test.
 * @param {number} from
 * @param {number} count
 */
export async function quietLevels(from, count) {
  const filter = JSON.stringify({ all: [{ field: "available", op: ">=", value: 20 }, { field: "tracked", op: "is", value: true }] });
  const { items } = await ask(`/levels?sort=-sku&limit=250&filter=${encodeURIComponent(filter)}`);
  const found = items.filter((/** @type {any} */ level) => level.pending === 0).slice(from, from + count);
  assert.equal(found.length, count);
  return found;
}

/** @param {any[]} levels */
export function addressOf(levels) {
  const any = levels.map((level) => ({
    all: [
      { field: "sku", op: "is", value: level.sku },
      { field: "location", op: "is", value: tail(level.location_id) },
    ],
  }));
  return `/inventory?sort=-sku&filter=${encodeURIComponent(JSON.stringify({ any }))}`;
}

/**
 * @param {any} level
 * @returns {Promise<{ available: number, pending: number }>}
 */
export async function now(level) {
  const { levels } = await ask(`/items/${encodeURIComponent(level.inventory_item_id)}`);
  const found = levels.find((/** @type {any} */ each) => each.location_id === level.location_id);
  return { available: found.quantities.available, pending: found.pending };
}

/** @param {Page} page @param {number} row */
export async function goToAvailable(page, row) {
  const at = await page.getByRole("columnheader", { name: "Available" }).getAttribute("aria-colindex");
  await page.locator(`[role=row][aria-rowindex="${row + 1}"] [role=gridcell][aria-colindex="${at}"]`).click();
  await page.getByRole("grid").focus();
}
