import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, baseUrl, change, launch, signedIn, someLevel, trueQuantity, watch } from "./browser.js";
import { askAsInstaller, ownerIn } from "./owner.js";
import { readyTransfer } from "./transfers.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(async () => {
  if ((await ask("/leaving")).farewell) await askAsInstaller("POST", "/leaving/stay");
  await browser?.close();
});

describe("leaving", () => {
  it("is for owners alone", async () => {
    const { context, page, troubles } = await signedIn(browser, {}, "/settings");
    // By keyboard: a mouse could miss it while the cards above fill.
    await page.getByRole("link", { name: "Leave InventorySync" }).press("Enter");
    await page.getByText("Only an owner of the shop can leave.").waitFor();
    assert.equal(await page.getByRole("button", { name: "End everything of ours in Shopify" }).count(), 0);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("ends what is ours when the shop's name is typed, shows that nothing is left, and is taken back", async () => {
    const transfer = await readyTransfer(2);
    const level = await someLevel();
    const { context, page } = await ownerIn(browser, { viewport: { width: 390, height: 844 } });
    const troubles = watch(page);
    await page.goto(`${baseUrl}/settings/leaving`);
    await page.getByRole("link", { name: transfer.name, exact: true }).waitFor();
    const name = page.getByLabel("Type inventorysync-demo.myshopify.com to confirm");
    const submit = page.getByRole("button", { name: "End everything of ours in Shopify" });
    assert.ok(await submit.isDisabled());
    await name.fill("another-shop");
    await submit.click();
    await page.getByText("is not the name of this shop").waitFor();
    assert.equal((await ask("/shop")).writes_stopped_at, null);
    await name.fill("inventorysync-demo");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing is sent to Shopify any more").waitFor();
    await page.getByRole("heading", { name: /Nothing of ours is left|Something waits for you/ }).waitFor({ timeout: 60_000 });
    const checks = page.getByRole("table", { name: "Read back from Shopify" });
    await checks.getByText(/transfers? of the store/).waitFor();
    assert.equal(await checks.getByRole("row").count(), 6);
    assert.equal((await ask(`/transfers/${transfer.id}`)).state, "CANCELED");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no sideways scroll");

    const units = await trueQuantity(level);
    await change({
      kind: "adjust",
      reason: "correction",
      lines: [{ inventory_item_id: level.inventory_item_id, location_id: level.location_id, delta: 3 }],
    });
    await page.reload();
    await page.getByText(/lines? of (a change|changes) (was|were) not sent/).waitFor();
    assert.equal(await trueQuantity(level), units);
    await page.getByRole("button", { name: "Stay" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Stay" }).click();
    await page.getByText("Changes are sent to Shopify again").first().waitFor();
    await page.getByRole("button", { name: "End everything of ours in Shopify" }).waitFor();
    for (let tries = 0; tries < 100 && (await trueQuantity(level)) !== units + 3; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(await trueQuantity(level), units + 3, "what was kept is sent");
    const refused = troubles.filter((each) => !each.includes("422"));
    assert.deepEqual(refused, []);
    await context.close();
  });
});
