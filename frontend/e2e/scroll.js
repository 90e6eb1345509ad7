/**
 * `node e2e/scroll.js`: how evenly the grid scrolls, as one JSON line: rows in the list, the frames while it scrolls on
 * and on, and under `slow` the same 4 times slower, with how long the middle of the list takes to show, and the page's
 * own work in a frame (`work_p95`: processor time, so that it says the same on a machine that is busy otherwise).
 */
import { baseUrl, launchWhole, signedIn } from "./browser.js";

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
 * How long the page's own thread worked for each frame that it drew, in milliseconds of the processor.
 * @param {Buffer} trace
 * @returns {number[]}
 */
function workOf(trace) {
  /** @type {{ name: string, ph: string, ts: number, tdur?: number, pid: number, tid: number }[]} */
  const events = JSON.parse(trace.toString()).traceEvents;
  const drawn = events.filter(({ name }) => name === "PrePaint");
  const of = drawn.at(-1);
  const ends = drawn.filter(({ pid, tid }) => pid === of?.pid && tid === of.tid).map(({ ts }) => ts);
  const work = ends.map(() => 0);
  for (const { name, ts, tdur, pid, tid } of events) {
    const at = pid === of?.pid && tid === of.tid && name === "ThreadControllerImpl::RunTask" ? ends.findIndex((end) => end > ts) : -1;
    if (at >= 0) work[at] = (work[at] ?? 0) + (tdur ?? 0) / 1000;
  }
  return work;
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
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

const browser = await launchWhole();
const { context, page } = await signedIn(browser);
await page.goto(`${baseUrl}/inventory`);
const grid = page.getByRole("grid");
await grid.getByRole("row").nth(5).waitFor();
await page.waitForFunction(() => Number(document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")) > 0);
const rows = Number(await grid.getAttribute("aria-rowcount")) - 1;
const devtools = await context.newCDPSession(page);
const box = await grid.boundingBox();
const centre = { x: (box?.x ?? 0) + 400, y: (box?.y ?? 0) + 300 };
const [native] = await Promise.all([page.evaluate(watchFrames, SCROLL_MS), turnWheel(devtools, centre)]);
await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
const [watched] = await Promise.all([page.evaluate(watchFrames, SCROLL_MS), turnWheel(devtools, centre)]);
const scrolled = await grid.evaluate((element) => element.scrollTop);
const middle = Math.floor(rows / 2);
const began = performance.now();
await grid.evaluate((element, top) => element.scrollTo({ top }), middle * 48);
await page.locator(`[role=row][aria-rowindex="${middle + 5}"] input:enabled`).waitFor();
const jump = performance.now() - began;
await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
await turnWheel(devtools, centre);
const work = workOf(await browser.stopTracing()).map((each) => each * SLOWER);
await browser.close();
/** @param {number[]} frames */
const told = (frames) => ({ frames: frames.length, p50: quantile(frames, 0.5), p95: quantile(frames, 0.95), longest: Math.max(...frames) });
const slow = { ...told(watched), jump, work_p50: quantile(work, 0.5), work_p95: quantile(work, 0.95) };
console.log(JSON.stringify({ rows, scrolled, ...told(native), slow }));
