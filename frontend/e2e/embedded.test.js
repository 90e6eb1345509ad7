/** Inside the store's admin: its title bar, its save bar, its toasts, its question before leaving, its language. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { baseUrl, launch, signedIn, storeUrl, watch } from "./browser.js";

const APP = `${storeUrl}/store/apps/inventorysync`;
/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** @param {string} path */
async function embedded(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const page = await context.newPage();
  const troubles = watch(page);
  await page.goto(`${APP}${path}`);
  const app = page.frameLocator("iframe");
  const bar = page.locator("#save-bar");
  const nav = page.locator("#app-nav");
  const ask = page.getByRole("dialog", { name: "Leave page with unsaved changes?" });
  const wrong = () => troubles.filter((each) => !each.startsWith("outside request"));
  return { context, page, app, bar, nav, ask, wrong };
}

describe("inside Shopify's admin", () => {
  it("has its title and what it can do in the admin's title bar", async () => {
    const { context, page, app, wrong } = await embedded("/people");
    const title = page.locator("#title-bar");
    await title.getByRole("heading", { name: "People" }).waitFor();
    await title.getByRole("button", { name: "Invite" }).click();
    await app.getByRole("dialog", { name: "Invite somebody" }).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await app.getByRole("button", { name: "Invite", exact: true }).count(), 0);
    assert.equal(await app.locator("s-page").isVisible(), false, "what the admin draws is not drawn in the page too");
    await title.getByRole("button", { name: "Log" }).click();
    await page.waitForURL(`${APP}/people/log`);
    await title.getByRole("heading", { name: "Log" }).waitFor();
    assert.equal(await title.getByRole("button").count(), 0);
    assert.deepEqual(wrong(), []);
    await context.close();
  });

  it("saves by the admin's save bar, and asks there before what is unsaved is left", async () => {
    const { context, page, app, bar, nav, ask, wrong } = await embedded("/account");
    const name = app.getByLabel("Name");
    const held = await name.inputValue();
    await name.fill("Ada of the shop");
    await bar.waitFor();
    assert.equal(await app.locator("ui-save-bar").first().isVisible(), false);
    await nav.getByRole("link", { name: "Inventory" }).click();
    await ask.getByRole("button", { name: "Stay" }).click();
    assert.equal(await name.inputValue(), "Ada of the shop");
    await bar.getByRole("button", { name: "Discard" }).click();
    await bar.waitFor({ state: "hidden" });
    assert.equal(await name.inputValue(), held);

    const wanted = `Ada ${Date.now()}`;
    await name.fill(wanted);
    await bar.getByRole("button", { name: "Save" }).click();
    await page.locator("#toast").getByText("Your name is changed").waitFor();
    await bar.waitFor({ state: "hidden" });
    await name.fill("lost");
    await bar.waitFor();
    await nav.getByRole("link", { name: "Inventory" }).click();
    await ask.getByRole("button", { name: "Leave page" }).click();
    await app.getByRole("grid").waitFor();
    await bar.waitFor({ state: "hidden" });
    await nav.getByRole("link", { name: "Sync" }).click();
    await app.getByRole("heading", { name: "Sync", level: 1 }).waitFor({ state: "attached" });
    await page.goto(`${APP}/account`);
    await app.getByLabel("Name").waitFor();
    assert.equal(await app.getByLabel("Name").inputValue(), wanted);
    assert.deepEqual(wrong(), []);
    await context.close();
  });

  it("writes numbers and dates as the admin's language does, also after its frame was loaded again", async () => {
    const { context, page, app } = await embedded("/inventory?locale=de");
    const total = app.getByText(/\d\.\d{3} rows/);
    await total.waitFor();
    await page.locator("#app-nav").getByRole("link", { name: "Changes" }).click();
    await page.waitForURL(`${APP}/changes`);
    await page.locator("#app-nav").getByRole("link", { name: "Inventory" }).click();
    await total.waitFor();
    await page.frames().find((each) => each.url().startsWith(baseUrl))?.evaluate(() => location.reload());
    await total.waitFor();
    await page.goto(`${APP}/inventory?locale=${encodeURIComponent('"><img src=x onerror=alert(1)>')}`);
    await app.getByText(/\d,\d{3} rows/).waitFor();
    await context.close();
  });
});

describe("in a window of its own", () => {
  it("asks before a page or a dialog with something unsaved is left", async () => {
    const { context, page, troubles } = await signedIn(browser, {}, "/settings");
    await page.getByRole("button", { name: "New key" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("half a name");
    await page.keyboard.press("Escape");
    const ask = page.getByRole("alertdialog", { name: "Leave without saving?" });
    await ask.getByRole("button", { name: "Stay here" }).click();
    assert.equal(await page.getByRole("textbox", { name: "Name" }).inputValue(), "half a name");
    await page.keyboard.press("Escape");
    await ask.getByRole("button", { name: "Leave without saving" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
