/**
 * The weight of each page's first load, in brotli bytes of JavaScript and CSS: everything the entry
 * and the page import before the page can be shown. Ends with 1 where a page is over its budget:
 * the overview, where everybody comes in, has the tighter one.
 */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
/** @type {Record<string, number>} */
const BUDGETS_BYTES = { overview: 150_000, inventory: 185_000, item: 185_000, sync: 185_000, settings: 185_000 };

/** @typedef {{ file: string, css?: string[], imports?: string[] }} Chunk */

/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(await readFile(join(DIST, ".vite/manifest.json"), "utf8"));

/**
 * @param {string} key
 * @param {Set<string>} files
 */
function collect(key, files) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The build has no ${key}`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const each of chunk.imports ?? []) collect(each, files);
}

/** @param {Iterable<string>} files */
async function weigh(files) {
  let bytes = 0;
  for (const file of files) {
    const path = join(DIST, file);
    const compressed = await stat(`${path}.br`).catch(() => stat(path));
    bytes += compressed.size;
  }
  return bytes;
}

let over = false;
for (const [page, budget] of Object.entries(BUDGETS_BYTES)) {
  const files = new Set();
  collect("index.html", files);
  collect(`src/features/${page}/page.tsx`, files);
  const bytes = await weigh(files);
  over ||= bytes > budget;
  const mark = bytes > budget ? "over" : "within";
  console.log(`${page.padEnd(10)} ${(bytes / 1000).toFixed(1).padStart(7)} kB, ${mark} ${budget / 1000} kB`);
}
process.exitCode = over ? 1 : 0;
