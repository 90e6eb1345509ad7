const GTIN = /^\d{12,14}$/;

/**
 * The ways a scanned code may be written in the catalogue, likeliest first. A UPC-A of twelve digits
 * is the same number as an EAN-13 with a zero before it, and scanners differ in which they give
 * (GS1 General Specifications 1.4).
 */
export function spellingsOf(code: string): string[] {
  if (!GTIN.test(code)) return [code];
  const bare = code.replace(/^0+(?=\d{12})/, "");
  return [...new Set([code, bare, `0${bare}`])];
}
