/** What was looked for and opened lately, kept in this browser alone. */
const KEY = "inventorysync.searches";
const KEPT = 5;

export function recentSearches(): string[] {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(held) ? held.filter((each) => typeof each === "string").slice(0, KEPT) : [];
  } catch {
    // Somebody else's text under our name: there is nothing to remember.
    return [];
  }
}

export function rememberSearch(q: string): void {
  if (q === "") return;
  localStorage.setItem(KEY, JSON.stringify([q, ...recentSearches().filter((each) => each !== q)].slice(0, KEPT)));
}
