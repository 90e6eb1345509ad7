/** Where keys lead in a grid of cells. Pure but for the hook that holds the current cell. */
import { useCallback, useState } from "react";

export interface Position {
  row: number;
  column: number;
}

export interface Extent {
  rows: number;
  columns: number;
  pageRows: number;
}

/** Where a key leads from a cell, or null where the key means nothing here. */
export function moved({ row, column }: Position, key: string, ctrl: boolean, { rows, columns, pageRows }: Extent): Position | null {
  const lastRow = rows - 1;
  const lastColumn = columns - 1;
  const to = (nextRow: number, nextColumn: number) => ({
    row: Math.max(0, Math.min(lastRow, nextRow)),
    column: Math.max(0, Math.min(lastColumn, nextColumn)),
  });
  switch (key) {
    case "ArrowDown":
      return to(ctrl ? lastRow : row + 1, column);
    case "ArrowUp":
      return to(ctrl ? 0 : row - 1, column);
    case "ArrowRight":
      return to(row, ctrl ? lastColumn : column + 1);
    case "ArrowLeft":
      return to(row, ctrl ? 0 : column - 1);
    case "PageDown":
      return to(row + pageRows, column);
    case "PageUp":
      return to(row - pageRows, column);
    case "Home":
      return to(ctrl ? 0 : row, 0);
    case "End":
      return to(ctrl ? lastRow : row, lastColumn);
    default:
      return null;
  }
}

export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function rangeOf(one: Position, other: Position): Range {
  return {
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  };
}

/** True for a key that begins an entry: a digit or a sign. */
export function beginsEntry(key: string): boolean {
  return /^[0-9=+\-\u2212]$/.test(key);
}

/** One cell is the current one; with Shift a block of cells reaches from the anchor to it. */
export function useCells(rows: number) {
  const [held, setHeld] = useState<{ at: Position; anchor: Position } | null>(null);
  // A new question may give fewer rows than the cell before was down.
  const clamp = (position: Position) => ({ ...position, row: Math.max(0, Math.min(position.row, rows - 1)) });
  const at = held && rows > 0 ? clamp(held.at) : null;
  const range = held && at ? rangeOf(at, clamp(held.anchor)) : null;
  const go = useCallback((to: Position, extend = false) => {
    setHeld((before) => ({ at: to, anchor: extend && before ? before.anchor : to }));
  }, []);
  const enter = useCallback(() => {
    setHeld((before) => before ?? { at: { row: 0, column: 1 }, anchor: { row: 0, column: 1 } });
  }, []);
  return { at, range, go, enter };
}
