/** Every page that a person can open, for tests that go through all of them. */
import { someLevel, tail } from "./browser.js";

/** @returns {Promise<{ name: string, path: string, ready: string, prepare?: (page: import("playwright-core").Page) => Promise<void> }[]>} */
export async function everyPage() {
  const level = await someLevel();
  const id = tail(level.inventory_item_id);
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
    { name: "look-up", path: `/look-up?code=${encodeURIComponent(level.sku)}`, ready: "Open item" },
    { name: "changes", path: "/changes", ready: "Everything that was changed here" },
    { name: "changes-stuck", path: "/changes?view=stuck", ready: "Nothing is stuck" },
    { name: "sync", path: "/sync", ready: "Shopify's budget" },
    { name: "people", path: "/people", ready: "People of this shop" },
    { name: "audit-log", path: "/people/log", ready: "Access key made" },
    { name: "account", path: "/account", ready: "You came with an access key" },
    { name: "design", path: "/design", ready: "Tokens and parts" },
    { name: "settings", path: "/settings", ready: "Access keys" },
  ];
}
