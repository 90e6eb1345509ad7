/** A locale as an address or a browser names it. What is not one is never passed on. */
const LENGTH_MAX = 35;

/** The locale's plain name ("de-CH"), or null for anything that is none or that this browser does not know. */
export function readLocale(given: string | null): string | null {
  if (given === null || given === "" || given.length > LENGTH_MAX) return null;
  try {
    const { baseName } = new Intl.Locale(given);
    return Intl.NumberFormat.supportedLocalesOf(baseName)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
