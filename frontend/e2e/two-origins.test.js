/** The web app as a service of its own: the page from one address, its api on another. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { accessKey, baseUrl, launch, someLevel, tail } from "./browser.js";

const frontendUrl = process.env["E2E_FRONTEND_URL"] ?? "";
if (!frontendUrl) throw new Error("Set E2E_FRONTEND_URL: where `npm run preview` serves the web app");

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

describe("the web app on an address of its own", () => {
  it("reads, listens and writes across origins, and asks nobody else", async () => {
    const page = await browser.newPage();
    /** @type {string[]} */
    const troubles = [];
    page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    const origins = new Set();
    page.on("request", (request) => origins.add(new URL(request.url()).origin));
    const live = page.waitForResponse((answer) => answer.url() === `${baseUrl}/events`);
    await page.goto(`${frontendUrl}/#key=${accessKey}`);
    await page.getByRole("heading", { name: "Overview", exact: true }).waitFor();
    assert.equal((await live).status(), 200);
    const level = await someLevel(7);
    const item = tail(level.inventory_item_id);
    await page.goto(`${frontendUrl}/inventory/${item}?adjust=${item}.${tail(level.location_id)}`);
    await page.getByLabel("Units").fill("2");
    await page.getByRole("button", { name: "Send to Shopify" }).click();
    await page.getByText(/confirmed/i).first().waitFor();
    assert.deepEqual([...origins].toSorted(), [baseUrl, frontendUrl].toSorted());
    assert.deepEqual(troubles, []);
    await page.close();
  });

  it("is not obeyed by the api from an address that is not listed", async () => {
    const answer = await fetch(`${baseUrl}/api/v1/shop`, {
      method: "OPTIONS",
      headers: {
        Origin: "https://elsewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
      },
    });
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
  });
});
