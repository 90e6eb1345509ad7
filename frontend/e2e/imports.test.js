/** A file of stock: uploaded, its columns confirmed, checked, applied, and taken back. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { baseUrl, launch, signedIn, trueQuantity, violations } from "./browser.js";
import { eventually, quietLevels } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** @param {string[][]} rows */
const csvOf = (rows) => Buffer.from(rows.map((row) => row.map((cell) => `"${cell}"`).join(";")).join("\r\n"), "utf16le");

describe("an import", () => {
  it("is checked cell by cell, applied without its problems, and taken back, by keyboard", async () => {
    const [first, second] = await quietLevels(60, 2);
    const held = [(await trueQuantity(first)) ?? 0, (await trueQuantity(second)) ?? 0];
    const rows = [
      ["Code", "Standort", "Bestand neu"],
      [first.sku, first.location_name, String(held[0] + 7)],
      [second.sku, second.location_name, String(held[1] - 3)],
      ["no such code", second.location_name, "five"],
    ];
    const buffer = Buffer.concat([Buffer.from([0xff, 0xfe]), csvOf(rows)]);
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, "/changes");
    await page.getByRole("link", { name: "Import a file" }).press("Enter");
    await page.getByLabel("Choose a CSV or XLSX file").setInputFiles({ name: "Bestände.csv", mimeType: "text/csv", buffer });
    await page.getByRole("heading", { name: "Bestände.csv" }).waitFor();
    await page.getByLabel("What “Code” is").selectOption("SKU");
    assert.equal(await page.getByLabel("What “Standort” is").inputValue(), "location");
    await page.getByLabel("What “Bestand neu” is").selectOption("Available");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Check the file" }).press("Enter");
    const table = page.getByRole("list", { name: "Rows of the file" });
    await table.getByText("Code: no item has the SKU no such code").waitFor();
    await table.getByText("Bestand neu: “five” is no whole number").waitFor();
    await page.getByRole("radio", { name: /Would change 2/ }).click();
    await table.getByText("+7").waitFor();
    assert.equal(await trueQuantity(first), held[0]);
    assert.deepEqual(await violations(page), []);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Problems as a file" }).click()]);
    assert.equal(file.suggestedFilename(), "problems of Bestände.csv");
    await page.getByRole("button", { name: "Apply", exact: true }).press("Enter");
    const dialog = page.getByRole("dialog");
    const submit = dialog.getByRole("button", { name: "Apply 2 rows" });
    assert.ok(await submit.isDisabled());
    await dialog.getByLabel("Leave out the 1 row with problems").press("Space");
    await dialog.getByLabel("Note").fill("From the yearly count");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "See the change" }).click();
    await page.getByText("2 of 2 lines confirmed").waitFor();
    await eventually(async () => (await trueQuantity(first)) === held[0] + 7, "the store has it");
    assert.equal(await trueQuantity(second), held[1] - 3);
    await page.getByRole("button", { name: "Take back" }).press("Enter");
    await dialog.getByRole("button", { name: "Take back 2 lines" }).click();
    await eventually(async () => (await trueQuantity(first)) === held[0], "it is taken back");
    await page.goto(`${baseUrl}/imports`);
    await page.getByRole("list", { name: "Imported files" }).getByRole("link", { name: /Bestände\.csv/ }).getByText("Applied").waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("says what is wrong with a file that is none, and keeps nothing of it", async () => {
    const { context, page } = await signedIn(browser, { viewport: { width: 390, height: 844 } }, "/imports");
    const buffer = Buffer.from("PK\u0003\u0004 not really");
    await page.getByLabel("Choose a CSV or XLSX file").setInputFiles({ name: "a.xlsx", mimeType: "application/zip", buffer });
    await page.getByText("The file is damaged: it cannot be unpacked").waitFor();
    assert.equal(new URL(page.url()).pathname, "/imports");
    await context.close();
  });
});
