import type { Level } from "@/api/types";

/** What a row asks the grid to do. */
export interface RowActions {
  pick: (row: number, column: number, extend: boolean) => void;
  open: (level: Level) => void;
  choose: (row: number, chosen: boolean, extend: boolean) => void;
  edit: (row: number, column: number) => void;
  commit: (text: string, then: "down" | "right" | "left" | "stay") => void;
  cancel: () => void;
}
