/**
 * A file that was checked, with problems.
 * @param {any} level
 * @returns {Promise<string>} its id
 */
async function someImport(level) {
  const headers = { Authorization: `Bearer ${accessKey}` };
  const rows = ["SKU,Location,Counted", `${level.sku},${level.location_name},41`, `unknown,${level.location_name},7`, `${level.sku},Nowhere,many`];
  const address = `${baseUrl}/api/v1/imports`;
  const uploaded = await fetch(`${address}?kind=counts&name=Yearly%20count.csv`, { method: "POST", headers, body: rows.join("\r\n") });
  const { id, roles } = await uploaded.json();
  const body = JSON.stringify({ roles });
  await fetch(`${address}/${id}/columns`, { method: "PUT", headers: { ...headers, "Content-Type": "application/json" }, body });
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await ask(`/imports/${id}`)).state === "checked") return id;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("The import was not checked within ten seconds");
}

/** Something to buy and to move, and rules; made once. */
async function someLines() {
  if ((await ask("/suppliers?search=Morning%20Mill")).items.length > 0) return;
  await someMorning(2, "Morning Mill");
  await plan("PUT", "/policies", { rules: [{ applies_to: "vendor", name: "Lumen", review_days: 14, service_percent: "97.5", order_cost: "12" }] });
  await workOut();
}

/** Every page that a person can open, for tests that go through all of them. */
import { someAnalysis } from "./analyses.js";
import { someBill } from "./bills.js";
import { accessKey, ask, baseUrl, someLevel, store, tail } from "./browser.js";
import { forecastItem, someEvent } from "./forecasts.js";
import { plan, someMorning, workOut } from "./mornings.js";
import { someOldStocktake } from "./old-files.js";
import { someOrders } from "./orders.js";
import { someReplay } from "./replays.js";
import { reviewedCount, someLevels, startedCount } from "./stocktakes.js";
import { someSupplier } from "./suppliers.js";
import { movingTransfer } from "./transfers.js";

