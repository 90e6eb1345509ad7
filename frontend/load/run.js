/**
 * `npm run test:load`: webhooks, the grid, searches, changes of stock and live events at once, against a system that
 * runs. Prints a table; ends with 1 where a threshold was missed, with 2 where it could not be run.
 */
import { writeFile } from "node:fs/promises";
import autocannon from "autocannon";
import { listening } from "./live.js";
import { scenarios } from "./scenarios.js";
import { settingsOf } from "./settings.js";
import { ask, someLevels, unconfirmed } from "./shop.js";

/** @typedef {{ what: string, figure: string, goal: string, met: boolean }} Row */

const STREAMS = 10;
const CONNECTIONS = 8;
const CONFIRMED_SECONDS = 60;

/**
 * @param {import("./settings.js").Settings} settings
 * @param {import("./scenarios.js").Scenario} scenario
 * @returns {Promise<Row>}
 */
async function fire(settings, { name, rate, p99, expects, next, heard }) {
  const result = await autocannon({
    url: settings.url,
    connections: Math.min(CONNECTIONS, Math.ceil(rate)),
    duration: settings.seconds,
    overallRate: Math.ceil(rate),
    timeout: 30,
    requests: [{ setupRequest: next, onResponse: (status, body) => heard?.(status, body) }],
  });
  const good = result.statusCodeStats[expects]?.count ?? 0;
  const others = Object.entries(result.statusCodeStats).filter(([status]) => Number(status) !== expects);
  const wrong = [...others.map(([status, { count }]) => `${count} × ${status}`), ...(result.errors > 0 ? [`${result.errors} errors`] : [])];
  const most = p99 * settings.patience;
  return {
    what: `${name}, ${Math.ceil(rate)}/s`,
    figure: `${good} answered, p50 ${result.latency.p50} ms, p99 ${result.latency.p99} ms${wrong.length > 0 ? `; ${wrong.join(", ")}` : ""}`,
    goal: `p99 <= ${most} ms, nothing else than ${expects}`,
    met: good > 0 && wrong.length === 0 && result.latency.p99 <= most,
  };
}

/** @param {import("./settings.js").Settings} settings @returns {Promise<Row[]>} */
async function measured(settings) {
  const [shop, levels] = await Promise.all([ask(settings, "/shop"), someLevels(settings)]);
  /** @type {string[]} */
  const made = [];
  const live = await listening(settings, STREAMS);
  const wanted = scenarios(settings, shop.domain, levels, (id) => made.push(id));
  const rows = await Promise.all(wanted.map((scenario) => fire(settings, scenario)));
  const open = await unconfirmed(settings, made, CONFIRMED_SECONDS);
  const heard = await live.end();
  const ended = heard.filter((stream) => stream.ended !== null);
  const fewest = Math.min(...heard.map(({ events }) => events));
  const { drift_units } = await ask(settings, "/drift");
  return [
    ...rows,
    {
      what: `live events, ${STREAMS} open pages`,
      figure: `each heard ${fewest} or more${ended.length > 0 ? `; ${ended.length} ended: ${ended[0]?.ended}` : ""}`,
      goal: "each hears of changes, none ends",
      met: fewest > 0 && ended.length === 0,
    },
    {
      what: "changes confirmed by Shopify",
      figure: `${made.length - open.length} of ${made.length}`,
      goal: `all within ${CONFIRMED_SECONDS} s`,
      met: made.length > 0 && open.length === 0,
    },
    { what: "units that differ from Shopify", figure: String(drift_units), goal: "0", met: drift_units === 0 },
  ];
}

/** @param {Row[]} rows */
function shown(rows) {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows.map(({ what, figure, goal, met }) => `${met ? "✓" : "✗"} ${what.padEnd(width)}  ${figure}  (${goal})`).join("\n");
}

try {
  const settings = settingsOf(process.env);
  const rows = await measured(settings);
  console.log(shown(rows));
  if (settings.report) await writeFile(settings.report, `${JSON.stringify({ at: new Date().toISOString(), rows }, null, 2)}\n`);
  process.exitCode = rows.every(({ met }) => met) ? 0 : 1;
} catch (error) {
  console.error(`The load test could not be run: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
