/**
 * Whether a text is sure to fit its column. Pure.
 *
 * To cut a text off, the browser paints it by itself, and a grid has hundreds of texts: so only those are
 * cut off that may be too long. Measuring each would cost more than that saves; its letters at their widest do.
 */

/** The space on both sides of a cell. */
const PADDING_PX = 24;
/** Text of rows, in parts of the root's size (`--text-sm`). */
const TEXT_REM = 0.8125;
const NARROW_EM = 0.4;
const USUAL_EM = 0.7;
const CAPITAL_EM = 0.85;
const WIDEST_EM = 1.1;

function widthOf(letter: string): number {
  if (" .,:;'|!ijl()[]".includes(letter)) return NARROW_EM;
  if (letter > "~" || "mwMW@%&".includes(letter)) return WIDEST_EM;
  return letter >= "A" && letter <= "Z" ? CAPITAL_EM : USUAL_EM;
}

/** `rootPx` is the size of the page's text, which a reader may have made larger. */
export function fits(text: string, columnPx: number, rootPx: number): boolean {
  const room = (columnPx - PADDING_PX) / (TEXT_REM * rootPx);
  if (text.length * WIDEST_EM <= room) return true;
  let width = 0;
  for (const letter of text) {
    width += widthOf(letter);
    if (width > room) return false;
  }
  return true;
}
