/**
 * `node e2e/vitals.js`: what the pages feel like on a slow machine (4 times slower), as one JSON line:
 * LCP, CLS and the slowest answer to a press (INP) of each page, the median of three visits each.
 */
import { baseUrl, launchWhole, signedIn, someLevel, tail } from "./browser.js";

const SLOWER = 4;
const VISITS = 3;
const SETTLE_MS = 1500;

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ page: string, lcp: number, cls: number, inp: number | null }} Vitals */

/** Collects what the browser itself measures, from the first moment of a page on. */
function observe() {
  const seen = { lcp: 0, cls: 0, inp: 0 };
  const keep = {
    "largest-contentful-paint": (/** @type {any} */ entry) => (seen.lcp = entry.startTime),
    "layout-shift": (/** @type {any} */ entry) => (seen.cls += entry.hadRecentInput ? 0 : entry.value),
    event: (/** @type {any} */ entry) => (seen.inp = Math.max(seen.inp, entry.interactionId ? entry.duration : 0)),
  };
  for (const [type, each] of Object.entries(keep)) {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(each));
    observer.observe(/** @type {any} */ ({ type, buffered: true, durationThreshold: 16 }));
  }
  Object.assign(window, { seen });
}

/** @param {Page} page */
async function searchAndSort(page) {
  const search = page.getByRole("searchbox").first();
  await search.click();
  for (const letter of "lantern") await page.keyboard.press(letter, { delay: 80 });
  await page.waitForTimeout(1000);
  await search.fill("");
  const header = page.getByRole("columnheader", { name: /^Available/ }).first();
  await header.getByRole("button").first().click();
  await page.waitForTimeout(1000);
  await page.getByRole("gridcell").first().focus();
  for (let n = 0; n < 5; n += 1) await page.keyboard.press("ArrowDown", { delay: 80 });
  await page.waitForTimeout(500);
}

/** @param {Page} page */
async function editUnits(page) {
  await page.getByLabel("Units").click();
  for (const digit of "12") await page.keyboard.press(digit, { delay: 80 });
  await page.waitForTimeout(1000);
}

/** @param {Page} page */
async function openHelp(page) {
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForTimeout(500);
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {{ path: string, ready: string, act: (page: Page) => Promise<void> }} visit
 */
async function measure(browser, { path, ready, act }) {
  const { context, page } = await signedIn(browser);
  await page.addInitScript(observe);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(`${baseUrl}${path}`);
  await page.getByText(ready).first().waitFor();
  await page.waitForTimeout(SETTLE_MS);
  const { lcp, cls } = await page.evaluate("window.seen");
  await act(page);
  const { cls: shifted, inp } = await page.evaluate("window.seen");
  await context.close();
  return { lcp, cls: Math.max(cls, shifted), inp };
}

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const level = await someLevel();
const item = tail(level.inventory_item_id);
const adjust = `/inventory/${item}?adjust=${item}.${tail(level.location_id)}`;
const visits = [
  { name: "overview", path: "/", ready: "Latest movements", act: openHelp },
  { name: "inventory", path: "/inventory", ready: " rows", act: searchAndSort },
  { name: "item", path: `/inventory/${item}`, ready: "Every change since the opening stock", act: openHelp },
  { name: "adjust", path: adjust, ready: "Send to Shopify", act: editUnits },
];
const browser = await launchWhole();
const found = [];
for (const visit of visits) {
  /** @type {Awaited<ReturnType<typeof measure>>[]} */
  const runs = [];
  for (let n = 0; n < VISITS; n += 1) runs.push(await measure(browser, visit));
  const of = (/** @type {"lcp" | "cls" | "inp"} */ name) => median(runs.map((run) => run[name]));
  found.push({ page: visit.name, lcp: of("lcp"), cls: of("cls"), inp: of("inp") });
}
await browser.close();
console.log(JSON.stringify(found));
