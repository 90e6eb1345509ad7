/** Demand and forecast: a step left out with a reason, an event with and without, how good it all was. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { forecastItem } from "./forecasts.js";
import { ask, launch, signedIn, tail, violations } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("demand and forecast", () => {
  it("follows what somebody says of a cleaning step", async () => {
    const { item, place } = await forecastItem();
    const path = `/items/${item}/demand?location_id=${encodeURIComponent(place)}`;
    const mean = async () => (await ask(path)).forecast.base[0].mean;
    const left = await mean();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, `/inventory/${tail(item)}`);
    await page.getByText(/^Method: /).waitFor();
    await page.getByText("How demand was cleaned").click();
    await page.getByRole("button", { name: /^Keep apart: .* ordered at once/ }).first().press("Enter");
    const form = page.getByRole("dialog");
    assert.equal(await form.getByRole("button", { name: "Save and forecast" }).isDisabled(), true);
    assert.deepEqual(await violations(page), []);
    await form.getByLabel("Why").fill("A hotel furnished once");
    await form.getByRole("button", { name: "Save and forecast" }).press("Enter");
    await form.waitFor({ state: "hidden" });
    await page.getByText("A hotel furnished once").waitFor();
    const without = await mean();
    assert.ok(without < left, `${without} units a week without the largest order, ${left} with it`);
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Take back" }).first().press("Enter");
    await page.getByText("A hotel furnished once").waitFor({ state: "hidden" });
    assert.equal(await mean(), left);
    const chart = page.getByRole("img", { name: /^Demand by week and forecast/ });
    await chart.focus();
    await chart.press("ArrowRight");
    await page.getByText(/^90 %: /).waitFor();
    await page.getByText("Show as a table").last().click();
    await page.getByRole("table", { name: "Demand and forecast" }).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("shows what is planned with and without an event, which is changed, ended and taken back", async () => {
    const { item } = await forecastItem();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, `/inventory/${tail(item)}`);
    await page.getByRole("link", { name: "Add an event" }).click();
    const form = page.getByRole("dialog");
    await form.getByRole("button", { name: "Another item" }).waitFor();
    const name = `Advent ${Date.now()}`;
    await form.getByLabel("Name").fill(name);
    await form.getByLabel("Times as much").fill("3");
    const last = new Date(Date.now() + 13 * 86_400_000).toISOString().slice(0, 10);
    await form.getByLabel("Last day").fill(last);
    assert.deepEqual(await violations(page), []);
    await form.getByRole("button", { name: "Save" }).press("Enter");
    const row = page.getByRole("listitem").filter({ hasText: name });
    await row.getByText("× 3").waitFor();
    await page.goto(page.url().replace(/\/forecast.*/, `/inventory/${tail(item)}`));
    await page.getByRole("radio", { name: "With events" }).waitFor();
    await page.getByRole("link", { name: new RegExp(name) }).waitFor();
    await page.getByRole("radio", { name: "Without" }).press("Enter");
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: new RegExp(name) }).click();
    await form.getByLabel("Times as much").fill("2");
    await form.getByRole("button", { name: "Save" }).press("Enter");
    await row.getByText("× 2").waitFor();
    await row.getByRole("button", { name: `End it: ${name}` }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End it" }).click();
    await row.waitFor({ state: "hidden" });
    await page.getByRole("radio", { name: "All" }).press("Enter");
    await row.getByText("Ended").waitFor();
    await row.getByRole("button", { name: "Take back the last change" }).press("Enter");
    await row.getByText("Ended").waitFor({ state: "hidden" });
    assert.deepEqual(await violations(page), []);
    await row.getByRole("button", { name: `End it: ${name}` }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "End it" }).click();
    await row.getByText("Ended").waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("tells how good forecasts were, and where their errors cost most", async () => {
    await forecastItem();
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Forecast" }).click();
    const classes = page.getByRole("table", { name: "By kind of demand" });
    await classes.getByText("Steady").or(classes.getByText("Now and then")).first().waitFor();
    await page.getByRole("table", { name: "By how far ahead" }).waitFor();
    assert.deepEqual(await violations(page), []);
    const dearest = page.getByRole("list", { name: "Where the errors cost most" }).getByRole("link").first();
    await dearest.click();
    await page.getByText(/^Method: /).waitFor();
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
