/** The morning: what to buy becomes an order that is sent, what to move a transfer that is ready; and the rules behind both. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, launch, signedIn, tail, violations } from "./browser.js";
import { eventually } from "./grid.js";
import { plan, someMorning, workOut } from "./mornings.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("replenish", () => {
  it("leads from the morning to an order that is sent and a transfer that is ready", async () => {
    const morning = await someMorning(6, `Mill ${Date.now()}`);
    const { context, page, troubles } = await signedIn(browser, { viewport: { width: 1440, height: 900 } }, "/replenish");
    await page.getByRole("heading", { name: "Replenish" }).waitFor();
    await page.getByRole("button", { name: "Work it out now" }).first().click();

    const group = page.getByRole("region", { name: new RegExp(`^${morning.supplier.name} for `) });
    await group.waitFor({ timeout: 20_000 });
    const show = group.getByRole("button", { name: /^Show the lines/ });
    if (await show.isVisible()) await show.click();
    const units = group.getByRole("textbox", { name: /^Units of / });
    await units.waitFor();
    assert.equal(await units.inputValue(), "36");
    await group.getByRole("button", { name: "Why 36?" }).click();
    await group.getByText("Worked out again just now from what was stored: 36, the same number.").waitFor();
    await group.getByText("Fixed levels").waitFor();
    assert.deepEqual(await violations(page), []);

    await units.fill("40");
    await units.press("Enter");
    await group.getByText("is 40; they sell packs of 6").waitFor();
    await units.fill("42");
    await units.press("Enter");
    await group.getByText("suggested 36").waitFor();
    await group.getByRole("checkbox", { name: /^Choose all lines/ }).check();
    await page.getByRole("status").filter({ hasText: "1 line chosen" }).waitFor();
    await page.getByRole("button", { name: "Make drafts" }).click();
    const dialog = page.getByRole("dialog");
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole("button", { name: "Make drafts" }).click();
    await dialog.getByRole("link", { name: new RegExp(morning.supplier.name) }).click();
    await page.getByRole("button", { name: "Hand in" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Hand in" }).click();
    await page.getByRole("button", { name: "Mark as sent" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Mark as sent" }).click();
    await page.getByText("Sent", { exact: true }).first().waitFor();
    const [order] = (await ask(`/purchase-orders?supplier_id=${morning.supplier.id}`)).items;
    assert.deepEqual([order.state, order.units], ["sent", 42]);

    await page.goto(new URL("/replenish?view=move", page.url()).href);
    const pair = page.getByRole("region", { name: `${morning.origin.location_name} to ${morning.place.location_name}` });
    await pair.waitFor();
    const closed = pair.getByRole("button", { name: /^Show the lines/ });
    if (await closed.isVisible()) await closed.click();
    await pair.getByRole("checkbox", { name: `Choose ${morning.moved.title}` }).first().check();
    await page.getByRole("button", { name: "Make drafts" }).click();
    await dialog.getByRole("button", { name: "Make drafts" }).click();
    await dialog.getByRole("link", { name: /^Transfer from / }).click();
    await page.getByRole("button", { name: "Mark ready" }).click({ timeout: 20_000 });
    await page.getByRole("alertdialog").getByRole("button", { name: "Mark ready" }).click();
    await page.getByText("Ready to ship", { exact: true }).first().waitFor({ timeout: 20_000 });
    assert.deepEqual(troubles, []);
    await context.close();

    await workOut();
    const again = (await ask("/suggestions?limit=250")).items.filter((/** @type {any} */ line) =>
      [morning.bought, morning.moved].some((item) => item.inventory_item_id === line.inventory_item_id),
    );
    assert.deepEqual(again, [], "nothing is suggested twice");
  });

  it("does not suggest what was dismissed, until that is taken back", async () => {
    const morning = await someMorning(8, `Press ${Date.now()}`);
    await workOut();
    const { context, page, troubles } = await signedIn(browser, { viewport: { width: 390, height: 844 } }, "/replenish?view=buy");
    const group = page.getByRole("region", { name: new RegExp(`^${morning.supplier.name} for `) });
    await group.waitFor();
    const show = group.getByRole("button", { name: /^Show the lines/ });
    if (await show.isVisible()) await show.click();
    await group.getByRole("checkbox", { name: /^Choose all lines/ }).check();
    await page.getByRole("button", { name: "Do not suggest" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Why").fill("We end this line");
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole("button", { name: "Do not suggest" }).click();
    await group.waitFor({ state: "detached" });
    await page.getByRole("radio", { name: "Not suggested" }).click();
    await page.getByText("We end this line").first().waitFor();
    await page.getByRole("button", { name: new RegExp(`^Suggest ${morning.bought.title}`) }).click();
    await page.getByText("We end this line").waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true);
    assert.deepEqual(troubles, []);
    await context.close();
    await workOut();
    const { items } = await ask(`/suggestions?supplier_id=${morning.supplier.id}`);
    assert.equal(items.length, 1);
  });

  it("keeps rules: made for rows of the grid, changed, taken back, seen on the item's page", async () => {
    const { items } = await ask("/levels?state=in_stock&sort=-available&limit=60");
    const level = items.findLast((/** @type {any} */ each) => each.tracked && each.sku);
    const { context, page, troubles } = await signedIn(browser, { viewport: { width: 1440, height: 900 } }, "/policies");
    await page.goto(new URL(`/policies?items=${tail(level.inventory_item_id)}`, page.url()).href);
    const dialog = page.getByRole("dialog", { name: "A rule for 1 item" });
    await dialog.getByLabel("A look every so many days").fill("21");
    await dialog.getByLabel("Service, in %").fill("98");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("A look every: 21 days").first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.goto(new URL(`/inventory/${tail(level.inventory_item_id)}`, page.url()).href);
    await page.getByText("A look every from the rule for this item").waitFor();
    await page.getByText("every 21 days").first().waitFor();
    await page.goto(new URL("/policies", page.url()).href);
    await page.getByRole("button", { name: /^Take back the change of / }).first().click();
    await page.getByText("Taken back", { exact: false }).first().waitFor();
    await eventually(
      async () => !(await plan("GET", "/policies?limit=250")).items.some((/** @type {any} */ rule) => rule.review_days === 21),
      "the rule is gone",
    );
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
