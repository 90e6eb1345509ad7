/** The grid on the real system: what is on the page is compared with the API. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { ask, baseUrl, launch, signedIn, store, tail, violations } from "./browser.js";
import { column, eventually, openGrid, settled } from "./grid.js";

/** @type {Record<string, RegExp>} */
const NAMES = { negative: /below zero/, sells_out: /nothing left/, without_cost: /no cost/ };

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("finding", () => {
  it("joins conditions by AND and OR, keeps them in the address, and a link opens the same list", async () => {
    const { context, page, troubles } = await openGrid(browser, "/inventory?sort=sku");
    await page.getByRole("button", { name: "Filter" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Comparison").first().selectOption(">=");
    await dialog.getByLabel("Value").first().fill("100");
    await dialog.getByRole("button", { name: "Add group" }).click();
    const group = dialog.getByRole("group").last();
    await group.getByLabel("Value").fill("candle");
    await group.getByRole("button", { name: "Add condition" }).click();
    await group.getByLabel("Value").last().fill("bag");
    await dialog.getByRole("button", { name: "Show levels" }).click();
    await page.getByText("(Product contains candle or Product contains bag)").waitFor();
    await settled(page);
    const filter = new URL(page.url()).searchParams.get("filter") ?? "";
    assert.deepEqual(JSON.parse(filter), {
      all: [
        { field: "available", op: ">=", value: 100 },
        { any: [{ field: "title", op: "contains", value: "candle" }, { field: "title", op: "contains", value: "bag" }] },
      ],
    });
    const { items, total } = await ask(`/levels?sort=sku&limit=250&filter=${encodeURIComponent(filter)}`);
    assert.ok(total > 0 && items.every((/** @type {any} */ each) => each.quantities.available >= 100 && /candle|bag/i.test(each.title)));
    const skus = await column(page, "SKU");
    assert.deepEqual(skus, items.slice(0, skus.length).map((/** @type {any} */ each) => each.sku));
    const link = page.url();
    const other = await openGrid(browser, link.slice(baseUrl.length));
    assert.deepEqual(await column(other.page, "SKU"), skus);
    assert.deepEqual(troubles, []);
    await other.context.close();
    await context.close();
  });

  it("offers the shop's own values while one types, by keyboard alone", async () => {
    const { context, page, troubles } = await openGrid(browser, "/inventory");
    const { items } = await ask("/level-values?field=vendor&limit=8");
    const [most] = items;
    await page.getByRole("button", { name: "Filter" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Field").selectOption("vendor");
    await dialog.getByLabel("Comparison").selectOption("is");
    const field = dialog.getByRole("combobox", { name: "Value" });
    const offered = dialog.getByRole("listbox", { name: "Values of your items", includeHidden: true });
    await field.focus();
    await offered.getByRole("option").first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await offered.getByRole("option").first().waitFor({ state: "hidden" });
    assert.ok(await dialog.isVisible(), "Escape closed only what was offered");
    await page.keyboard.type(most.value.slice(0, 3).toLowerCase());
    await offered.getByRole("option", { name: most.name }).waitFor();
    await page.keyboard.press("ArrowDown");
    const chosen = await offered.getByRole("option", { selected: true }).locator("span").first().innerText();
    await page.keyboard.press("Enter");
    assert.equal(await field.inputValue(), chosen);
    await dialog.getByRole("button", { name: "Show levels" }).click();
    await settled(page);
    const filter = new URL(page.url()).searchParams.get("filter") ?? "";
    assert.deepEqual(JSON.parse(filter), { all: [{ field: "vendor", op: "is", value: chosen }] });
    const { total } = await ask(`/level-count?filter=${encodeURIComponent(filter)}`);
    assert.ok(total > 0);
    await eventually(async () => (await page.getByRole("grid").getAttribute("aria-rowcount")) === String(total + 1), "as many as the vendor has");
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("finds what sold, and the overview opens just the levels that it counts", async () => {
    const { context, page, troubles } = await openGrid(browser, "/inventory");
    await page.getByRole("button", { name: "Filter" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Field").selectOption("sold");
    await dialog.getByLabel("Value").fill("3");
    await dialog.getByRole("button", { name: "Show levels" }).click();
    await page.getByText("Sold in the last 3 days").waitFor();
    await settled(page);
    const filter = new URL(page.url()).searchParams.get("filter") ?? "";
    assert.deepEqual(JSON.parse(filter), { all: [{ field: "sold", op: "last_days", value: 3 }] });
    const listed = () => page.getByRole("grid").getAttribute("aria-rowcount");
    await eventually(async () => (await listed()) === String((await ask(`/level-count?filter=${encodeURIComponent(filter)}`)).total + 1), "as many as sold");
    // One level sells its last units, so that at least this line is there.
    const { items } = await ask("/levels?state=in_stock&sort=available&limit=100");
    const last = items.find((/** @type {any} */ each) => each.tracked && each.sku && each.is_active);
    await store("/order", { sku: last.sku, quantity: last.quantities.available, location: tail(last.location_id) });
    const lists = new Set(["negative", "sells_out", "without_cost"]);
    const counted = async () => (await ask("/attention")).concerns.filter((/** @type {any} */ each) => lists.has(each.kind));
    await eventually(async () => (await counted()).some((/** @type {any} */ each) => each.kind === "sells_out"), "a level that sells has nothing left", 30);
    for (const { kind } of await counted()) {
      await page.goto(baseUrl);
      const link = page.getByRole("list", { name: "Needs you today" }).getByRole("link", { name: NAMES[kind] });
      await link.click();
      await page.getByRole("grid").waitFor();
      await eventually(async () => {
        const now = (await ask("/attention")).concerns.find((/** @type {any} */ each) => each.kind === kind);
        return (await listed()) === String((now?.count ?? 0) + 1);
      }, `the list of ${kind}`);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("says in the dialog what a condition lacks", async () => {
    const { context, page } = await openGrid(browser, "/inventory");
    await page.getByRole("button", { name: "Filter" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Field").selectOption("vendor");
    await dialog.getByRole("button", { name: "Show levels" }).click();
    await dialog.getByText("Enter a value.").waitFor();
    assert.deepEqual(await violations(page), []);
    await context.close();
  });

  it("sorts by every column that has an order", async () => {
    const all = "title~sku~barcode~vendor~product_type~location~available~committed~reserved~damaged~safety_stock~quality_control~on_hand~incoming~price~unit_cost~value~state~updated_at";
    const { context, page, troubles } = await openGrid(browser, `/inventory?cols=${all}`);
    for (const name of ["Vendor", "Damaged", "Value", "Changed", "State", "Price"]) {
      await page.getByRole("columnheader", { name, exact: true }).getByRole("button").click();
      await settled(page);
      const sort = new URL(page.url()).searchParams.get("sort");
      const { items } = await ask(`/levels?sort=${sort}&limit=10`);
      const expected = items.map((/** @type {any} */ each) => each.sku);
      await eventually(async () => (await column(page, "SKU")).slice(0, 10).join() === expected.join(), `sorted by ${name}`);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  });

  it("reaches the middle of the list by the scroll bar at once", async () => {
    const { context, page } = await openGrid(browser, "/inventory?sort=sku");
    const total = Number(await page.getByRole("grid").getAttribute("aria-rowcount")) - 1;
    assert.ok(total > 500, `${total} levels are too few to have a middle`);
    const middle = Math.floor(total / 2);
    await page.getByRole("grid").evaluate((grid, top) => grid.scrollTo({ top }), middle * 48);
    const row = page.locator(`[role=row][aria-rowindex="${middle + 5}"]`);
    await row.getByRole("checkbox").and(page.locator(":enabled")).waitFor();
    const { items } = await ask(`/levels?sort=sku&offset=${middle + 3}&limit=1`);
    assert.match(await row.innerText(), new RegExp(items[0].sku.replace(/\W/g, "\\$&")));
    await context.close();
  });

  it("reaches every row of a million, and moves among them row by row", async () => {
    const rows = 1_000_000;
    const { context, page } = await signedIn(browser);
    const { items } = await ask("/levels?limit=1");
    // No shop of the tests is that long: the server's answer is made longer on its way to the page.
    await page.route(/\/api\/v1\/levels\?/, async (route) => {
      const offset = Number(new URL(route.request().url()).searchParams.get("offset") ?? 0);
      const numbered = Array.from({ length: Math.min(200, rows - offset) }, (_, at) => ({ ...items[0], sku: `ROW-${offset + at + 1}` }));
      await route.fulfill({ json: { items: numbered, next: null, total: rows, total_is_capped: false } });
    });
    await page.goto(`${baseUrl}/inventory`);
    const grid = page.getByRole("grid");
    await page.getByText("ROW-1", { exact: true }).waitFor();
    await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
    await page.getByText("ROW-1000000", { exact: true }).waitFor();
    const seen = () =>
      grid.evaluate((element) => {
        const top = element.getBoundingClientRect().top + 40;
        const found = Array.from(element.querySelectorAll("[role=row][aria-rowindex]")).filter((row) => row.getBoundingClientRect().bottom > top + 1);
        return Math.min(...found.map((row) => Number(row.getAttribute("aria-rowindex"))).filter((at) => at > 1)) - 1;
      });
    await grid.evaluate((element) => element.scrollTo({ top: (element.scrollHeight - element.clientHeight) / 2 }));
    await eventually(async () => Math.abs((await seen()) - rows / 2) < 20, "the middle");
    const box = await grid.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 400, (box?.y ?? 0) + 300);
    for (let turn = 0; turn < 3; turn += 1) {
      const stood = await seen();
      await page.mouse.wheel(0, 480);
      await eventually(async () => (await seen()) === stood + 10, `ten rows down from ${stood}`);
      await page.waitForTimeout(250);
      assert.equal(await seen(), stood + 10, "the bar was put right and the rows stayed");
    }
    await grid.focus();
    await page.keyboard.press("Control+End");
    await page.locator(`[role=row][aria-rowindex="${rows + 1}"]`).waitFor();
    await page.keyboard.press("ArrowUp");
    const current = () => page.evaluate(() => document.getElementById(document.activeElement?.getAttribute("aria-activedescendant") ?? "")?.closest("[role=row]")?.getAttribute("aria-rowindex"));
    await eventually(async () => (await current()) === String(rows), "one row up from the last");
    await page.keyboard.press("Control+Home");
    await eventually(async () => (await seen()) === 1 && (await current()) === "2", "the first row");
    await context.close();
  });
});

/**
 * Answers the question whether to remove a view, and waits until it is gone: the list behind the question
 * is hidden meanwhile, so that a row that cannot be seen tells nothing.
 * @param {import("playwright-core").Page} page
 */
async function removed(page) {
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Remove" }).click();
  await question.waitFor({ state: "hidden" });
}

describe("views and columns", () => {
  it("are saved, shared, opened by somebody else, and removed", async () => {
    const { context, page } = await openGrid(browser, "/inventory?state=in_stock&sort=-available&density=compact");
    const name = `Most in stock ${Date.now()}`;
    await page.getByRole("button", { name: "Save, share or remove views" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Share with everybody in this shop").check();
    assert.deepEqual(await violations(page), []);
    await dialog.getByRole("button", { name: "Save as a new view" }).click();
    await dialog.waitFor({ state: "hidden" });
    const id = new URL(page.url()).searchParams.get("view");
    const saved = (await ask("/saved-views")).items.find((/** @type {any} */ each) => each.name === name);
    assert.equal(saved.view_id, id);
    assert.deepEqual(saved.state.parameters, { state: "in_stock", sort: "-available", density: "compact" });

    const other = await openGrid(browser, "/inventory");
    await other.page.getByLabel("View", { exact: true }).selectOption({ label: name });
    await other.page.waitForURL((url) => url.searchParams.get("sort") === "-available");
    await settled(other.page);
    await other.page.getByRole("columnheader", { name: "SKU" }).getByRole("button").click();
    await other.page.getByRole("option", { name: `${name} (changed)` }).waitFor({ state: "attached" });
    await other.page.getByRole("button", { name: "Save, share or remove views" }).click();
    const row = other.page.getByRole("listitem").filter({ hasText: name });
    await row.getByRole("button", { name: "Remove" }).click();
    await removed(other.page);
    await row.waitFor({ state: "hidden" });
    assert.ok(!(await ask("/saved-views")).items.some((/** @type {any} */ each) => each.name === name));
    await other.context.close();
    await context.close();
  });

  it("open first where a person said so", async () => {
    const { context, page } = await openGrid(browser, "/inventory?state=out_of_stock");
    const name = `Opens first ${Date.now()}`;
    await page.getByRole("button", { name: "Save, share or remove views" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Save as a new view" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Save, share or remove views" }).click();
    const row = page.getByRole("listitem").filter({ hasText: name });
    await row.getByRole("button", { name: "Open the inventory with this view" }).click();
    await row.getByText("Opens first", { exact: false }).last().waitFor();
    await page.goto(`${baseUrl}/inventory`);
    await page.waitForURL((url) => url.searchParams.get("state") === "out_of_stock");
    await page.getByRole("button", { name: "Save, share or remove views" }).click();
    await row.getByRole("button", { name: "Remove" }).click();
    await removed(page);
    await row.waitFor({ state: "hidden" });
    await context.close();
  });

  it("are sized by their edge, pinned, moved and hidden, and the address holds it", async () => {
    const { context, page } = await openGrid(browser, "/inventory");
    const edge = await page.locator("[data-resize=sku]").boundingBox();
    assert.ok(edge);
    await page.mouse.move(edge.x + 4, edge.y + 10);
    await page.mouse.down();
    await page.mouse.move(edge.x + 64, edge.y + 10, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL((url) => /sku\.1[67]\d/.test(url.searchParams.get("cols") ?? ""));
    await page.getByRole("button", { name: "Columns" }).click();
    assert.deepEqual(await violations(page), []);
    // On a slow machine keys come faster than the grid is drawn: each builds on the one before.
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 8 });
    await page.getByRole("button", { name: "Pin Available" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Move Available up" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Show Value").click();
    await page.getByLabel("Show Vendor").click();
    await page.getByRole("button", { name: "Done" }).click();
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    const cols = new URL(page.url()).searchParams.get("cols") ?? "";
    assert.match(cols, /^available\.p~title\.p~sku\.1\d\d~location~on_hand~committed~incoming~state~vendor$/);
    const grid = page.getByRole("grid");
    const heading = page.getByRole("columnheader", { name: "Available" });
    const stood = await heading.boundingBox();
    await grid.evaluate((element) => element.scrollTo({ left: 400 }));
    assert.equal((await heading.boundingBox())?.x, stood?.x);
    await page.reload();
    await page.getByRole("columnheader", { name: "Vendor" }).waitFor();
    await context.close();
  });
});

describe("the file", () => {
  it("is exactly what is seen: columns, order, filter and sort", async () => {
    const filter = JSON.stringify({ any: [{ field: "available", op: ">=", value: 300 }] });
    const { context, page } = await openGrid(browser, `/inventory?sort=-available&cols=sku~available.p~location&filter=${encodeURIComponent(filter)}`);
    await page.getByRole("button", { name: "Export" }).click();
    assert.deepEqual(await violations(page), []);
    const download = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: /^Export \d/ }).click();
    const file = await download;
    assert.match(file.suggestedFilename(), /^inventory-\d{4}-\d\d-\d\d\.csv$/);
    const text = await readFile(await file.path(), "utf8");
    const [heading, ...rows] = text.replace(/^\ufeff/, "").trim().split("\r\n");
    assert.equal(heading, "Available,SKU,Location");
    const { items, total } = await ask(`/levels?sort=-available&limit=250&filter=${encodeURIComponent(filter)}`);
    assert.equal(rows.length, total);
    assert.deepEqual(
      rows.slice(0, items.length),
      items.map((/** @type {any} */ each) => `${each.quantities.available},${each.sku},${each.location_name}`),
    );
    await context.close();
  });

  it("is an Excel file on request", async () => {
    const { context, page } = await openGrid(browser, "/inventory?state=out_of_stock&cols=sku");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("radio", { name: "Excel (XLSX)" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: /^Export/ }).click();
    const content = await readFile(await (await download).path());
    assert.equal(content.subarray(0, 2).toString(), "PK");
    await context.close();
  });
});

describe("on a phone", () => {
  it("rows are cards that are filtered, chosen and edited without sideways scrolling", async () => {
    const { context, page } = await signedIn(browser, { viewport: { width: 390, height: 844 } }, "/inventory?sort=sku");
    const list = page.getByRole("list", { name: "Inventory levels" });
    await list.getByRole("listitem").first().waitFor();
    await list.getByRole("checkbox").first().check();
    await page.getByText("1 row selected").waitFor();
    await page.getByRole("button", { name: "Edit quantities" }).click();
    await page.getByLabel("Units").waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Add group" }).click();
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    await context.close();
  });
});
