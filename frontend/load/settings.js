/** What the load test is told by its environment. */

/** @typedef {{ url: string, key: string, secret: string, seconds: number, scale: number, patience: number, report: string }} Settings */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Settings}
 * @throws {Error} that names what is missing or no number
 */
export function settingsOf(env) {
  const missing = ["LOAD_URL", "LOAD_KEY", "LOAD_WEBHOOK_SECRET"].filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`set ${missing.join(", ")}: see docs/operate/load-test.md`);
  if (env["LOAD_WRITES"] !== "yes") {
    throw new Error("it adds units to the shop's stock and takes them away again: set LOAD_WRITES=yes where that may be");
  }
  return {
    url: (env["LOAD_URL"] ?? "").replace(/\/$/, ""),
    key: env["LOAD_KEY"] ?? "",
    secret: env["LOAD_WEBHOOK_SECRET"] ?? "",
    seconds: numberIn(env, "LOAD_SECONDS", 30, 3600),
    scale: numberIn(env, "LOAD_SCALE", 1, 1000),
    patience: numberIn(env, "LOAD_PATIENCE", 1, 100),
    report: env["LOAD_REPORT"] ?? "",
  };
}

/** @param {NodeJS.ProcessEnv} env @param {string} name @param {number} usual @param {number} most */
function numberIn(env, name, usual, most) {
  const given = env[name] ? Number(env[name]) : usual;
  if (!(given > 0 && given <= most)) throw new Error(`${name} is a number above 0 and up to ${most}, not ${env[name]}`);
  return given;
}
