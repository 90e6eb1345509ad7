/** Writes a .br and a .gz beside every file of the build that is worth it, so that serving costs nothing. */
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const COMPRESSIBLE = /\.(html|js|css|svg|json|txt|webmanifest)$/;
/** A smaller file fits in one packet anyway. */
const WORTH_BYTES = 600;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/**
 * @param {string} folder
 * @returns {Promise<number>} how many files were compressed
 */
export async function precompress(folder) {
  const names = await readdir(folder, { recursive: true });
  let count = 0;
  for (const name of names.filter((each) => COMPRESSIBLE.test(each))) {
    const path = join(folder, name);
    if (!(await stat(path)).isFile()) continue;
    const content = await readFile(path);
    if (content.length < WORTH_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    await writeFile(`${path}.br`, await brotli(content, { params }));
    await writeFile(`${path}.gz`, await gzipped(content, { level: 9 }));
    count += 1;
  }
  return count;
}
