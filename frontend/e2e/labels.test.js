/** Labels: items scanned into the list, a PDF of them, and codes that several items share. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { launch, signedIn, violations } from "./browser.js";
import { quietLevels } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("labels", () => {
  it("are made of what is scanned, on the paper that is there", async () => {
    const [first] = await quietLevels(80, 1);
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, "/look-up");
    await page.getByRole("link", { name: "Barcodes and labels" }).press("Enter");
    const field = page.getByLabel("Add by barcode, SKU or words, then Enter");
    await field.fill("no such thing at all");
    await page.keyboard.press("Enter");
    await page.getByText("No item has “no such thing at all”").waitFor();
    // A hand scanner types the code and presses Enter, and does so again for another label.
    for (const copies of ["1", "2"]) {
      await field.fill(first.barcode || first.sku);
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: `Make ${copies} label` }).waitFor();
    }
    assert.match(page.url(), /items=\d+\.2/);
    await page.getByLabel("Paper").selectOption({ label: "Roll, 57 by 32 mm" });
    assert.deepEqual(await violations(page), []);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Make 2 labels" }).press("Enter")]);
    assert.equal(file.suggestedFilename(), "labels.pdf");
    assert.equal((await readFile(await file.path())).subarray(0, 5).toString(), "%PDF-");
    await page.getByRole("radio", { name: "Shared codes" }).click();
    await page.getByText("items have no barcode").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
