/**
 * Serves the built web app by itself, for setups where it is a service of its own. The api serves
 * the same files by the same rules: hashed assets for ever, everything else asked for anew, a
 * missing asset is a 404 and never a page, and paths that belong to the api never fall back.
 */
import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};
const NOT_OURS = /^\/(api|webhooks|events|metrics|health|docs)(\/|$)/;
const ASSET = /^\/assets\//;

/**
 * @typedef {object} Config
 * @property {string} apiUrl
 * @property {string} appUrl
 * @property {string} environment
 * @property {string} shopifyApiKey
 * @property {{ dsn: string, environment: string, release: string }} [errorReports]
 */

/** Where the built page wants its nonce; vite.config.js writes it. */
const NONCE_PLACE = "__CSP_NONCE__";

/**
 * The headers of an answer; a page's scripts and styles are named by its nonce, and nothing else runs anything.
 * @param {Config} config
 * @param {string} [nonce]
 */
function headersOfAll({ apiUrl, errorReports }, nonce) {
  const mine = nonce === undefined ? "" : `'nonce-${nonce}' `;
  const elsewhere = [apiUrl, errorReports?.dsn ?? ""].filter((url) => url !== "").map((url) => originOf(url));
  const connect = ["'self'", ...elsewhere].join(" ");
  return {
    "Content-Security-Policy": [
      "default-src 'self'",
      `script-src ${mine}${nonce === undefined ? "" : "'strict-dynamic' "}'self'`,
      `style-src ${mine}'self'`,
      "worker-src 'self'",
      "img-src 'self' data:",
      `connect-src ${connect}`,
      "base-uri 'none'",
      "object-src 'none'",
      "form-action 'self'",
      "frame-ancestors 'self'",
      ...(apiUrl === "" ? [] : [`report-uri ${originOf(apiUrl)}/csp-reports`]),
    ].join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  };
}

/** The origin alone: the key of a DSN stands where a user would. @param {string} url */
function originOf(url) {
  return new URL(url).origin;
}

/**
 * @param {string} folder the build
 * @param {Config} config what /config.js tells the page
 * @returns {import("node:http").RequestListener}
 */
export function serveFiles(folder, config) {
  const always = headersOfAll(config);
  const script = `window.__INVENTORYSYNC__ = ${JSON.stringify(config).replaceAll("<", "\\u003c")};\n`;
  return async (request, response) => {
    const answer = (/** @type {number} */ status, /** @type {string} */ text, headers = {}) => {
      response.writeHead(status, { ...always, "Content-Type": TYPES[".txt"], ...headers });
      response.end(request.method === "HEAD" ? undefined : text);
    };
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, "Method not allowed\n", { Allow: "GET, HEAD" });
    const path = pathOf(request.url ?? "/");
    if (path === null) return answer(400, "Bad path\n");
    if (path === "/health") return answer(200, "ok\n", { "Cache-Control": "no-store" });
    if (path === "/config.js") return answer(200, script, { "Content-Type": TYPES[".js"], "Cache-Control": "no-cache" });
    if (NOT_OURS.test(path)) return answer(404, "Not found\n");
    if (extname(path) === "" && !ASSET.test(path)) {
      const nonce = randomBytes(16).toString("base64url");
      const page = await readFile(join(folder, "index.html"), "utf8").catch(() => null);
      if (page === null) return answer(404, "Not found\n");
      const headers = { ...headersOfAll(config, nonce), "Content-Type": TYPES[".html"], "Cache-Control": "no-cache" };
      return answer(200, page.replaceAll(NONCE_PLACE, nonce), headers);
    }
    const found = await findFile(folder, path, String(request.headers["accept-encoding"] ?? ""));
    if (!found) return answer(404, "Not found\n");
    response.writeHead(200, {
      ...always,
      "Content-Type": TYPES[/** @type {keyof typeof TYPES} */ (found.extension)] ?? "application/octet-stream",
      "Content-Length": found.size,
      "Cache-Control": ASSET.test(path) ? "public, max-age=31536000, immutable" : "no-cache",
      Vary: "Accept-Encoding",
      ...(found.encoding && { "Content-Encoding": found.encoding }),
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(found.file).pipe(response);
  };
}

/**
 * The path of a request, decoded, or null where it tries to leave the folder.
 * @param {string} url
 */
function pathOf(url) {
  try {
    const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
    return path.includes("\0") || path.includes("\\") || path.split("/").includes("..") ? null : path;
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @param {string} path
 * @param {string} accepted
 */
async function findFile(folder, path, accepted) {
  // The build's own manifest is for tools.
  if (path.split("/").some((part) => part.startsWith("."))) return null;
  const file = join(folder, normalize(path));
  const extension = extname(path);
  for (const [encoding, ending] of [
    ["br", ".br"],
    ["gzip", ".gz"],
  ]) {
    if (!new RegExp(`\\b${encoding}\\b`).test(accepted)) continue;
    const size = await sizeOf(`${file}${ending}`);
    if (size !== null) return { file: `${file}${ending}`, size, extension, encoding };
  }
  const size = await sizeOf(file);
  return size === null ? null : { file, size, extension, encoding: null };
}

/** @param {string} file */
async function sizeOf(file) {
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? found.size : null;
}