/** @returns {Promise<{ name: string, path: string, ready: string, prepare?: (page: import("playwright-core").Page) => Promise<void> }[]>} */
export async function everyPage() {
  const level = await someLevel();
  const id = tail(level.inventory_item_id);
  const file = await someImport(level);
  const earlier = await someOldStocktake(level);
  const order = await someOrder(level);
  const moving = await movingTransfer();
  const reviewed = await reviewedCount();
  const counting = await startedCount(await someLevels(), { label: "Back room" });
  const supplier = await someSupplier("Ölmühle Süd");
  const bill = await someBill();
  const bought = await someOrders();
  const planned = await forecastItem();
  await someEvent(level.vendor);
  await someLines();
  await someReplay();
  await someAnalysis();
  return [
    { name: "overview", path: "/", ready: "Latest movements" },
    { name: "inventory", path: "/inventory", ready: " rows" },
    { name: "item", path: `/inventory/${id}`, ready: "Every change since the opening stock" },
    {
      name: "item-then",
      path: `/inventory/${id}?as_of=${new Date().toISOString()}`,
      ready: "As it was on",
      prepare: async (page) => {
        await page.getByRole("slider", { name: "Levels as of" }).waitFor();
        await page.getByText("Sync log of this item").first().waitFor();
      },
    },
    {
      name: "adjust",
      path: `/inventory/${id}?adjust=${id}.${tail(level.location_id)}`,
      ready: "Send to Shopify",
      prepare: async (page) => {
        await page.getByLabel("Units").fill("3");
        await page.getByText("On hand", { exact: true }).last().waitFor();
      },
    },
    { name: "order", path: `/orders/${order}`, ready: "What it did" },
    { name: "look-up", path: `/look-up?code=${encodeURIComponent(level.sku)}`, ready: "Open item" },
    { name: "transfers", path: "/transfers?view=all", ready: "Stock on its way between your locations" },
    { name: "transfer-new", path: "/transfers/new", ready: "Nothing moves until it is ready to ship" },
    { name: "transfer", path: `/transfers/${moving.id}`, ready: "What happened" },
    { name: "transfer-receive", path: `/transfers/${moving.id}/receive/${moving.shipments[0].id}`, ready: "What is expected" },
    { name: "stocktakes", path: "/stocktakes", ready: "Autumn count" },
    { name: "stocktake-new", path: "/stocktakes/new", ready: "Choose a location to see" },
    { name: "stocktake", path: `/stocktakes/${reviewed.id}`, ready: "4006381333931" },
    {
      name: "stocktake-count",
      path: `/stocktakes/${counting.id}/count`,
      ready: "Where are you?",
      prepare: async (page) => {
        await page.getByRole("button", { name: /Count here|Go on|Take over/ }).first().click();
        await page.getByLabel("Barcode, SKU or name").fill(counting.sections[0].name);
        await page.getByText("Scan the first item").waitFor();
      },
    },
    { name: "stocktakes-earlier", path: "/stocktakes/earlier", ready: "Spring count in Stocky" },
    { name: "stocktake-earlier", path: `/stocktakes/earlier/${earlier}`, ready: "A mug of before" },
    { name: "stocktake-schedules", path: "/stocktakes/schedules", ready: "A little every day" },
    {
      name: "replenish",
      path: "/replenish?view=buy",
      ready: "Money at risk",
      prepare: async (page) => {
        await page.getByRole("button", { name: /^Why \d/ }).first().click();
        await page.getByText("the same number").waitFor();
      },
    },
    { name: "policies", path: "/policies", ready: "Fixed levels" },
    { name: "purchase-orders", path: "/purchase-orders?view=all", ready: "Partly received" },
    { name: "purchase-order-new", path: "/purchase-orders/new", ready: "Choose the supplier first" },
    { name: "purchase-order-edit", path: `/purchase-orders/${bought.draft.id}/edit`, ready: "121 are no whole packs of 6" },
    { name: "purchase-order", path: `/purchase-orders/${bought.arriving.id}`, ready: "One carton was wet" },
    { name: "purchase-order-receive", path: `/purchase-orders/${bought.arriving.id}/receive`, ready: "What is ordered" },
    { name: "purchase-order-return", path: `/purchase-orders/${bought.arriving.id}/return`, ready: "What has arrived" },
    { name: "buying-rules", path: "/purchase-orders/rules", ready: "Buyers order alone up to" },
    { name: "suppliers", path: "/suppliers", ready: "Ölmühle Süd" },
    {
      name: "item-forecast",
      path: `/inventory/${tail(planned.item)}`,
      ready: "Method: ",
      prepare: async (page) => {
        await page.getByText("How demand was cleaned").click();
        await page.getByText("one of the largest orders").first().scrollIntoViewIfNeeded();
      },
    },
    { name: "forecast", path: "/forecast", ready: "By kind of demand" },
    { name: "forecast-events", path: "/forecast/events", ready: "Advent" },
    { name: "analysis", path: "/analysis", ready: "How long stock lasts" },
    {
      name: "analysis-list",
      path: "/analysis?list=excess",
      ready: "All figures",
      prepare: async (page) => {
        await page.getByRole("table").getByRole("row").nth(1).waitFor();
      },
    },
    { name: "replay", path: "/replay", ready: "What a replay cannot know" },
    { name: "value", path: "/value", ready: "Moving average" },
    { name: "month-end", path: "/month-end", ready: "Ending value" },
    { name: "bills", path: "/bills", ready: "Sea & Land" },
    { name: "bill", path: `/bills/${bill.id}`, ready: "What it adds to goods" },
    { name: "bill-new", path: "/bills/new", ready: "About which receipts" },
    { name: "supplier", path: `/suppliers/${supplier.id}`, ready: "from 100" },
    { name: "changes", path: "/changes", ready: "Everything that was changed here" },
    { name: "changes-stuck", path: "/changes?view=stuck", ready: "Nothing is stuck" },
    { name: "labels", path: `/labels?items=${id}.3`, ready: "Make 3 labels" },
    { name: "labels-shared", path: "/labels?view=shared", ready: "items have no barcode" },
    { name: "as-of", path: "/as-of", ready: "Value at the cost of today" },
    { name: "imports-stocky", path: "/imports/stocky", ready: "No file of Stocky's moves stock" },
    { name: "imports", path: "/imports", ready: "What is in the file?" },
    { name: "import", path: `/imports/${file}`, ready: "no item has the SKU" },
    { name: "sync", path: "/sync", ready: "Shopify's budget" },
    { name: "people", path: "/people", ready: "People of this shop" },
    { name: "audit-log", path: "/people/log?about=api_key", ready: "Access key made" },
    { name: "account", path: "/account", ready: "You came with an access key" },
    { name: "design", path: "/design", ready: "Tokens and parts" },
    { name: "leaving", path: "/settings/leaving", ready: "What stands in Shopify" },
    { name: "plan", path: "/settings/plan", ready: "Self-hosted" },
    { name: "settings", path: "/settings", ready: "Access keys" },
  ];
}

/**
 * An order that moved a level: one is placed where there is none yet.
 * @param {{ sku: string, inventory_item_id: string }} level
 * @returns {Promise<string>}
 */
export async function someOrder(level) {
  const path = `/items/${encodeURIComponent(level.inventory_item_id)}/documents?limit=50`;
  for (let round = 0; round < 100; round += 1) {
    const { items } = await ask(path);
    const found = items.find((/** @type {any} */ each) => each.kind === "order");
    if (found) return tail(found.id);
    if (round === 0) await store("/order", { sku: level.sku, quantity: 1 });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The order that was placed never reached the app");
}
