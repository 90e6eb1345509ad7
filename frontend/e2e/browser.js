/**
 * A browser for tests against a running system. Where something is missing the tests fail and say
 * what to do: they never skip.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const WHOLE = "/usr/bin/chromium";
const SHELL = "/usr/bin/chromium-headless-shell";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** @param {string} name */
function need(name) {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}: the browser tests run against a system that is up (make run prints its addresses)`);
  return value.replace(/\/$/, "");
}

export const baseUrl = need("E2E_BASE_URL");
export const storeUrl = need("E2E_STORE_URL");
export const accessKey = need("E2E_KEY");
/** An api of the same installation that keeps its mails in an outbox; only where tests read mails. */
export const mailingUrl = (process.env["E2E_MAILING_URL"] ?? "").replace(/\/$/, "");

/**
 * The engine without the machinery of windows, where Debian's package of it is installed: it takes 40 %
 * less of the processor over a file of flows.
 * @param {string[]} [more] flags beside the usual ones
 */
export function launch(more = []) {
  return launched(existsSync(SHELL) ? SHELL : WHOLE, more);
}

/**
 * The whole browser, as people have it: for what is measured, for pictures, and where there is a camera.
 * @param {string[]} [more] flags beside the usual ones
 */
export function launchWhole(more = []) {
  return launched(WHOLE, more);
}

/**
 * @param {string} program
 * @param {string[]} more
 */
async function launched(program, more) {
  const executablePath = process.env["CHROMIUM"] ?? program;
  if (!existsSync(executablePath)) {
    throw new Error(`There is no Chromium at ${executablePath}. Install it (apt-get install -y chromium) or set CHROMIUM`);
  }
  return chromium.launch({ executablePath, args: [...FLAGS, ...more] });
}

/**
 * A page that is signed in, and what went wrong on it: errors in the console, and requests to
 * anywhere but the app.
 * @param {import("playwright-core").Browser} browser
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @param {string} [path] the page to begin with
 */
export async function signedIn(browser, options = {}, path = "/") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  const troubles = watch(page);
  await page.goto(`${baseUrl}${path}#key=${accessKey}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return { context, page, troubles };
}

/** @param {import("playwright-core").Page} page */
export function watch(page) {
  /** @type {string[]} */
  const troubles = [];
  page.on("console", (message) => {
    if (message.type() === "error") troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== new URL(baseUrl).origin) troubles.push(`outside request: ${url.href}`);
  });
  return troubles;
}

/**
 * Asks the app's API as the page does.
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function ask(path) {
  const answer = await fetch(`${baseUrl}/api/v1${path}`, { headers: { Authorization: `Bearer ${accessKey}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * Changes stock by the app's API.
 * @param {object} wanted a change set
 */
export async function change(wanted) {
  const headers = {
    Authorization: `Bearer ${accessKey}`,
    "Content-Type": "application/json",
    "Idempotency-Key": crypto.randomUUID(),
  };
  const answer = await fetch(`${baseUrl}/api/v1/change-sets`, { method: "POST", headers, body: JSON.stringify(wanted) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

/**
 * Does something in the store itself, as a merchant or a customer would.
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function store(path, body) {
  const answer = await fetch(`${storeUrl}/_dev${path}`, {
    ...(body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/**
 * The store's own number.
 * @param {{ inventory_item_id: string, location_id: string }} level
 * @param {string} name
 */
export async function trueQuantity(level, name = "available") {
  const { levels } = await store("/truth");
  const found = levels.find(
    (/** @type {typeof level} */ each) =>
      each.inventory_item_id === level.inventory_item_id && each.location_id === level.location_id,
  );
  return found?.quantities[name];
}

/** A level with enough units for a test, well away from where customers buy most. */
export async function someLevel(skip = 0) {
  const { items } = await ask("/levels?state=in_stock&sort=-available&limit=50");
  const found = items.filter((/** @type {any} */ level) => level.tracked && level.sku)[skip];
  if (!found) throw new Error("The shop has no level with units on it");
  return found;
}

/** @param {string} gid */
export function tail(gid) {
  return gid.slice(gid.lastIndexOf("/") + 1);
}

/**
 * What was changed about the window is on the screen.
 * @param {import("playwright-core").Page} page
 */
export function drawn(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

const axe = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds on a page, one line each.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
  // What fades in has not its own colours yet.
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => playState !== "running" || effect?.getTiming().iterations === Infinity),
  );
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(await axe);
  return page.evaluate(async () => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
    // @ts-expect-error axe is put into the page by the line above.
    const { violations: found } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
    return found.map((/** @type {any} */ each) => `${each.id}: ${each.nodes[0].html}`);
  });
}
