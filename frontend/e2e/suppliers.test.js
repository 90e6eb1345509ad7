/** Suppliers: one is made, sells an item, charges more, and is put away. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, launch, signedIn, someLevel, violations } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("suppliers", () => {
  it("are made, sell an item, keep every price, and are archived and brought back", async () => {
    const level = await someLevel(7);
    const name = `Müller & Söhne ${Date.now()}`;
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Suppliers" }).click();
    await page.getByRole("button", { name: "New supplier" }).first().click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Name", { exact: true }).fill(name);
    await form.getByLabel("E-mail for orders").fill("nobody");
    await form.getByLabel("Currency").fill("eur");
    await form.getByLabel("Lead time in days").fill("10");
    await form.getByRole("button", { name: "Add closed days" }).click();
    await form.getByLabel("Closed from").fill("2027-01-06");
    await form.getByLabel("until").fill("2026-12-24");
    await form.getByRole("button", { name: "Save" }).click();
    await form.locator("[aria-invalid=true]").nth(1).waitFor();
    assert.equal(await form.getByLabel("E-mail for orders").getAttribute("aria-invalid"), "true");
    assert.equal(await form.getByLabel("Closed from").getAttribute("aria-invalid"), "true");
    assert.deepEqual(await violations(page), []);
    await form.getByLabel("E-mail for orders").fill("orders@example.com");
    await form.getByLabel("until").fill("2027-01-10");
    await form.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByRole("heading", { name, level: 1 }).waitFor();
    await page.getByText("Nothing yet").waitFor();

    await page.getByRole("button", { name: "Add an item" }).click();
    await page.getByLabel("Item, SKU or barcode").fill(level.sku);
    await page.getByRole("button", { name: /^Add / }).last().press("Enter");
    await page.getByLabel("Their code", { exact: true }).fill("M-1");
    await page.getByLabel("Cost of one, in EUR").fill("1,000");
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByRole("dialog").getByRole("alert").first().waitFor();
    assert.equal(await page.getByLabel("Cost of one, in EUR").getAttribute("aria-invalid"), "true");
    await page.getByLabel("Cost of one, in EUR").fill("4,2");
    await page.getByLabel("Units in a pack").fill("6");
    await page.getByRole("button", { name: "Add a price break" }).click();
    await page.getByLabel("From units").fill("100");
    await page.getByLabel("Cost of one", { exact: true }).fill("3.125");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Save" }).press("Enter");
    const sold = page.getByRole("list", { name: "What they sell" });
    await sold.getByText("from 100: €3.125").waitFor();
    await sold.getByText("€4.20").waitFor();
    assert.deepEqual(await violations(page), []);

    await sold.getByRole("button", { name: /^Change / }).press("Enter");
    await page.getByLabel("Cost of one, in EUR").fill("4.50");
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await sold.getByText("€4.50").waitFor();
    await sold.getByRole("button", { name: /^Prices of / }).press("Enter");
    await page.getByRole("dialog").getByText("€4.20").waitFor();
    assert.equal(await page.getByRole("dialog").getByRole("row").count(), 3);
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Archive" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Archive" }).press("Enter");
    await page.getByText("Archived", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Bring back" }).press("Enter");
    await page.getByRole("button", { name: "Archive" }).waitFor();
    const { items } = await ask(`/suppliers?search=${encodeURIComponent(name)}`);
    assert.deepEqual([items[0].lead_days, items[0].items, items[0].is_active], [10, 1, true]);
    const refused = "console: Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)";
    assert.deepEqual(troubles, [refused, refused], "the two that were meant to be refused");
    await context.close();
  });
});
