/** A figure opens its list, the list is saved as it is seen, and what follows from it becomes rules. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { someAnalysis } from "./analyses.js";
import { ask, launch, signedIn, violations } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("the analysis", () => {
  it("leads from a figure to its list, to a file and to rules", async () => {
    const found = await someAnalysis();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, "/");
    await page.getByRole("link", { name: "Analysis" }).click();
    await page.getByRole("heading", { name: "Analysis", level: 1 }).waitFor();
    const classes = page.getByRole("table", { name: "Classes" });
    await classes.waitFor();
    const cells = found.cells.filter((/** @type {any} */ cell) => cell.abc !== "none" && cell.items > 0);
    assert.equal(await classes.getByRole("cell").getByRole("button").count(), cells.length);
    const [cell] = cells;
    await classes.getByRole("button", { name: new RegExp(`^${cell.abc}${cell.xyz}: `) }).press("Enter");
    await page.getByRole("heading", { name: `Class ${cell.abc}${cell.xyz}` }).waitFor();
    const rows = page.getByRole("table", { name: `Class ${cell.abc}${cell.xyz}` }).getByRole("row");
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 1 + Math.min(cell.items, 50));
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const text = await readFile(await (await saved).path(), "utf8");
    assert.equal(text.trim().split("\r\n").length, 1 + cell.items, "all of the list, and its heading");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Set a rule for these" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Goal").selectOption("shop");
    await dialog.getByText("what is dear is held less safely").waitFor();
    await dialog.getByLabel("Service, in %").fill("97");
    await dialog.getByRole("button", { name: "Set the rule" }).click();
    await page.getByText(/rules? (is|are) changed/).first().waitFor();
    const rules = (await ask("/policies?applies_to=item&limit=250")).items.filter((/** @type {any} */ rule) => rule.goal === "shop");
    assert.equal(rules.length, Math.min(cell.items, 250));
    await page.getByRole("button", { name: "All figures" }).click();
    await page.getByRole("button", { name: "What it goes by" }).click();
    await page.getByRole("dialog").getByLabel("Dead after so many days without a sale").fill("0");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").getByText("greater than or equal to 1").first().waitFor();
    await page.getByRole("dialog").getByLabel("Dead after so many days without a sale").fill("20");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await page.getByText("There, and nothing sold for 20 days").waitFor({ timeout: 60_000 });
    assert.deepEqual(troubles.filter((each) => !each.includes("422")), []);
    await context.close();
  });
});
