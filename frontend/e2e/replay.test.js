/** A policy tried on the shop's past, compared with others, and put to use. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, launch, signedIn, violations } from "./browser.js";
import { someReplay } from "./replays.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("a replay", () => {
  it("tells what other policies would have done, and makes one the rule", async () => {
    await someReplay();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, "/policies");
    await page.getByRole("link", { name: "Try on your past" }).click();
    await page.getByRole("heading", { name: "Try a policy on your past", level: 1 }).waitFor();
    for (const way of ["A fixed level", "Mean and deviation", "What the past year saw", "Forecast, by share served of each item"]) {
      await page.getByRole("checkbox", { name: way }).uncheck();
    }
    await page.getByLabel("Items", { exact: true }).selectOption("vendor");
    await page.getByRole("button", { name: "Replay", exact: true }).press("Enter");
    await page.getByText("Say which.").waitFor();
    await page.getByLabel("Items", { exact: true }).selectOption("shop");
    await page.getByRole("button", { name: "Replay", exact: true }).click();
    await page.getByRole("progressbar", { name: "Living through the past" }).waitFor();
    const table = page.getByRole("table", { name: "Figures of each way" });
    await table.waitFor({ timeout: 90_000 });
    assert.equal(await table.getByRole("row").count(), 2 + 1 + 5 + 5 + 5, "head, what happened, today's rules, and three ways at five levels");
    const [newest] = (await ask("/replays")).items;
    assert.equal(newest.state, "done");
    const told = newest.outcome.figures.find((/** @type {any} */ each) => each.habit === "cycle" && each.level === 0.98);
    const share = new Intl.NumberFormat("en-GB", { style: "percent", maximumFractionDigits: 1 }).format(told.fill_rate);
    const row = table.getByRole("row").filter({ hasText: "Forecast, by service level" }).filter({ hasText: "98%" });
    await row.first().getByText(share, { exact: true }).first().waitFor();
    await page.getByText("all ways have the same luck").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Use this: Forecast, by service level, 98%" }).press("Enter");
    await page.getByRole("alertdialog").getByText("The rule for All items will ask for 98%").waitFor();
    await page.getByRole("alertdialog").getByRole("button", { name: "Use this" }).click();
    await page.getByText("In use since").waitFor();
    const rule = (await ask("/policies")).items.find((/** @type {any} */ each) => each.applies_to === "shop" && each.location_id === null);
    assert.deepEqual([rule.goal, Number(rule.service_percent)], ["cycle", 98]);
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
