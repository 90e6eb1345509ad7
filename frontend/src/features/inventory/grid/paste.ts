/** Where a pasted block lands: which levels take which text, and which cells take none. Pure. */
import type { Level } from "@/api/types";
import { type Typed, lockOf } from "../edit/drafts";
import type { Range } from "./keys";
import type { LeftOut } from "./list-props";

/** As many rows as one change set takes. */
export const PASTE_ROWS_MAX = 10_000;

export interface Landing {
  typed: Typed[];
  leftOut: LeftOut;
}

/** One cell fills the whole chosen block, as in a spreadsheet; a block lands from its upper left corner. */
export function spread(cells: readonly (readonly string[])[], range: Range): string[][] {
  const [first] = cells;
  if (cells.length !== 1 || first?.length !== 1) return cells.map((row) => [...row]);
  const text = first[0] ?? "";
  return Array.from({ length: range.bottom - range.top + 1 }, () =>
    Array.from({ length: range.right - range.left + 1 }, () => text),
  );
}

/** `levels` are the rows from the block's first on; `column` says which of the block's columns can be typed into. */
export function land(cells: readonly (readonly string[])[], levels: readonly (Level | undefined)[], column: number): Landing {
  const typed: Typed[] = [];
  const leftOut: LeftOut = { outside: 0, locked: 0, beyond: 0 };
  cells.forEach((row, index) => {
    const level = levels[index];
    if (!level) {
      leftOut.beyond += 1;
      return;
    }
    row.forEach((text, at) => {
      if (text.trim() === "") return;
      if (at !== column) leftOut.outside += 1;
      else if (lockOf(level)) leftOut.locked += 1;
      else typed.push({ level, text });
    });
  });
  return { typed, leftOut };
}
