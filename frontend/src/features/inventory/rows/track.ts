/**
 * A list as long as it likes behind a scroll bar that can only be so long. Pure.
 *
 * Up to `BAR_PX_MAX` a pixel of the bar is a pixel of the list. Beyond, both ends of the list stay true to the pixel, and
 * between them the bar is a scale: dragging it passes many rows at once, while turning the wheel still moves row by row.
 */

/** Browsers lay out no box that is higher than some 17 million pixels, and a magnified page has fewer. */
export const BAR_PX_MAX = 12_000_000;
/** As much of either end is true to the pixel. */
const END_SHARE = 8;
/** A bar that moved by more rooms than these was dragged; less was a wheel, a finger or a key. */
const ROOMS_OF_A_JUMP = 3;

export interface Track {
  rows: number;
  rowPx: number;
  /** The height that rows are seen in. */
  room: number;
  barMax?: number;
}

/** Where the list stands: the bar's own pixel, and the list's pixel at the top of the room. */
export interface Stand {
  bar: number;
  at: number;
}

interface Lengths {
  /** How far the bar and the list can be moved. */
  bar: number;
  list: number;
  end: number;
}

function lengthsOf({ rows, rowPx, room, barMax = BAR_PX_MAX }: Track): Lengths {
  const list = rows * rowPx;
  return { bar: Math.max(0, Math.min(list, barMax) - room), list: Math.max(0, list - room), end: barMax / END_SHARE };
}

/** The height of the box that is scrolled. */
export function heightOf({ rows, rowPx, barMax = BAR_PX_MAX }: Track): number {
  return Math.min(rows * rowPx, barMax);
}

/** From one scale to another that is longer or shorter between ends of the same length. */
function scaled(value: number, from: number, to: number, end: number): number {
  const within = Math.max(0, Math.min(from, value));
  if (from === to || within <= end) return within;
  if (within >= from - end) return to - (from - within);
  return end + ((within - end) * (to - 2 * end)) / (from - 2 * end);
}

export function listPixel(track: Track, bar: number): number {
  const lengths = lengthsOf(track);
  return Math.round(scaled(bar, lengths.bar, lengths.list, lengths.end));
}

export function barPixel(track: Track, at: number): number {
  const lengths = lengthsOf(track);
  return Math.round(scaled(at, lengths.list, lengths.bar, lengths.end));
}

/** Where the list stands once the bar has moved to a pixel. */
export function scrolledTo(track: Track, before: Stand, bar: number): Stand {
  const lengths = lengthsOf(track);
  if (lengths.bar === lengths.list || Math.abs(bar - before.bar) > track.room * ROOMS_OF_A_JUMP) return { bar, at: listPixel(track, bar) };
  return { bar, at: Math.max(0, Math.min(lengths.list, before.at + bar - before.bar)) };
}

/**
 * True where bar and list no longer agree so far that the bar must be put right at once: one of the two is near an end.
 * Elsewhere that can wait until the scrolling rests.
 */
export function isAdrift(track: Track, { bar, at }: Stand): boolean {
  if (barPixel(track, at) === Math.round(bar)) return false;
  const lengths = lengthsOf(track);
  const near = (place: number, length: number) => place < track.room * 2 || place > length - track.room * 2;
  return near(bar, lengths.bar) || near(at, lengths.list);
}

/** The first of `elements` rows that are drawn, `before` of them above the room. */
export function firstRow({ rows, rowPx }: Track, at: number, elements: number, before: number): number {
  return Math.max(0, Math.min(Math.floor(at / rowPx) - before, rows - elements));
}

/** The list's pixel that brings a row into view, moving as little as that takes. */
export function bringing({ rowPx, room }: Track, at: number, row: number): number {
  const top = row * rowPx;
  if (top < at) return top;
  return top + rowPx > at + room ? top + rowPx - room : at;
}
