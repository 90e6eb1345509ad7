/** After a restore an owner sees what differed, and lets changes go out to Shopify again. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { ask, baseUrl, drawn, launch, signedIn, violations } from "../browser.js";
import { ownerIn } from "../owner.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const { E2E_SHOTS } = process.env;

/**
 * What is wrong with the page as it stands, wide and narrow, light and dark.
 * @param {import("playwright-core").Page} page
 */
async function wrongOn(page) {
  /** @type {string[]} */
  const wrong = [];
  if (E2E_SHOTS) await mkdir(E2E_SHOTS, { recursive: true });
  for (const width of [1440, 390]) {
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      /* oxlint-disable no-await-in-loop -- One page, one look after the other. */
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await drawn(page);
      wrong.push(...(await violations(page)));
      if (E2E_SHOTS) await page.screenshot({ path: `${E2E_SHOTS}/restored-${width}-${colorScheme}.png` });
      /* oxlint-enable no-await-in-loop */
    }
    // oxlint-disable-next-line no-await-in-loop
    const overhang = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overhang > 0) wrong.push(`${width} px: ${overhang} px too wide`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return wrong;
}

describe("a shop whose data came out of a backup", () => {
  it("says so to whoever may not end it", async () => {
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.getByText("Nothing is sent to Shopify yet").waitFor();
    await page.getByRole("link", { name: "See what was found" }).click();
    await page.getByText("An owner of the shop confirms this.").waitFor();
    assert.deepEqual(await wrongOn(page), []);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("is let go by an owner, by the keyboard alone", async () => {
    const { context, page } = await ownerIn(browser);
    await page.goto(`${baseUrl}/sync`);
    await page.getByText(/^5 of \d+ levels differed, by \d+ units/).waitFor();
    await page.getByText("2 lines of changes").waitFor();
    const confirm = page.getByRole("button", { name: "Confirm and send again" });
    await confirm.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("alertdialog").getByRole("button", { name: "Send again" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Nothing is sent to Shopify yet").waitFor({ state: "detached" });
    await confirm.waitFor({ state: "detached" });
    const { recovery } = await ask("/recovery");
    assert.equal(recovery, null);
    await context.close();
  });
});
