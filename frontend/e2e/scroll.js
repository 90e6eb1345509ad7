/**
 * `node e2e/scroll.js`: how evenly the grid scrolls on a slow machine (4 times slower), as one JSON line: rows in the
 * list, the 95th percentile of a frame while it scrolls on and on, and how long the middle of the list takes to show.
 */
import { baseUrl, launch, signedIn } from "./browser.js";

const SLOWER = 4;
const SCROLL_MS = 6000;
const PX_A_SECOND = 2000;

/**
 * Writes down how long the frames of so many milliseconds were.
 * @param {number} milliseconds
 * @returns {Promise<number[]>}
 */
function watchFrames(milliseconds) {
  return new Promise((resolve) => {
    /** @type {number[]} */
    const frames = [];
    const began = performance.now();
    let last = began;
    /** @param {number} at */
    const next = (at) => {
      frames.push(at - last);
      last = at;
      if (at - began < milliseconds) requestAnimationFrame(next);
      else resolve(frames.slice(2));
    };
    requestAnimationFrame(next);
  });
}

/**
 * Turns the wheel as a person does who looks for something.
 * @param {import("playwright-core").CDPSession} devtools
 * @param {{ x: number, y: number }} at
 */
async function turnWheel(devtools, at) {
  await devtools.send("Input.synthesizeScrollGesture", {
    ...at,
    yDistance: -Math.round((PX_A_SECOND * SCROLL_MS) / 1000),
    speed: PX_A_SECOND,
    gestureSourceType: "mouse",
  });
}

const browser = await launch();
const { context, page } = await signedIn(browser);
await page.goto(`${baseUrl}/inventory`);
const grid = page.getByRole("grid");
await grid.getByRole("row").nth(5).waitFor();
await page.waitForFunction(() => Number(document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")) > 0);
const rows = Number(await grid.getAttribute("aria-rowcount")) - 1;
const devtools = await context.newCDPSession(page);
await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
const box = await grid.boundingBox();
const centre = { x: (box?.x ?? 0) + 400, y: (box?.y ?? 0) + 300 };
const [watched] = await Promise.all([page.evaluate(watchFrames, SCROLL_MS), turnWheel(devtools, centre)]);
const frames = watched.toSorted((a, b) => a - b);
const scrolled = await grid.evaluate((element) => element.scrollTop);
const p95 = frames[Math.floor(frames.length * 0.95)] ?? 0;
const middle = Math.floor(rows / 2);
const began = performance.now();
await grid.evaluate((element, top) => element.scrollTo({ top }), middle * 48);
await page.locator(`[role=row][aria-rowindex="${middle + 5}"] input:enabled`).waitFor();
const jump = performance.now() - began;
await browser.close();
console.log(JSON.stringify({ rows, scrolled, frames: frames.length, p50: frames[Math.floor(frames.length / 2)], p95, longest: frames.at(-1), jump }));
