/** Bins: set from a file and by hand, seen where one looks for an item, sections of a count; and tables saved as files. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { ask, baseUrl, launch, signedIn, tail, violations } from "./browser.js";
import { addressOf, quietLevels, settled } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {any[]} */
let levels;
before(async () => {
  browser = await launch();
  const found = await quietLevels(120, 60);
  levels = found.filter((/** @type {any} */ level) => level.location_id === found[0].location_id).slice(0, 3);
  assert.equal(levels.length, 3);
});
after(() => browser?.close());

/**
 * What a click saves.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} button
 */
async function savedBy(page, button) {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

/** @param {any} level */
async function binOf(level) {
  const { items } = await ask(`/bins/levels?inventory_item_id=${encodeURIComponent(level.inventory_item_id)}`);
  return items.find((/** @type {any} */ each) => each.location_id === level.location_id)?.bin ?? "";
}

describe("bins", () => {
  it("come from a file, are changed by hand, and become the sections of a count", async () => {
    const [one, two, three] = levels;
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true, viewport: { width: 390, height: 844 } }, "/imports");
    await page.getByRole("radio", { name: "Item settings" }).check();
    const { text } = await savedBy(page, page.getByRole("button", { name: "CSV", exact: true }));
    const heading = text.slice(text.indexOf("\uFEFF") + 1).split(/\r?\n/)[0];
    assert.match(heading ?? "", /SKU.*Location.*Bin/);
    const rows = ["SKU,Location,Bin", ...[one, two].map((level, at) => `"${level.sku}","${level.location_name}",Gang ${at + 1} · Ä`)];
    await page
      .getByLabel("Choose a CSV or XLSX file")
      .setInputFiles({ name: "Bins.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
    await page.getByRole("button", { name: "Check the file" }).click();
    await page.getByRole("list", { name: "Rows of the file" }).getByText("Gang 1 · Ä").waitFor();
    assert.equal(await binOf(one), "");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply 2 rows" }).click();
    await page.getByRole("button", { name: "Put back" }).waitFor();
    assert.deepEqual([await binOf(one), await binOf(two)], ["Gang 1 · Ä", "Gang 2 · Ä"]);

    await page.goto(`${baseUrl}/look-up?code=${encodeURIComponent(one.sku)}`);
    await page.getByLabel("My location").selectOption({ label: one.location_name });
    await page.getByText("Bin Gang 1 · Ä").waitFor();
    await page.goto(`${baseUrl}/inventory/${tail(three.inventory_item_id)}`);
    await page.getByRole("button", { name: `Add bin: ${three.location_name}` }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Bin").fill("Gang 1 · Ä");
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Bin Gang 1 · Ä: ${three.location_name}` }).first().waitFor();
    assert.equal(await binOf(three), "Gang 1 · Ä");
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("part what the inventory shows into sections, and another is made on the way", async () => {
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, addressOf(levels));
    await settled(page);
    await page.getByRole("link", { name: "Count these" }).click();
    await page.getByLabel(levels[0].location_name, { exact: true }).check();
    await page.getByText("The filter of the inventory that you came with holds too.").waitFor();
    await page.getByText(`${levels[0].location_name}: 3 items`).waitFor();
    await page.getByText("3 of them in a known bin").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Make the count" }).click();
    await page.getByRole("button", { name: "Begin to count" }).click();
    const sections = page.getByRole("list", { name: "Sections" });
    await sections.getByText("Gang 1 · Ä").waitFor();
    assert.equal(await sections.getByRole("listitem").filter({ hasText: "Gang" }).count(), 2);
    await page.getByLabel("Another section").fill("Window");
    await page.keyboard.press("Enter");
    await sections.getByText("Window").waitFor();
    await page.getByLabel("Another section").fill("Gang 1 · Ä");
    await page.keyboard.press("Enter");
    await page.getByText("is the name of another section: Gang 1 · Ä").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Leave this count" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave this count" }).click();
    await page.getByText("Canceled").waitFor();
    assert.deepEqual(troubles.filter((each) => !each.includes("422")), []);
    await context.close();
  });

  it("are as they were after the file is taken back, but not where somebody changed one since", async () => {
    const [one, two] = levels;
    const { context, page } = await signedIn(browser, {}, `/inventory/${tail(two.inventory_item_id)}`);
    await page.getByRole("button", { name: `Bin Gang 2 · Ä: ${two.location_name}` }).first().click();
    await page.getByRole("dialog").getByLabel("Bin").fill("Cellar");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `Bin Cellar: ${two.location_name}` }).first().waitFor();
    await page.goto(`${baseUrl}/imports`);
    await page.getByRole("list", { name: "Imported files" }).getByRole("link", { name: "Bins.csv" }).first().click();
    await page.getByRole("button", { name: "Put back" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Put back" }).click();
    await page.getByText("The settings are put back").waitFor();
    assert.deepEqual([await binOf(one), await binOf(two)], ["", "Cellar"]);
    await context.close();
  });
});

describe("tables", () => {
  it("are saved as files with what the page shows", async () => {
    const [level] = levels;
    const { context, page, troubles } = await signedIn(browser, {}, `/inventory/${tail(level.inventory_item_id)}`);
    const movements = page.getByRole("group", { name: "Movements as a file" });
    const ofItem = await savedBy(page, movements.getByRole("button", { name: "CSV" }));
    assert.match(ofItem.name, /\.csv$/);
    assert.ok(ofItem.text.includes(level.sku));
    const book = await savedBy(page, movements.getByRole("button", { name: "XLSX" }));
    assert.equal(book.text.slice(0, 2), "PK");
    await page.goto(`${baseUrl}/changes`);
    const changes = await savedBy(page, page.getByRole("group", { name: "Changes as a file" }).getByRole("button", { name: "CSV" }));
    assert.match(changes.name, /\.csv$/);
    const month = page.getByRole("group", { name: "Movements of the last month as a file" });
    const all = await savedBy(page, month.getByRole("button", { name: "CSV" }));
    assert.ok(all.text.split("\n").length > ofItem.text.split("\n").length);
    for (const [path, label] of /** @type {const} */ ([
      ["/transfers?view=all", "Transfers as a file"],
      ["/people/log", "Audit log as a file"],
    ])) {
      await page.goto(`${baseUrl}${path}`);
      const file = await savedBy(page, page.getByRole("group", { name: label }).getByRole("button", { name: "CSV" }));
      assert.ok(file.text.split("\n").length > 1, path);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
