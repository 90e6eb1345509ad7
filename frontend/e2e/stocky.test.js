/** Moving from Stocky: its files dropped, recognised, checked, applied, and taken back. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ask, launch, signedIn, someLevel, tail, trueQuantity, violations } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("moving from Stocky", () => {
  it("brings orders in with what had arrived as history, moves no stock, and is taken back", async () => {
    const level = await someLevel(5);
    const held = await trueQuantity(level);
    const number = String(Date.now()).slice(-7);
    const head = "PO Number,Supplier,Status,SKU,Qty Ordered,Qty Received,Cost (base)";
    const orders = [head, `${number},Globe Works ${number},Partially Received,${level.sku},20,12,4.20`, `${number},Globe Works ${number},Partially Received,NOBODY,1,0,1.00`];
    const { context, page, troubles } = await signedIn(browser, { bypassCSP: true }, "/imports");
    await page.getByRole("link", { name: "From Stocky" }).click();
    await page.getByText("No file of Stocky's moves stock").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel("Choose Stocky's files").setInputFiles([
      { name: "Stocky - Purchase Orders.csv", mimeType: "text/csv", buffer: Buffer.from(orders.join("\r\n")) },
      { name: "mystery.csv", mimeType: "text/csv", buffer: Buffer.from("Article,Least\r\nX,1") },
    ]);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("What is in mystery.csv?").waitFor();
    await dialog.getByLabel("Choose", { exact: true }).selectOption("Reorder settings");
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole("button", { name: "Upload" }).click();
    await page.getByRole("list", { name: "Reorder settings" }).getByText("mystery.csv").first().waitFor();
    await page.getByRole("list", { name: "Old purchase orders" }).getByRole("link", { name: /Purchase Orders/ }).first().click();
    await page.getByText("This looks like a file of Stocky.").waitFor();
    await page.getByLabel("Location").selectOption(level.location_name);
    await page.getByLabel("Make suppliers whom nobody knows yet").check();
    await page.getByRole("button", { name: "Check the file" }).click();
    await page.getByText("12 units had arrived earlier").waitFor();
    await page.getByText("8 units are still to come").waitFor();
    await page.getByText("no item has the SKU NOBODY").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("button", { name: "Apply", exact: true }).click();
    await dialog.getByLabel("Leave out the 1 row with problems").check();
    await dialog.getByRole("button", { name: "Apply 1 row" }).click();
    const takeBack = page.getByRole("button", { name: "Take back" });
    await takeBack.waitFor();
    const [order] = (await ask(`/purchase-orders?search=Stocky%20${number}`)).items;
    assert.equal(order.state, "partly_received");
    assert.equal((await ask(`/items/${encodeURIComponent(level.inventory_item_id)}/on-order`)).orders.find((/** @type {any} */ each) => each.order_id === order.id).open, 8);
    assert.equal(await trueQuantity(level), held, "no unit moved in the store");
    const address = page.url();
    await page.goto(new URL(`/purchase-orders/${order.id}`, address).href);
    await page.getByText("12 arrived before the order was brought here").waitFor();
    await page.getByLabel("Add a file").setInputFiles({ name: "invoice.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n") });
    await page.getByRole("list", { name: "Files" }).getByText("invoice.pdf").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.goto(address);
    const sure = page.getByRole("alertdialog");
    await takeBack.click();
    await sure.getByRole("button", { name: "Take back" }).click();
    await page.getByText("has files and has steps taken here").or(page.getByText("has steps taken here and has files")).waitFor();
    assert.equal((await ask(`/purchase-orders?search=Stocky%20${number}`)).items.length, 1, `${tail(order.id)} stays: somebody has worked on it`);
    assert.deepEqual(troubles, ["console: Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"], "the file that is asked about, and no other trouble");
    await context.close();
  });
});
