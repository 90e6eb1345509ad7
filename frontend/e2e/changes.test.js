/** Changes of stock as documents: their list, and taking one back. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessKey, ask, baseUrl, launch, signedIn, store, tail, trueQuantity, violations } from "./browser.js";
import { eventually, now, quietLevels } from "./grid.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/**
 * Changes `available` of a level and waits until it is settled.
 * @param {any} level
 * @param {number} delta
 * @param {string} note
 * @returns {Promise<any>}
 */
async function change({ inventory_item_id, location_id }, delta, note) {
  const answer = await fetch(`${baseUrl}/api/v1/change-sets`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessKey}`, "Content-Type": "application/json", "Idempotency-Key": `${note} ${Date.now()}` },
    body: JSON.stringify({ kind: "adjust", reason: "correction", note, lines: [{ inventory_item_id, location_id, delta }] }),
  });
  const { id } = await answer.json();
  const settled = async () => (await ask(`/change-sets/${id}`)).state === "confirmed";
  await eventually(settled, "the change is settled");
  return ask(`/change-sets/${id}`);
}

describe("a change of stock", () => {
  it("is found in the list and taken back by keyboard; what was sold since stays", async () => {
    const [level] = await quietLevels(30, 1);
    const held = (await trueQuantity(level)) ?? 0;
    const made = await change(level, 60, "Typed one zero too many");
    await store("/edit", { sku: level.sku, location: tail(level.location_id), available: held + 58 });
    await eventually(async () => (await now(level)).available === held + 58, "the edit is seen");
    const { context, page, troubles } = await signedIn(browser, {}, "/changes");
    await page.getByRole("link", { name: /Typed one zero too many/ }).press("Enter");
    await page.getByRole("heading", { name: "Typed one zero too many" }).waitFor();
    await page.getByRole("list", { name: "Lines" }).getByText("Confirmed").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Take back" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 level moved since; those units stay.").waitFor();
    await dialog.getByText("−2 in 1 movement").waitFor();
    assert.deepEqual(await violations(page), []);
    await dialog.getByLabel("Note").fill("Back to what it was");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Back to what it was" }).waitFor();
    await page.getByText("1 of 1 lines confirmed").waitFor();
    await eventually(async () => (await trueQuantity(level)) === held - 2, "the store has it");
    await page.getByRole("link", { name: "this change" }).click();
    await page.getByRole("list", { name: "Lines" }).getByText("Taken back").waitFor();
    assert.equal(new URL(page.url()).pathname, `/changes/${made.id}`);
    await page.getByRole("button", { name: "Take back" }).click();
    await dialog.getByText("there is nothing to take back").waitFor();
    assert.ok(await dialog.getByRole("button", { name: "Take back" }).isDisabled());
    assert.deepEqual(troubles, []);
    await context.close();
  });
});

describe("the ledger", () => {
  it("is proven on request, and gives its newest links", async () => {
    const { context, page, troubles } = await signedIn(browser, {}, "/sync");
    await page.getByRole("button", { name: "Prove now" }).press("Enter");
    await page.getByRole("button", { name: "Prove now" }).and(page.locator(":enabled")).waitFor({ timeout: 60_000 });
    await page.getByText("Sound: every unit adds up").waitFor();
    await page.getByText("Newest links").click();
    await page.getByText(/^movement [0-9a-f]{64}/).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(troubles, []);
    await context.close();
  });
});
