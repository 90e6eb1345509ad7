/** What the editor in a cell asks the grid to do. */
export interface RowActions {
  commit: (text: string, then: "down" | "right" | "left" | "stay") => void;
  cancel: () => void;
}
