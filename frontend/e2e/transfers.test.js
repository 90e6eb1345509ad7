/** Transfers: made by search, scan and paste, shipped, received by scan on a phone, taken back, and refused. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, launch, signedIn, trueQuantity, violations } from "./browser.js";
import { eventually } from "./grid.js";
import { act, ends, readyTransfer, settled } from "./transfers.js";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {any[]} */
let levels;
/** @type {any} */
let target;
before(async () => {
  browser = await launch();
  ({ levels, target } = await ends());
});
after(() => browser?.close());

describe("a transfer", () => {
  it("is made by search and paste, made ready, shipped and taken back", async () => {
    const [one, two] = levels;
    const held = await trueQuantity(one);
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Transfers" }).click();
    await page.getByRole("heading", { name: "Transfers", level: 1 }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("link", { name: "New transfer" }).first().click();
    // The list has filters of the same names: to change one is to stay there.
    await page.getByRole("heading", { name: "New transfer", level: 1 }).waitFor();
    await page.getByLabel("From", { exact: true }).selectOption({ label: one.location_name });
    await page.getByLabel("To", { exact: true }).selectOption({ label: target.name });
    await page.getByLabel("Item, SKU or barcode").fill(one.sku);
    await page.keyboard.press("Enter");
    await page.getByRole("list", { name: "Items of the transfer" }).getByText(one.sku).waitFor();
    await page.getByRole("button", { name: "Paste a list" }).click();
    await page.getByLabel("SKUs and quantities").fill(`${one.sku}\t2\n${two.sku}\t4\nNO-SUCH-SKU\t1`);
    await page.getByRole("button", { name: "Add the list" }).click();
    await page.getByText("Not found: NO-SUCH-SKU").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
    await page.getByText("Together: 7 units").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel("Reference").fill("By the browser");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("heading", { name: /#T\d+/ }).waitFor();
    await page.getByRole("button", { name: "Mark ready" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Mark ready" }).click();
    await page.getByRole("heading", { name: /Ready to ship/ }).waitFor();
    await eventually(async () => (await trueQuantity(one)) === held - 3, "the units are reserved");
    await page.getByRole("button", { name: "Ship" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Tracking number").fill("JD0001");
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole("button", { name: "Ship 7 units" }).click();
    await page.getByText("On its way", { exact: true }).waitFor();
    await page.getByText("JD0001", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Receive" }).click();
    await page.getByRole("button", { name: "Accept everything" }).click();
    await page.getByRole("button", { name: "Book 7 units" }).click();
    await page.getByRole("heading", { name: /Transferred/ }).waitFor();
    await page.getByRole("list", { name: "What happened" }).getByText("Everything arrived").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Take back" }).click();
    await dialog.getByRole("button", { name: "Take back 7 units" }).click();
    await dialog.getByText("Say why the units go back.").waitFor();
    await dialog.getByLabel("Reason").fill("Wrong shop");
    await page.keyboard.press("Enter");
    await page.getByText("Takes back").waitFor();
    await page.getByRole("heading", { name: /Transferred/ }).waitFor();
    await eventually(async () => (await trueQuantity(one)) === held, "all units are back");
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("is received on a phone by a hand scanner, with one unit rejected", async () => {
    const transfer = await readyTransfer(2);
    await act(`/${transfer.id}/ship`, { version: transfer.version });
    const sent = await settled(transfer.key);
    const there = { ...levels[0], location_id: target.location_id };
    const held = (await trueQuantity(there)) ?? 0;
    const { context, page, troubles } = await signedIn(browser, PHONE, `/transfers/${transfer.id}`);
    await page.getByRole("link", { name: "Receive" }).click();
    await page.getByLabel("Scan or type a code").waitFor();
    await page.keyboard.type(`${levels[0].barcode}\n`);
    await page.getByText(/: 1 of 2/).waitFor();
    await page.keyboard.type("0000000000000\n");
    await page.getByText("0000000000000 is not in this shipment").waitFor();
    await page.getByRole("radio", { name: "Rejected" }).click();
    await page.getByLabel("Scan or type a code").fill(levels[0].sku);
    await page.keyboard.press("Enter");
    await page.getByText("2 units stay expected").waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0);
    await page.getByRole("button", { name: "Book 2 units" }).click();
    await page.getByText("Partly received").waitFor();
    await page.getByText("1 rejected").first().waitFor();
    await eventually(async () => (await trueQuantity(there)) === held + 1, "the accepted unit is there");
    assert.equal((await ask(`/transfers/${transfer.id}`)).shipments[0].id, sent.shipments[0].id);
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("says in plain words what Shopify refused, and what to do", async () => {
    const transfer = await readyTransfer(1);
    const { context, page } = await signedIn(browser, { bypassCSP: true }, `/transfers/${transfer.id}`);
    await page.getByRole("button", { name: "Cancel transfer" }).waitFor();
    await act(`/${transfer.id}/ship`, { version: transfer.version, lines: [{ inventory_item_id: levels[0].inventory_item_id, quantity: 1 }] });
    const moved = await settled(transfer.key);
    await act(`/${transfer.id}/cancel`, { version: moved.version });
    await page.getByText("Something was already sent. Call the shipment back first, or receive it.").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Put aside" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Put aside" }).click();
    await page.getByText("Shopify refused a step").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Call back" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Call back" }).click();
    await page.getByText("Nothing was sent yet").waitFor();
    await page.getByRole("button", { name: "Cancel transfer" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel transfer" }).click();
    await page.getByRole("heading", { name: /Canceled/ }).waitFor();
    await context.close();
  });

  it("is found by its name from anywhere", async () => {
    const transfer = await readyTransfer(1);
    const { context, page } = await signedIn(browser);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill(transfer.name);
    await page.getByRole("option", { name: new RegExp(transfer.name) }).first().click();
    await page.getByRole("heading", { name: new RegExp(transfer.name) }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/transfers/${transfer.id}`);
    await context.close();
  });
});
