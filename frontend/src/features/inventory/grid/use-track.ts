/** Which rows are drawn while the grid scrolls. It tells each row element alone: the grid itself is not drawn anew. */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { type Stand, type Track, barPixel, bringing, firstRow, heightOf, isAdrift, scrolledTo } from "../rows/track";

const OVERSCAN = 6;
const REST_MS = 150;
export const HEADER_PX = 40;

export interface Drawn {
  first: number;
  /** How far the list is drawn above its own place, where the bar is only a scale of it. */
  shift: number;
}

/** What is drawn just now; row elements listen to it. */
export interface DrawnStore {
  subscribe: (listener: () => void) => () => void;
  get: () => Drawn;
}

interface Held extends DrawnStore {
  stand: () => Stand;
  move: (to: Stand, next: Drawn) => void;
}

function holdDrawn(): Held {
  let drawn: Drawn = { first: 0, shift: 0 };
  let stand: Stand = { bar: 0, at: 0 };
  const listeners = new Set<() => void>();
  return {
    get: () => drawn,
    stand: () => stand,
    move: (to, next) => {
      stand = to;
      if (next.first === drawn.first && next.shift === drawn.shift) return;
      drawn = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export interface RowsDrawn {
  store: DrawnStore;
  /** Always as many row elements: the one that leaves above is the one that comes in beneath. */
  elements: number;
  height: number;
  bring: (row: number) => void;
  toTop: () => void;
}

/** Follows the scrolling of `grid`, whose rows stand in `body` beneath a header. */
export function useTrack(
  grid: RefObject<HTMLElement | null>,
  body: RefObject<HTMLElement | null>,
  wanted: { rows: number; rowPx: number; height: number },
  onRange: (first: number, last: number) => void,
): RowsDrawn {
  const { rows, rowPx } = wanted;
  const room = Math.max(rowPx, wanted.height - HEADER_PX);
  const [held] = useState(holdDrawn);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const elements = Math.min(rows, Math.ceil(room / rowPx) + 2 * OVERSCAN + 1);
  const place = useCallback(
    (stand: Stand) => {
      const first = firstRow({ rows, rowPx, room }, stand.at, elements, OVERSCAN);
      held.move(stand, { first, shift: stand.at - stand.bar });
      onRange(first, Math.min(rows, first + elements) - 1);
    },
    [held, rows, rowPx, room, elements, onRange],
  );
  const stand = useCallback(
    (at: number, bar: number) => {
      place({ at, bar });
      scrollBar(grid, bar);
    },
    [grid, place],
  );
  useLayoutEffect(() => {
    const scroller = grid.current;
    const rowsOf = body.current;
    if (!scroller || !rowsOf) return undefined;
    const track: Track = { rows, rowPx, room };
    let aside = scroller.scrollLeft;
    const settle = () => {
      rowsOf.removeAttribute("data-flying");
      const stood = held.stand();
      const bar = barPixel(track, stood.at);
      if (Math.abs(bar - stood.bar) > 1) stand(stood.at, bar);
    };
    const follow = () => {
      const bar = scroller.scrollTop;
      const left = scroller.scrollLeft;
      const stood = held.stand();
      if (left !== aside) rowsOf.removeAttribute("data-flying");
      else if (bar !== stood.bar) fly(rowsOf, left);
      aside = left;
      clearTimeout(rest.current);
      rest.current = setTimeout(settle, REST_MS);
      if (bar === stood.bar) return;
      const next = scrolledTo(track, stood, bar);
      if (isAdrift(track, next)) stand(next.at, barPixel(track, next.at));
      else place(next);
    };
    // Rows may be more, fewer, higher or lower than before.
    place(scrolledTo(track, { bar: Infinity, at: 0 }, scroller.scrollTop));
    scroller.addEventListener("scroll", follow, { passive: true });
    return () => {
      scroller.removeEventListener("scroll", follow);
      clearTimeout(rest.current);
      rowsOf.removeAttribute("data-flying");
    };
  }, [grid, body, held, rows, rowPx, room, place, stand]);
  const bring = useCallback(
    (row: number) => {
      const track: Track = { rows, rowPx, room };
      const stood = held.stand();
      const { at, bar } = stood;
      const to = bringing(track, at, row);
      if (to === at) return;
      const near = scrolledTo(track, stood, bar + to - at);
      const isNear = near.at === to && near.bar >= 0 && near.bar <= heightOf(track) - room && !isAdrift(track, near);
      stand(to, isNear ? near.bar : barPixel(track, to));
    },
    [held, rows, rowPx, room, stand],
  );
  const toTop = useCallback(() => stand(0, 0), [stand]);
  return { store: held, elements, height: heightOf({ rows, rowPx, room }), bring, toTop };
}

function scrollBar({ current: grid }: RefObject<HTMLElement | null>, bar: number): void {
  if (grid) grid.scrollTop = bar;
}

/**
 * Rows that fly past hold their pinned cells by an offset of ours. Each cell that the browser itself holds (sticky) is
 * a layer to be composed in every frame; it is worth that only where the list moves sideways.
 */
function fly(body: HTMLElement, left: number): void {
  if (body.hasAttribute("data-flying")) return;
  body.style.setProperty("--aside", `${left}px`);
  body.setAttribute("data-flying", "");
}
