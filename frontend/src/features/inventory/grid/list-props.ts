import type { Level } from "@/api/types";
import type { Draft, Drafts, Typed } from "../edit/drafts";
import type { Rows } from "../rows/windows";
import type { Selection } from "../selection/selection";
import type { View } from "../views/view";

/** What the grid and the list of cards have in common. */
export interface LevelListProps {
  rows: Rows;
  view: View;
  change: (patch: Partial<View>) => void;
  /** Which rows are in view, so that they are read. */
  onRange: (first: number, last: number) => void;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  drafts: Drafts;
  /** Null where the viewer may only read. */
  onType: ((typed: readonly Typed[], leftOut?: LeftOut) => void) | null;
  onUndo: () => void;
  onOpen: (level: Level) => void;
  onAdjust: (level: Level) => void;
  onSearch: () => void;
}

/** Cells of a pasted block that took no value. */
export interface LeftOut {
  outside: number;
  locked: number;
  beyond: number;
}

export type { Draft };
