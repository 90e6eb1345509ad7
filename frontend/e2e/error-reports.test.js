/** Errors of the web app, reported to whoever takes Sentry's envelopes: loaded late, and scrubbed. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { serveFiles } from "../server/files.js";
import { launch } from "./browser.js";

/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("node:http").Server[]} */
const servers = [];
/** @type {string[]} */
const envelopes = [];
let url = "";

/** @param {import("node:http").RequestListener} listener */
async function serve(listener) {
  const server = createServer(listener);
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

/** Takes what is sent, from any page. @type {import("node:http").RequestListener} */
function receive(request, response) {
  let body = "";
  request.on("data", (piece) => (body += piece));
  request.on("end", () => {
    envelopes.push(body);
    response.writeHead(200, { "Access-Control-Allow-Origin": "*", "Content-Type": "application/json" }).end("{}");
  });
}

before(async () => {
  const receiver = await serve(receive);
  const errorReports = { dsn: `http://public@127.0.0.1:${receiver}/7`, environment: "test", release: "r-42" };
  const config = { apiUrl: "", appUrl: "", environment: "test", shopifyApiKey: "", errorReports };
  url = `http://127.0.0.1:${await serve(serveFiles(fileURLToPath(new URL("../dist", import.meta.url)), config))}`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

/** @returns {any[]} */
function events() {
  return envelopes.flatMap((envelope) => {
    const lines = envelope.split("\n").map((line) => (line ? JSON.parse(line) : {}));
    return lines.filter((_, index) => lines[index - 1]?.type === "event");
  });
}

/** @param {number} count */
async function arrived(count) {
  const deadline = Date.now() + 10_000;
  while (events().length < count) {
    assert.ok(Date.now() < deadline, `${events().length} of ${count} events arrived`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return events();
}

describe("error reports of the web app", () => {
  it("arrive with release and environment, those before the reporting was loaded too, without secrets or persons", async () => {
    const page = await browser.newPage();
    /** @type {string[]} */
    const refused = [];
    page.on("console", (message) => message.text().includes("Content Security Policy") && refused.push(message.text()));
    await page.route("**/assets/reporting-*.js", async (route) => {
      await page.evaluate(() => setTimeout(() => Promise.reject(new Error("early, of anna@shop.example"))));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await route.continue();
    });
    const loaded = page.waitForResponse((answer) => answer.url().includes("/assets/reporting-"));
    await page.goto(`${url}/changes/0f8fad5b-d9cb-469f-a165-70867728950e#key=isk_1_secretofthekey`);
    await loaded;
    await arrived(1);
    await page.evaluate(() => setTimeout(() => { throw new Error("late, with isk_1_secretofthekey"); }));
    const [early, late] = await arrived(2);
    assert.equal(early.exception.values[0].value, "early, of [hidden]");
    assert.equal(late.exception.values[0].value, "late, with [hidden]");
    for (const event of [early, late]) {
      assert.deepEqual([event.release, event.environment], ["r-42", "test"]);
      assert.deepEqual(event.tags, { part: "web", page: "/changes/:id" });
      assert.deepEqual([event.request, event.user, event.breadcrumbs], [undefined, undefined, undefined]);
    }
    assert.doesNotMatch(envelopes.join("\n"), /secretofthekey|anna@/);
    assert.deepEqual(refused, []);
    await page.close();
  });
});
