/** The words that are known, by the whole path of their key: "nav.overview" leads to "Overview". */
export const known = new Map<string, string>();

/** Adds words to those that are known. Called by a file of words as it is loaded. */
export function addWords(words: object, path = ""): void {
  for (const [name, held] of Object.entries(words) as [string, string | object][]) {
    if (typeof held === "string") known.set(path + name, held);
    else addWords(held, `${path}${name}.`);
  }
}
