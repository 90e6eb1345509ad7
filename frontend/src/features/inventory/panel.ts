/** Which dialog of the grid is open. */
export type Panel = "filter" | "columns" | "file" | "views" | "review" | "bulk";
