import { type KeyboardEvent, useCallback, useState } from "react";

export interface Position {
  row: number;
  column: number;
}

export interface GridKeys {
  rows: number;
  columns: number;
  pageRows: number;
  onMove: (to: Position) => void;
  onEnter: (at: Position) => void;
  onAdjust: (at: Position) => void;
}

/** Where a key leads from a cell, or null where the key means nothing here. */
export function moved(from: Position, key: string, ctrl: boolean, { rows, columns, pageRows }: Pick<GridKeys, "rows" | "columns" | "pageRows">): Position | null {
  const { row, column } = from;
  const last = rows - 1;
  const clampRow = (to: number) => ({ row: Math.max(0, Math.min(last, to)), column });
  switch (key) {
    case "ArrowDown":
      return ctrl ? clampRow(last) : clampRow(row + 1);
    case "ArrowUp":
      return ctrl ? clampRow(0) : clampRow(row - 1);
    case "PageDown":
      return clampRow(row + pageRows);
    case "PageUp":
      return clampRow(row - pageRows);
    case "Home":
      return clampRow(0);
    case "End":
      return clampRow(last);
    case "ArrowRight":
      return { row, column: Math.min(columns - 1, column + 1) };
    case "ArrowLeft":
      return { row, column: Math.max(0, column - 1) };
    default:
      return null;
  }
}

/** One cell of the grid is the current one; the grid itself holds the focus. */
export function useGridKeys(options: GridKeys) {
  const [held, setHeld] = useState<Position | null>(null);
  // A new question may give fewer rows than the cell before was down.
  const at = held && options.rows > 0 ? { ...held, row: Math.min(held.row, options.rows - 1) } : null;
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target !== event.currentTarget || event.altKey || options.rows === 0) return;
    const from = at ?? { row: 0, column: 0 };
    const to = moved(from, event.key, event.ctrlKey || event.metaKey, options);
    if (to) {
      setHeld(to);
      options.onMove(to);
    } else if (event.key === "Enter") options.onEnter(from);
    else if (event.key.toLowerCase() === "a" && !event.ctrlKey && !event.metaKey) options.onAdjust(from);
    else return;
    event.preventDefault();
  };
  const go = useCallback((position: Position) => setHeld(position), []);
  const enter = () => setHeld((before) => before ?? { row: 0, column: 0 });
  return { at, press, go, enter };
}
