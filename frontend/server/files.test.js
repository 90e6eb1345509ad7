import { mkdtemp, mkdir, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { precompress } from "../build/precompress.js";
import { serveFiles } from "./files.js";

const PAGE = `<!doctype html><title>Page</title><script nonce="__CSP_NONCE__"></script>${" ".repeat(700)}`;
/** @type {import("node:http").Server} */
let server;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "web-app-"));
  await mkdir(join(folder, "assets"));
  await mkdir(join(folder, ".vite"));
  await writeFile(join(folder, "index.html"), PAGE);
  await writeFile(join(folder, "assets/app-1a2b.js"), `console.log("${"x".repeat(700)}")`);
  await writeFile(join(folder, "assets/tiny-1a2b.js"), "1");
  await writeFile(join(folder, ".vite/manifest.json"), "{}");
  await precompress(folder);
  const config = { apiUrl: "https://api.example", appUrl: "", environment: "test", shopifyApiKey: "</script>", errorReports: { dsn: "https://key@errors.example/7", environment: "test", release: "1" } };
  server = createServer(serveFiles(folder, config));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
});

afterAll(() => new Promise((resolve) => server.close(() => resolve(undefined))));

/**
 * Sends a path as it is: fetch would tidy `..` away before the server sees it.
 * @param {string} path
 * @param {Record<string, string>} headers
 * @returns {Promise<{ status: number, headers: import("node:http").IncomingHttpHeaders, body: Buffer }>}
 */
function get(path, headers = {}, method = "GET") {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, method }, (response) => {
      /** @type {Buffer[]} */
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("the static server", () => {
  it("gives the page for every path of the app, asked for anew each time", async () => {
    for (const path of ["/", "/inventory", "/inventory/7?adjust=7.1"]) {
      const { status, headers, body } = await get(path);
      expect([status, headers["content-type"], headers["cache-control"]]).toEqual([200, "text/html; charset=utf-8", "no-cache"]);
      const nonce = /'nonce-([\w-]{22})'/.exec(String(headers["content-security-policy"]))?.[1] ?? "none";
      expect(body.toString()).toBe(PAGE.replace("__CSP_NONCE__", nonce));
    }
  });

  it("lets hashed assets be kept for ever, and sends them compressed", async () => {
    const { headers, body } = await get("/assets/app-1a2b.js", { "accept-encoding": "gzip, br" });
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect([headers["content-encoding"], headers.vary]).toEqual(["br", "Accept-Encoding"]);
    expect(Number(headers["content-length"])).toBe(body.length);
    expect(brotliDecompressSync(body).toString()).toContain("xxx");
  });

  it("sends a small file as it is", async () => {
    const { headers, body } = await get("/assets/tiny-1a2b.js", { "accept-encoding": "br" });
    expect([headers["content-encoding"], body.toString()]).toEqual([undefined, "1"]);
  });

  it.each(["/assets/gone-1a2b.js", "/favicon.ico", "/api/v1/shop", "/events", "/webhooks/shopify", "/metrics", "/.vite/manifest.json", "/../package.json"])(
    "answers 404 and never a page to %s",
    async (path) => {
      const { status, body } = await get(path);
      expect([status, body.toString()]).toEqual([404, "Not found\n"]);
    },
  );

  it.each(["/assets/..%2f..%2fpackage.json", "/%00", "/%E0%A4%A"])("refuses %s", async (path) => {
    expect((await get(path)).status).toBe(400);
  });

  it("tells the page its settings, as a script that cannot end early", async () => {
    const { headers, body } = await get("/config.js");
    expect(headers["cache-control"]).toBe("no-cache");
    expect(body.toString()).toContain('"apiUrl":"https://api.example"');
    expect(body.toString()).not.toContain("</script>");
  });

  it("allows the api and whoever hears of errors in its policy, and no script from elsewhere", async () => {
    const policy = (await get("/")).headers["content-security-policy"];
    expect(policy).toContain("connect-src 'self' https://api.example https://errors.example;");
    expect(policy).toMatch(/; script-src 'nonce-[\w-]{22}' 'strict-dynamic' 'self'; style-src 'nonce-[\w-]{22}' 'self';/);
    const again = (await get("/")).headers["content-security-policy"];
    expect(again, "a nonce is of one answer").not.toBe(policy);
    const asset = (await get("/assets/app-1a2b.js")).headers["content-security-policy"];
    expect(asset).toContain("; script-src 'self'; style-src 'self';");
    expect(`${policy} ${asset}`).not.toContain("unsafe");
  });

  it("takes nothing but GET and HEAD", async () => {
    expect((await get("/", {}, "POST")).status).toBe(405);
    const head = await get("/", {}, "HEAD");
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });
});
