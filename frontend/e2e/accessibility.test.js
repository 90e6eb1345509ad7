import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { baseUrl, drawn, launch, signedIn, violations } from "./browser.js";
import { everyPage } from "./pages.js";

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {Awaited<ReturnType<typeof everyPage>>[number]} Place */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** @type {("light" | "dark")[]} */
const SCHEMES = ["light", "dark"];
const WIDTHS = [1440, 390];
/** As many pages are looked at side by side. */
const AT_ONCE = 2;
/** For so long after it is there a page may not move by itself. */
const STILL_MS = 1500;

/**
 * Adds up by how much the page moves from now on without being touched, and what moved before.
 * @param {Page} page
 */
function watchShifts(page) {
  return page.evaluate(() => {
    const seen = { shift: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // @ts-expect-error The type of layout-shift entries is not in the DOM library.
        if (!entry.hadRecentInput) seen.shift += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
    Object.assign(window, { seen });
  });
}

/**
 * What is wrong with a page as it stands, in each scheme and width: it is loaded once and changed in place.
 * @param {Page} page
 * @param {string} name
 * @returns {Promise<string[]>}
 */
async function wrongOn(page, name) {
  /** @type {string[]} */
  const wrong = [];
  const there = Date.now();
  // Another width may load parts of its own; what is busy already is meant to be (the page of parts shows such).
  const busy = await page.locator("[aria-busy=true]").count();
  await watchShifts(page);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await drawn(page);
    await page.waitForFunction((most) => document.querySelectorAll("[aria-busy=true]").length <= most, busy);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      await drawn(page);
      wrong.push(...(await violations(page)).map((each) => `${name}, ${colorScheme}, ${width} px: ${each}`));
    }
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overhang > 0) wrong.push(`${name}, ${width} px: ${overhang} px too wide`);
    if (width !== WIDTHS[0]) continue;
    await page.waitForTimeout(Math.max(0, there + STILL_MS - Date.now()));
    const shift = Number(await page.evaluate("window.seen.shift"));
    if (shift >= 0.1) wrong.push(`${name} shifts by ${shift}`);
  }
  return wrong;
}

/** Runs before anything of a page: keeps what its Content-Security-Policy refuses. */
function keepRefusals() {
  /** @type {string[]} */
  const refused = [];
  Object.assign(window, { refused });
  document.addEventListener("securitypolicyviolation", (event) => {
    refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });
}

/**
 * What the policy has refused so far, before axe is put into the page.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
function refusals(page) {
  return page.evaluate("window.refused");
}

/**
 * Goes through pages, one after the other, until none is left.
 * @param {Place[]} left
 * @returns {Promise<string[]>}
 */
async function lookAt(left) {
  const { context, page } = await signedIn(browser);
  await page.addInitScript(keepRefusals);
  /** @type {string[]} */
  const wrong = [];
  for (let place = left.shift(); place; place = left.shift()) {
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${baseUrl}${place.path}`);
    await page.getByText(place.ready).first().waitFor();
    await place.prepare?.(page);
    wrong.push(...(await refusals(page)).map((each) => `${place.name}: its own policy refused ${each}`));
    wrong.push(...(await wrongOn(page, place.name)));
  }
  await context.close();
  return wrong;
}

describe("every page", () => {
  it("can be used by everybody in both schemes and widths, does not scroll sideways, and stays where it is", async () => {
    const left = await everyPage();
    const found = await Promise.all(Array.from({ length: AT_ONCE }, () => lookAt(left)));
    assert.deepEqual(found.flat(), []);
  });

  it("can be used by everybody before anybody has signed in", async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${baseUrl}/sync`);
    await page.getByLabel("Password").waitFor();
    assert.deepEqual(await wrongOn(page, "sign-in"), []);
    await page.getByRole("button", { name: "Forgotten your password?" }).click();
    await page.getByRole("button", { name: "Send me a link" }).waitFor();
    assert.deepEqual(await wrongOn(page, "forgotten password"), []);
    await context.close();
  });

  it("is reached from the menu of a phone", async () => {
    const { context, page } = await signedIn(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
    for (const name of ["Inventory", "Sync", "Settings", "Overview"]) {
      await page.getByRole("button", { name: "Open menu" }).click();
      await page.getByRole("dialog").getByRole("link", { name }).click();
      await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
      assert.equal(await page.getByRole("dialog").count(), 0);
    }
    await context.close();
  });
});
