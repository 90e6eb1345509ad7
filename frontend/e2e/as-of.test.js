/** The whole shop as of a moment: chosen in the shop's time, narrowed, saved as a file. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { baseUrl, launch, signedIn, store, tail, trueQuantity, violations } from "./browser.js";
import { eventually, now, quietLevels } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("stock as of a moment", () => {
  it("is what was there, for a level, by location and as a file; a link shows the same", async () => {
    const [level] = await quietLevels(70, 1);
    const held = (await trueQuantity(level)) ?? 0;
    const moment = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await store("/edit", { sku: level.sku, location: tail(level.location_id), available: held + 5 });
    await eventually(async () => (await now(level)).available === held + 5, "the edit is seen");
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, `/inventory?q=${encodeURIComponent(level.sku)}`);
    await page.getByRole("link", { name: "As of" }).press("Enter");
    await page.getByRole("heading", { name: "Stock as of a moment" }).waitFor();
    const search = new URLSearchParams({ search: level.sku, location_id: level.location_id, as_of: moment });
    await page.goto(`${baseUrl}/as-of?${search}`);
    const row = page.getByRole("list", { name: "Levels at that moment" }).getByRole("listitem").first();
    await row.getByText(new Intl.NumberFormat("en-GB").format(held), { exact: true }).first().waitFor();
    assert.deepEqual(await violations(page), []);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV" }).press("Enter")]);
    assert.match(file.suggestedFilename(), /^inventory as of \d{4}-\d\d-\d\d \d\d\.\d\d\.csv$/);
    await page.getByRole("button", { name: "Now" }).click();
    await row.getByText(new Intl.NumberFormat("en-GB").format(held + 5), { exact: true }).first().waitFor();
    await page.getByLabel("As of", { exact: true }).fill("2001-01-01T00:00");
    await page.getByText("The ledger of this shop begins").waitFor();
    await row.getByText("Not known yet").waitFor();
    await page.getByLabel("As of", { exact: true }).fill("2999-01-01T00:00");
    await page.getByText("Choose a day and a time that have passed").waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
