/** A slow shop's first import: what is read is told, and meanwhile the locations are chosen. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, launch, signedIn, storeUrl, violations } from "../browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function isImporting() {
  return (await ask("/sync")).import.state !== "done";
}

describe("the first import of a slow shop", () => {
  it("tells what it reads, takes a choice of locations meanwhile, and keeps it", async () => {
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.getByRole("heading", { name: "Reading your shop" }).waitFor();
    await page.getByRole("progressbar", { name: "Import progress" }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "Choose the locations you want to see" }).click();
    const [box] = [page.getByRole("checkbox", { name: /^Show / }).first()];
    await box.waitFor({ timeout: 60_000 });
    const left = ((await box.getAttribute("aria-label")) ?? "").replace("Show ", "");
    await box.uncheck();
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    await bar.getByRole("button", { name: "Save" }).click();
    await bar.waitFor({ state: "detached" });
    assert.equal(await isImporting(), true, "it was chosen while the shop was being read");
    await page.getByRole("link", { name: "Overview", exact: true }).first().click();
    await page.getByRole("heading", { name: "Reading your shop" }).waitFor();
    await fetch(`${storeUrl}/_dev/faults`, { method: "PUT", headers: { "Content-Type": "application/json" }, body: "{}" });
    await page.getByRole("heading", { name: "Reading your shop" }).waitFor({ state: "detached", timeout: 90_000 });
    assert.equal(await isImporting(), false);
    const { by_location: shown } = await ask("/overview");
    assert.ok(shown.length > 0);
    assert.ok(!shown.some((/** @type {any} */ each) => each.name === left), `${left} is in no figure`);
    const { items } = await ask("/levels?limit=250");
    assert.ok(items.length > 0);
    assert.ok(!items.some((/** @type {any} */ each) => each.location_name === left), `${left} is in no list`);
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
